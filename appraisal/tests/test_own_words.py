"""The trust's own word for a performance review: on pages, in notifications and in their mails."""

import pytest
from django.urls import reverse

from appraisal.services.reviews import open_review
from core.models import TrustSettings
from notifications.emails import urgent_notice
from notifications.models import Notice


@pytest.mark.parametrize(
    ("values", "one", "several"),
    [
        ({}, "performance review", "Performance reviews"),
        ({"people.word.review": "appraisal"}, "appraisal", "Appraisals"),
    ],
)
def test_the_trusts_own_word_is_used(cast, sign_in, values, one, several):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": values})
    review = open_review(actor=cast.hal, school=cast.oak, person=cast.ada, reviewer=cast.lin)
    notice = Notice.objects.get(person=cast.ada)
    assert notice.subject == f"Your {one} has started"
    mail = urgent_notice(notice)
    assert f"Your {one} has started" in mail.text
    assert f"Your {one} has started" in mail.html
    page = sign_in(cast.hal).get(reverse("appraisal:review-staff")).content.decode()
    assert f"<h1>{several}</h1>" in page
    assert f"{several if values else 'Reviews'}</a>" in page.split('id="main"')[0]
    assert f"<title>{one.capitalize()} " in sign_in(cast.lin).get(review.get_absolute_url()).content.decode()
    way = sign_in(cast.lin).get(review.get_absolute_url()).content.decode().split("k-breadcrumbs")[1].split("</nav>")[0]
    assert f">My {one}s</a>" in way
    board = sign_in(cast.tess).get(reverse("budgets:board"), {"export": "csv"})
    assert f"Agreed in {one}s: still to fund" in b"".join(board.streaming_content).decode()
