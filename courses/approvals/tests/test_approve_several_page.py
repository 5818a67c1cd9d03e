"""The page that confirms several renewals: what it shows before it acts, to whom, and what changed meanwhile."""

import pytest
from django.urls import reverse

from core.calendar import today
from courses.approvals.sending import withdraw_request
from courses.approvals.services import approve_request, return_request
from courses.approvals.tests.test_decisions_pages import ask, seen
from courses.models import CourseRequest, StageDecision
from cpd_trust.tests.helpers import cost_of, text_of
from people.models import Delegation

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-3")]

URL = reverse("courses:request-approve-several")
ACTORS = ("ada", "lin", "sid", "hal", "eli", "eve", "ben", "ann", "gus", "tess")


def renewals(cast, count=3):
    return [ask(cast, title=f"Renewal {number}", rank=20) for number in range(count)]


def test_it_shows_how_many_and_their_sum_and_decides_nothing(cast, sign_in):
    rows = renewals(cast)
    page = text_of(sign_in(cast.hal).post(URL, {"seen": [seen(row) for row in rows]}))
    for words in ("3 renewals, £360.00", "Renewal 0", "Renewal 2", "Ada Example", "Approve 3 renewals"):
        assert words in page
    assert not StageDecision.objects.exists()


def test_one_and_three_cost_the_same_number_of_queries(cast, sign_in):
    client, tokens = sign_in(cast.hal), [seen(row) for row in renewals(cast)]
    client.post(URL, {"seen": tokens})
    assert cost_of(lambda: client.post(URL, {"seen": tokens[:1]})) == cost_of(
        lambda: client.post(URL, {"seen": tokens})
    )


STATES = {
    "waiting": lambda row, cast: None,
    "approved": lambda row, cast: approve_request(request=row, actor=cast.hal),
    "sent back": lambda row, cast: return_request(request=row, actor=cast.hal, note="Which date?"),
    "withdrawn": lambda row, cast: withdraw_request(request=row, actor=cast.ada),
}


@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.parametrize("state", STATES)
def test_state_by_actor(cast, sign_in, state, name):
    """Only the Headteacher finds it, while it waits; who may see it reads that it has moved on; others read nothing."""
    row = ask(cast, title="Secret renewal", rank=20)
    token, actor = seen(row), getattr(cast, name)
    STATES[state](row, cast)
    before = StageDecision.objects.count()
    page = text_of(sign_in(actor).post(URL, {"seen": [token], "confirm": "yes"}, follow=True))
    may = state == "waiting" and name == "hal"
    assert StageDecision.objects.count() - before == may
    assert ("Approved 1 renewal, £120.00: “Secret renewal”" in page) == may
    sees = CourseRequest.objects.visible_to(actor).filter(pk=row.pk).exists()
    is_theirs = CourseRequest.objects.awaiting(actor).filter(pk=row.pk).exists() if not may else True
    assert ("No longer waiting for you: “Secret renewal”" in page) == (sees and not is_theirs)
    if not sees:
        assert "Secret" not in page


def test_a_stand_in_confirms_in_the_name_of_the_approver(cast, sign_in):
    row = ask(cast, rank=20)
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    sign_in(cast.sid).post(URL, {"seen": [seen(row)], "confirm": "yes"})
    decision = StageDecision.objects.get()
    assert (decision.decided_by, decision.on_behalf_of) == (cast.sid, cast.hal)


def test_what_changed_since_the_list_was_opened_is_left_out_of_the_sum(cast, sign_in):
    rows = renewals(cast)
    tokens = [seen(row) for row in rows]
    CourseRequest.objects.filter(pk=rows[0].pk).update(version=9)
    answer = sign_in(cast.hal).post(URL, {"seen": tokens})
    page = text_of(answer)
    assert "2 renewals, £240.00" in page
    assert "changed since you opened the list" in page
    assert tokens[0] not in answer.content.decode()


def test_all_changed_leaves_nothing_to_confirm(cast, sign_in):
    (row,) = renewals(cast, 1)
    token = seen(row)
    CourseRequest.objects.filter(pk=row.pk).update(version=9)
    page = text_of(sign_in(cast.hal).post(URL, {"seen": [token]}))
    assert "changed since you opened the list" in page
    assert "0 renewals" not in page
    assert "Approve 0" not in page


def test_the_second_of_two_clicks_says_what_became_of_the_first(cast, sign_in):
    client, tokens = sign_in(cast.hal), [seen(row) for row in renewals(cast)]
    for _ in range(2):
        client.post(URL, {"seen": tokens, "confirm": "yes"})
    page = text_of(client.get(reverse("courses:request-queue")))
    assert "Approved 3 renewals, £360.00" in page
    assert "No longer waiting for you: “Renewal 0” for Ada Example; “Renewal 1”" in page
    assert "Nothing was approved" not in page
    assert StageDecision.objects.count() == 3


def test_one_decided_in_another_tab_is_named_and_the_others_pass(cast, sign_in):
    client, rows = sign_in(cast.hal), renewals(cast)
    tokens = [seen(row) for row in rows]
    return_request(request=rows[0], actor=cast.hal, note="Which date?")
    shown = text_of(client.post(URL, {"seen": tokens}))
    assert "2 renewals, £240.00" in shown
    assert "No longer waiting for you: “Renewal 0” for Ada Example." in shown
    page = text_of(client.post(URL, {"seen": tokens, "confirm": "yes"}, follow=True))
    assert "Approved 2 renewals, £240.00" in page
    assert StageDecision.objects.filter(outcome="approved").count() == 2


def test_it_is_no_page_to_open(cast, sign_in):
    assert sign_in(cast.hal).get(URL).status_code == 405
