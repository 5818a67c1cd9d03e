"""Every page of the access matrix is valid HTML; what htmx adds to it is its own."""

import pytest
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, world_of
from cpd_trust.tests.test_pages_in_the_browser import is_page, pages_of
from cpd_trust.tests.valid_html import problems_of


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_every_page_is_valid_html(app, cast):
    world, wrong = None, {}
    for name, row, looker in pages_of(app):
        world = world or world_of(name, cast)
        client = Client()
        if looker != "anonymous":
            client.force_login(getattr(cast, looker), backend="people.backends.AuthenticationBackend")
        url = reverse(name, args=row.args(cast, world))
        if is_page(client, url, row.method) and (problems := problems_of(client.get(url).text)):
            wrong[f"{name} as {looker}"] = problems
    assert wrong == {}


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
