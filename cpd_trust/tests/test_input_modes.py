"""The keyboard of the journeys sees what hides the focus: each fault is planted, and found."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing
from cpd_trust.tests.input_modes import Keyboard

pytestmark = pytest.mark.browser

FAULTS = {
    "a ring taken away": ("*, ::after { outline: none !important; box-shadow: none !important; }", "no ring"),
    "a bar over half of the page": (
        ".k-nav { position: fixed !important; top: auto; bottom: 0; height: 60vh; left: 0; right: 0; }",
        "under <",
    ),
    "a header that stays": (
        ".k-header { position: fixed !important; top: 0; left: 0; right: 0; height: 60vh; z-index: 9; }",
        "under <",
    ),
}


def walk_through(page, stops=40):
    """Press Tab through a page, and back again, as far as the first stop that cannot be seen; return that."""
    hands = Keyboard(page)
    page.goto(reverse("courses:course-list"))
    for key in ("Tab", "Shift+Tab"):
        for _ in range(stops):
            hands.stop(key)
            if hands.hidden:
                return hands.hidden
    return hands.hidden


@pytest.mark.parametrize("width", [360, 1280])
def test_the_focus_is_always_seen(width, live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ada, width) as page:
        assert walk_through(page) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_hidden_focus_is_found(fault, live_server, live_cast, chromium):
    style, words = FAULTS[fault]
    with browsing(chromium, live_server, live_cast.ada, 360, bypass_csp=True) as page:
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => document.head.append(Object.assign("
            f"document.createElement('style'), {{ textContent: {style!r} }})))"
        )
        assert any(words in found for found in walk_through(page))


def test_a_menu_closes_when_the_focus_leaves_it(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ada, 360) as page:
        hands = Keyboard(page)
        page.goto(reverse("courses:course-list"))
        hands.press(page.locator("header summary").first)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        for _ in range(6):
            hands.stop("Tab")
        expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        assert hands.hidden == []
