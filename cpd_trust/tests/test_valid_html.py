"""Every page of the access matrix is valid HTML, with what htmx adds as its own, and light on a slow telephone."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, world_of
from cpd_trust.tests.test_pages_in_the_browser import page_of, pages_of
from cpd_trust.tests.valid_html import problems_of

# So many bytes come over the air at the first visit, with all that a page asks for. A lazy picture comes when its
# reader opens what it is folded into.
MOST_BYTES = 60_000
ASSET = re.compile(r'<(?:link|script|img)\b(?![^>]*loading="lazy")[^>]*?\b(?:href|src)="/static/([^"]+)"')


@cache
def weight_of_asset(name):
    """Return how many bytes of a file of ours are sent, compressed as by whitenoise."""
    return len(gzip.compress(Path(finders.find(name)).read_bytes(), 9))


def weight_of(page):
    """Return how many bytes a first visit of the page costs, compressed as it is sent."""
    assets = ASSET.findall(page)
    assert len(assets) >= 8, "style sheets, scripts and the picture of the tab"
    return len(gzip.compress(page.encode(), 6)) + sum(map(weight_of_asset, set(assets)))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_every_page_is_valid_html_and_light(app, cast):
    world, wrong = None, {}
    for name, row, looker in pages_of(app):
        world = world or world_of(name, cast)
        client = Client()
        if looker != "anonymous":
            client.force_login(getattr(cast, looker), backend="people.backends.AuthenticationBackend")
        page = page_of(client, reverse(name, args=row.args(cast, world)), row.method)
        if not page:
            continue
        problems = problems_of(page)
        if (weight := weight_of(page)) > MOST_BYTES:
            problems.append(f"{weight} bytes")
        if problems:
            wrong[f"{name} as {looker}"] = problems
    assert wrong == {}


@pytest.mark.once
@pytest.mark.django_db
def test_a_page_that_is_not_compressed_is_heavier(client):
    """The twin: half of what a page would weigh is its style sheets as they stand in the source."""
    sent = client.get("/accessibility/", headers={"accept-encoding": "gzip"}).content
    page = gzip.decompress(sent).decode()
    bare = len(page) + sum(Path(finders.find(name)).stat().st_size for name in set(ASSET.findall(page)))
    assert weight_of(page) < MOST_BYTES < bare
    assert len(sent) < len(page) / 2


PAGE = "<!DOCTYPE html><html lang=en><title>A page</title><body>"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p><div></div></p>", "unexpected-end-tag"),
        ("<form><form></form></form>", "unexpected-start-tag"),
        ("<h2><form></form></h2>", "form in h2"),
        ("<section><section><h2>Inner</h2></section></section>", "section without a heading"),
        ('<time datetime="2026-11-30T09:00:00.123456+00:00">today</time>', "datetime 2026"),
        ('<i id="a"></i><i id="a"></i>', "id a stands 2 times"),
        ('<label for="b">B</label>', "for names no id: b"),
    ],
)
def test_what_is_not_valid_is_found(html, problem):
    assert any(found.startswith(problem) for found in problems_of(PAGE + html))
    assert problems_of(f'{PAGE}<section><h2>One</h2><time datetime="2026-11-30T09:00+0000">now</time></section>') == []
