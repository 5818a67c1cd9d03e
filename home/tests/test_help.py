"""The guides: each leads to pages that its readers may open, and names only what stands on one."""

import json
import re
from html import escape, unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from core.models import TrustSettings
from core.navigation import Place
from core.plugins import registered
from home.guides import GUIDES, PICTURE_HEIGHT, PICTURE_WIDTH
from home.help import anchor_of, guides_for

BASE = Path(__file__).resolve().parents[2]
READERS = {
    "everyone": "ada", "line-manager": "lin", "leader": "hal", "senior-leader": "sid", "executive-lead": "eve",
    "ceo": "cleo", "booking-officer": "ben", "board": "gus", "administrator": "ann",
}  # fmt: skip
PICTURED = [(guide, how_to) for guide in GUIDES for how_to in guide.how_tos if how_to.picture]
DRAWN = json.loads((BASE / "home/help_pictures.json").read_text(encoding="utf-8"))
MOST_BYTES = 40_000
FOOTER_HELP = re.compile(r'<li><a href="(/help/[^"]*)">(Help[^<]*)</a>')


@pytest.mark.django_db
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)
def test_everything_in_a_guide_is_open_to_its_readers(cast, sign_in, guide):
    person = getattr(cast, READERS[guide.key])
    client = sign_in(person)
    page = client.get(reverse("home:help")).content.decode()
    for how_to in guide.how_tos:
        url = reverse(how_to.begins)
        assert f'<h3 id="{anchor_of(guide, how_to)}"><a href="{url}">{escape(how_to.title)}</a></h3>' in page
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("guide", "how_to"), PICTURED, ids=[f"{guide.key}-{how_to.picture}" for guide, how_to in PICTURED]
)
def test_a_picture_is_there_is_small_and_shows_the_page_as_it_is(cast, sign_in, guide, how_to):
    """Else draw them again: `make demo`, and beside it `make pictures`."""
    path = Path(finders.find(how_to.picture) or "")
    assert path.is_file()
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as picture:
        assert picture.size == (PICTURE_WIDTH, PICTURE_HEIGHT)
    page = sign_in(getattr(cast, READERS[guide.key])).get(reverse(how_to.begins), follow=True).text
    assert unescape(re.search("<h1>(.*?)</h1>", page)[1]) == DRAWN[how_to.picture]


def test_no_picture_is_left_over():
    assert {how_to.picture for _, how_to in PICTURED} == set(DRAWN)
    assert {f"help/{path.name}" for path in (BASE / "static/help").iterdir()} == set(DRAWN)


@pytest.mark.django_db
def test_pictures_are_those_of_the_reader_and_come_only_when_asked_for(cast, sign_in):
    page = sign_in(cast.ben).get(reverse("home:help")).text
    pictures = re.findall("<img[^>]*>", page)
    assert ["desk" in picture for picture in pictures].count(True) == 1
    assert not any("request-queue" in picture for picture in pictures)
    for picture in pictures:
        assert re.search(r'alt="[^"]{20,}" width="800" height="640" loading="lazy"', picture)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ada", "lin", "sid", "hal", "eve", "cleo", "ben", "gus", "ann"])
def test_the_help_of_a_page_is_at_hand_on_it(cast, sign_in, who):
    person = getattr(cast, who)
    client = sign_in(person)
    ids = set(re.findall(' id="([^"]+)"', client.get(reverse("home:help")).text))
    own = {anchor_of(guide, how_to) for guide in guides_for(person)[0] for how_to in guide.how_tos}
    begun = {how_to.begins for guide in guides_for(person)[0] for how_to in guide.how_tos}
    for place in registered(Place):
        if place.is_for(person) and (url := place.address(person)):
            found = FOOTER_HELP.search(client.get(url, follow=True).text)
            path, _, anchor = found[1].partition("#")
            assert path == reverse("home:help")
            assert found[2] == ("Help with this page" if anchor else "Help")
            assert anchor in {*(ids & own), ""}, place.name
            assert anchor or place.name not in begun


@pytest.mark.django_db
def test_two_guides_of_one_page_are_told_apart_by_the_reader(cast, sign_in):
    def led_to(who):
        return FOOTER_HELP.search(sign_in(getattr(cast, who)).get(reverse("reports:report-list")).text)[1]

    assert led_to("hal").endswith("#leader-report-to-the-board")
    assert led_to("cleo").endswith("#ceo-write-the-trusts-summary")
    assert led_to("gus").endswith("#board-read-the-termly-report")


def test_anchors_differ():
    anchors = [anchor_of(guide, how_to) for guide in GUIDES for how_to in guide.how_tos]
    assert len(anchors) == len(set(anchors))


@pytest.mark.django_db
def test_help_is_searched_also_that_of_others(cast, sign_in):
    client, url = sign_in(cast.ada), reverse("home:help")
    page = client.get(url, {"q": "term dates"}).text.split("<main")[1]
    assert "Trust administrator</summary>" in page
    assert "<details open" in page.replace(' class="k-disclosure"', "")
    assert "Ask for a course" not in page
    assert "Ask for a course" in client.get(url, {"q": "COURSE ask"}).text
    assert "Nothing matches" in client.get(url, {"q": "xyzzy"}).text
    assert client.get(url, {"q": "course " * 300}).status_code == 200
