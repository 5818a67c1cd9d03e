"""The guides: each leads to pages that its readers may open, and names only what stands on one."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from core.models import TrustSettings
from home.help import GUIDES, guides_for

BASE = Path(__file__).resolve().parents[2]
READERS = {
    "everyone": "ada", "leader": "hal", "executive-lead": "eve", "booking-officer": "ben", "board": "gus",
    "administrator": "ann",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)
def test_everything_in_a_guide_is_open_to_its_readers(cast, sign_in, guide):
    person = getattr(cast, READERS[guide.key])
    client = sign_in(person)
    page = client.get(reverse("home:help")).content.decode()
    for how_to in guide.how_tos:
        url = reverse(how_to.begins)
        assert f'<a href="{url}">{how_to.title}</a>' in page
        assert client.get(url, follow=True).status_code == 200, how_to.title
    assert guide.key in [own.key for own in guides_for(person)[0]]


@pytest.mark.django_db
def test_a_guide_calls_a_role_as_the_trust_does(cast, sign_in):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.title.headteacher": "Principal"}})
    page = sign_in(cast.hal).get(reverse("home:help")).content.decode()
    assert "Principal and Head of School" in page
    assert "Your Principal decides first" in page
    assert "Headteacher" not in page.split("<main")[1]


def test_whatever_a_guide_quotes_stands_on_a_page():
    sources = [*BASE.glob("templates/**/*.html"), *BASE.glob("*/plugin.py"), *BASE.glob("*/**/tables.py")]
    words = "".join(path.read_text(encoding="utf-8") for path in sources)
    steps = [step for guide in GUIDES for how_to in guide.how_tos for step in how_to.steps]
    quoted = {label for step in steps for label in re.findall("“([^”]*)”", step)}
    assert len(quoted) > 8
    assert {label for label in quoted if label not in words} == set()


@pytest.mark.django_db
def test_what_others_do_is_folded_and_leads_nowhere(cast, sign_in):
    page = sign_in(cast.ada).get(reverse("home:help")).content.decode()
    assert "Set the trust up" in page
    assert reverse("home:setting-up") not in page
