"""Every page of the access matrix in Chromium, narrow and wide: no finding of axe, no complaint, no sideways scroll."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, MATRIX, world_of
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll

# Who looks, where several may: those who see most of a page come first.
LOOKERS = ["ann", "ben", "eve", "hal", "cleo", "ada", "gus", "tess"]


def pages_of(app):
    """Return the names of an app's pages, with one of the cast who may read each.

    Where the matrix posts, whoever may post looks at the form there, if there is one.
    """
    for name, row in MATRIX.items():
        if (name.split(":")[0] if ":" in name else "core") == app:
            welcome = (200,) if row.method == "GET" else (200, 302, 422)
            looker = next((who for who in [*LOOKERS, *row.statuses] if row.statuses[who] in welcome), None)
            if looker:
                yield name, row, looker


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("app", [app for app in APPS if any(pages_of(app))])
def test_every_page_is_accessible(app, width, live_server, live_cast, chromium):
    wrong = {}
    world = None
    for name, row, looker in pages_of(app):
        world = world or world_of(name, live_cast)
        url = reverse(name, args=row.args(live_cast, world))
        if row.method == "POST" and (data := row.data(live_cast, world)):
            url += f"?{urlencode(data)}"
        person = None if looker == "anonymous" else getattr(live_cast, looker)
        client = Client()
        if person:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(url)
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            if answer.streaming:
                b"".join(answer.streaming_content)
            continue
        if b"<!doctype html>" not in answer.content.lower():
            continue  # a part of a page, which htmx swaps in
        if row.method == "POST" and answer.status_code != 200:
            continue  # nothing to look at
        with browsing(chromium, live_server, person, width) as page:
            page.goto(url)
            problems = findings(page) + page.complaints
            if scroll := sideways_scroll(page):
                problems.append(f"{scroll} pixels of sideways scroll")
            if problems:
                wrong[f"{name} as {looker}"] = problems
    assert wrong == {}
