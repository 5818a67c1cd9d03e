"""The bar of a wide screen in Chromium: what it has no room for lies under "More"."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from home.navigation import navigation_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "percent", "javascript"), [(768, 100, True), (1024, 100, False), (1280, 100, True), (1280, 200, True)]
)
def test_every_place_stands_in_the_bar_or_under_more(live_server, live_cast, chromium, width, percent, javascript):
    with browsing(chromium, live_server, live_cast.hal, width, bypass_csp=True, java_script_enabled=javascript) as page:
        later = navigation_for(live_cast.hal, "/")[8:]
        longest = max(later, key=lambda entry: len(entry.label))
        for here in (reverse("home:home"), later[0].url, longest.url):
            page.goto(here)
            if percent > 100:
                page.add_style_tag(content=f"html {{ font-size: {percent}% }}")
            bar = page.get_by_role("navigation", name="Main")
            expect(bar.locator("[aria-current=page]:visible")).to_have_count(1)
            labels = bar.get_by_role("link").all_inner_texts()
            assert bar.bounding_box()["height"] < 48 * percent / 100, "it is one line"
            page.get_by_text("More", exact=True).press("Enter")
            menu = bar.locator(".k-menu-panel")
            expect(menu).to_be_visible()
            under_more = menu.get_by_role("link").all_inner_texts()
            assert {*labels, *under_more} == {entry.label for entry in navigation_for(live_cast.hal, here)}
            current = bar.locator("[aria-current=page]:visible").first.inner_text()
            assert {*labels} & {*under_more} <= {current}, "only where the reader is stands in both"
            assert sideways_scroll(page) == 0
            assert not javascript or findings(page) == []


def test_where_all_fit_there_is_no_more(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ada) as page:
        page.goto(reverse("home:home"))
        expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_count(
            len(navigation_for(live_cast.ada, "/"))
        )
        expect(page.get_by_text("More", exact=True)).to_be_hidden()
