"""Every page of the access matrix in Chromium, narrow and wide, and with text twice as large.

No finding of axe, no complaint, no sideways scroll; nothing is cut or lies on anything else; a thumb finds its target.
"""

from itertools import groupby
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, MATRIX, world_of
from cpd_trust.tests.browsing import browsing, problems_of
from cpd_trust.tests.fitting import misfits

# Who looks, where several may: those who see most of a page come first.
LOOKERS = ["ann", "ben", "eve", "hal", "cleo", "ada", "gus", "tess"]
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


def page_of(client, url, method):
    """Return the whole page that an address answers with; "" of a file, a part for htmx, or a bare redirect."""
    answer = client.get(url)
    content = b"".join(answer)  # which closes a file
    is_whole = answer["Content-Type"].startswith("text/html") and b"<!doctype html>" in content.lower()
    return content.decode() if is_whole and (method == "GET" or answer.status_code == 200) else ""


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
                if page_of(client, url, row.method) and (problems := problems_of(page, url)):
                    wrong[f"{name} as {looker}"] = problems
    assert wrong == {}


@pytest.mark.browser
def test_what_is_wrong_at_one_width_is_found(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.hal) as page:
        page.route("**/help/ghost/", lambda route: route.fulfill(body=WRONG, content_type="text/html"))
        problems = problems_of(page, "/help/ghost/")
    assert [words.partition(" ")[0] for words in problems] == [
        "image-alt", "200", "too", "image-alt", "608", "too", "648", "too", "608", "too",
    ]  # fmt: skip


# Too wide for a tablet and a phone (960 and the margin of 8, less 768, 360 and 320), and a picture without words.
WRONG = """<!DOCTYPE html>
<html lang="en">
<head><meta name="viewport" content="width=device-width"><title>A page</title></head>
<body><main><h1>A page</h1><img src="/static/favicon.svg" width="960"></main></body>
</html>"""


WHAT_DOES_NOT_FIT = [
    ('<p style="width: 5rem; overflow: hidden; white-space: nowrap">Words that are cut</p>', "cut"),
    ('<p style="height: 1rem; overflow: hidden">Words<br>in three<br>lines</p>', "cut"),
    ('<p style="width: 5rem; border: 1px solid; white-space: nowrap">Words that leave their box</p>', "spills"),
    ('<p>Words</p><p style="margin-top: -2.2rem">Other words</p>', "overlaps"),
    ('<button class="tall">One</button><button class="tall" style="margin-left: -2rem">Two</button>', "overlaps"),
    ('<div style="position: absolute; left: 700px; width: 9rem">A box beside the window</div>', "too wide"),
    ("<button>Go</button>", "small"),
    ('<p><a href="/">A link of its own</a></p>', "small"),
    ('<p>A sentence with <a href="/">a link</a> in it.</p>', None),
    ('<div style="width: 5rem; overflow: auto; white-space: nowrap">Words that scroll in their box</div>', None),
    ('<label class="tall"><input type="checkbox"> A box with its words</label>', None),
]


@pytest.mark.browser
def test_what_does_not_fit_is_found(live_server, chromium):
    style = "<!DOCTYPE html><style>.tall { display: inline-block; min-height: 3rem; min-width: 4rem }</style>"
    with browsing(chromium, live_server, width=720) as page:
        for html, found in WHAT_DOES_NOT_FIT:
            page.set_content(style + html)
            kinds = {words.partition(":")[0] for words in misfits(page, targets=True)}
            assert kinds == ({found} if found else set()), html
