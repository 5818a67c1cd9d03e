"""Every list of the access matrix on a phone in Chromium: nothing on it moves once it is drawn."""

from itertools import groupby

import pytest
from django.test import Client
from django.urls import reverse

from cpd_trust.tests.access.matrix import APPS, world_of
from cpd_trust.tests.browsing import browsing, layout_shift
from cpd_trust.tests.test_pages_in_the_browser import page_of, pages_of

# More than this a reader sees.
MOST = 0.02


def lists_of(app, cast):
    """Return the addresses of an app's pages with a bar of filters, each with somebody who reads it."""
    world, found = None, []
    for name, row, looker in pages_of(app):
        if row.method != "GET" or looker == "anonymous":
            continue
        world = world or world_of(name, cast)
        client, url = Client(), reverse(name, args=row.args(cast, world))
        client.force_login(getattr(cast, looker), backend="people.backends.AuthenticationBackend")
        if 'class="k-filters"' in page_of(client, url, "GET"):
            found.append((url, looker))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("app", APPS)
def test_nothing_on_a_list_moves_once_it_is_drawn(app, live_server, live_cast, chromium):
    moved = {}
    lists = sorted(lists_of(app, live_cast), key=lambda found: found[1])
    for looker, theirs in groupby(lists, key=lambda found: found[1]):
        with browsing(chromium, live_server, getattr(live_cast, looker), width=360) as page:
            for url, _ in theirs:
                page.goto(url)
                if (shift := layout_shift(page)) >= MOST:
                    moved[url] = shift
    assert moved == {}


@pytest.mark.browser
def test_a_part_that_folds_after_drawing_is_noticed(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ada, width=360) as page:
        page.goto("/courses/")
        page.evaluate("(header => header.after(header.cloneNode(true)))(document.querySelector('.k-page-header'))")
        assert layout_shift(page) > MOST
