"""Every page of the access matrix in Chromium, narrow and wide: no finding of axe, no complaint, no sideways scroll."""

from itertools import groupby
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, MATRIX, world_of
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll

# Who looks, where several may: those who see most of a page come first.
LOOKERS = ["ann", "ben", "eve", "hal", "cleo", "ada", "gus", "tess"]


# Wide first: a page is opened once and then made narrow, as when a tablet is turned.
WIDTHS = (1280, 768, 360)
# At the width between, only what a page has too much of is looked for: axe would find what it finds at the others.
BETWEEN = 768
# So many pages a test, so that two processes share the large apps.
PART = 15


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


def is_page(client, url, method):
    """Return whether the address answers with a whole page: no file, no part that htmx swaps in, no bare redirect."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)  # which closes the file
        return False
    is_whole = answer["Content-Type"].startswith("text/html") and b"<!doctype html>" in answer.content.lower()
    return is_whole and (method == "GET" or answer.status_code == 200)


def problems_of(page, url):
    """Open an address and return what is wrong with it at each width."""
    page.complaints.clear()
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.goto(url)
    problems = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if width != BETWEEN:
            problems += [f"{found} at {width}" for found in findings(page)]
        if scroll := sideways_scroll(page):
            problems.append(f"{scroll} pixels of sideways scroll at {width}")
    return problems + page.complaints


def parts():
    """Return each app with the numbers of the pages that one test looks at."""
    return [
        pytest.param(app, start, id=f"{app}, from {start + 1}")
        for app in APPS
        for start in range(0, len(list(pages_of(app))), PART)
    ]


@pytest.mark.browser
@pytest.mark.parametrize(("app", "start"), parts())
def test_every_page_is_accessible(app, start, live_server, live_cast, chromium):
    rows = sorted(list(pages_of(app))[start : start + PART], key=lambda found: found[2])
    world = world_of(rows[0][0], live_cast)
    wrong = {}
    for looker, theirs in groupby(rows, key=lambda found: found[2]):
        person = None if looker == "anonymous" else getattr(live_cast, looker)
        client = Client()
        if person:
            client.force_login(person, backend="people.backends.AuthenticationBackend")
        with browsing(chromium, live_server, person) as page:
            for name, row, _ in theirs:
                url = reverse(name, args=row.args(live_cast, world))
                if row.method == "POST" and (data := row.data(live_cast, world)):
                    url += f"?{urlencode(data)}"
                if is_page(client, url, row.method) and (problems := problems_of(page, url)):
                    wrong[f"{name} as {looker}"] = problems
    assert wrong == {}


@pytest.mark.browser
def test_what_is_wrong_at_one_width_is_found(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.hal) as page:
        page.route("**/help/ghost/", lambda route: route.fulfill(body=WRONG, content_type="text/html"))
        problems = problems_of(page, "/help/ghost/")
    assert [words.partition(" ")[0] for words in problems] == ["image-alt", "200", "image-alt", "608"]


# Too wide for a tablet and a phone (960 and the margin of 8, less 768 and 360), and a picture without words.
WRONG = """<!DOCTYPE html>
<html lang="en">
<head><meta name="viewport" content="width=device-width"><title>A page</title></head>
<body><main><h1>A page</h1><img src="/static/favicon.svg" width="960"></main></body>
</html>"""
