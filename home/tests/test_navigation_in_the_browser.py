"""The bar in Chromium: in one line, with a menu of everything where it has no room; at the foot of a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from home.navigation import navigation_for

pytestmark = pytest.mark.browser


def everything(person):
    """Return the words of every group and page of somebody's bar."""
    return [
        label for entry in navigation_for(person, "/").bar for label in (entry.label, *(t.label for t in entry.tabs))
    ]


@pytest.mark.parametrize(
    ("width", "percent", "javascript"),
    [(360, 100, True), (360, 200, True), (768, 100, False), (1024, 100, True), (1280, 100, True), (1280, 200, True)],
)
def test_every_page_stands_in_the_bar_or_the_menu(live_server, live_cast, chromium, width, percent, javascript):
    with browsing(chromium, live_server, live_cast.hal, width, bypass_csp=True, java_script_enabled=javascript) as page:
        for here in (reverse("home:home"), reverse("reports:report-list"), reverse("people:person-list")):
            page.goto(here)
            if percent > 100:
                page.add_style_tag(content=f"html {{ font-size: {percent}% }}")
            main = page.get_by_role("navigation", name="Main")
            bar = main.locator(".k-bar")
            assert main.bounding_box()["height"] < (62 if width < 768 else 48) * percent / 100, "it is one line"
            if width < 768:
                expect(bar.locator(":scope > li:visible")).to_have_count(5)
            menu = bar.locator("summary")
            if width < 1024 or percent > 100:
                menu.press("Enter")
                panel = bar.locator(".k-menu-panel")
                expect(panel).to_be_visible()
                assert panel.get_by_role("link").all_inner_texts() == everything(live_cast.hal)
                box = panel.bounding_box()
                assert box["x"] >= 0
                assert box["y"] >= 0
                assert box["x"] + box["width"] <= width
            else:
                expect(menu).to_be_hidden()
                expect(bar.locator(":scope > li:visible")).to_have_count(7)
            assert sideways_scroll(page) == 0
            if javascript and here == reverse("home:home"):  # the bar is the same on each
                assert findings(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_second_row_shows_where_the_reader_is_and_scrolls_by_itself(live_server, live_cast, chromium, width):
    with browsing(chromium, live_server, live_cast.hal, width) as page:
        page.goto(reverse("courses:request-school-list"))
        row = page.get_by_role("navigation", name="My school")
        current = row.locator("[aria-current=page]")
        expect(current).to_have_text("Requests")
        expect(current).to_be_in_viewport(ratio=0.95)
        assert row.bounding_box()["height"] < 50
        assert sideways_scroll(page) == 0


def test_the_last_place_of_a_phone_is_marked_on_the_menu(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.hal, 360) as page:
        page.goto(reverse("reports:report-list"))
        mark = page.locator(".k-bar-menu summary").evaluate("menu => getComputedStyle(menu).borderTopColor")
        page.goto(reverse("home:home"))
        assert page.locator(".k-bar-menu summary").evaluate("menu => getComputedStyle(menu).borderTopColor") != mark


@pytest.mark.parametrize("who", ["hal", "eve", "ann"])
def test_at_a_desk_no_tab_is_out_of_sight(live_server, live_cast, chromium, who):
    person = getattr(live_cast, who)
    with browsing(chromium, live_server, person, 1280) as page:
        for entry in navigation_for(person, "/").bar:
            if entry.tabs:
                page.goto(entry.tabs[-1].url)
                for row in page.locator(".k-places-row").all():
                    assert row.evaluate("row => row.scrollWidth - row.clientWidth") == 0, entry.label
