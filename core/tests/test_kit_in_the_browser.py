"""The kit and the pages before the sign-in, in Chromium: accessible, narrow, quiet under the strict policy."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize(
    "name", ["kit", "account_login", "account_request_login_code", "account_reset_password", "account_signup"]
)
def test_page_is_accessible_and_quiet(live_server, chromium, name, width):
    with browsing(chromium, live_server, width=width) as page:
        page.goto(reverse(name))
        assert findings(page) == []
        assert sideways_scroll(page) == 0
        assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_no_control_of_the_kit_is_smaller_than_24_pixels(live_server, chromium):
    with browsing(chromium, live_server, width=360) as page:
        page.goto(reverse("kit"))
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, .btn, input:not([type=hidden]), select, textarea, summary")]
              .filter((e) => e.checkVisibility() && (e.offsetHeight < 24 || e.offsetWidth < 24))
              .map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert small == []


@pytest.mark.django_db(transaction=True)
def test_filters_and_pages_work_without_javascript(live_server, chromium):
    with browsing(chromium, live_server, java_script_enabled=False) as page:
        page.goto(reverse("kit"))
        page.get_by_label("Words").fill("aid")
        page.get_by_role("button", name="Show results").click()
        expect(page).to_have_url(re.compile("q=aid"))
        page.get_by_role("navigation", name="Pages of results").get_by_role("link", name="Next page").click()
        expect(page).to_have_url(re.compile("q=aid"))
        expect(page.locator("main")).to_contain_text("6 to 10 of 30 requests")
        page.locator("summary", has_text="Withdraw").click()
        expect(page.get_by_role("button", name="Yes, withdraw")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_htmx_swaps_the_results_and_the_poll_ends(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("kit"))
        page.evaluate("window.stays = true")
        page.get_by_label("Mode").select_option("online")
        page.wait_for_url("**mode=online**")
        assert page.evaluate("window.stays")
        page.get_by_role("heading", name="Making the report").first.wait_for(timeout=10_000)
        assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_dialogue_opens_by_its_button_and_closes_with_escape(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("kit"))
        page.get_by_role("link", name="Open a dialogue").click()
        expect(page.get_by_role("dialog", name="A dialogue")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="A dialogue")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_the_first_tab_leads_past_the_header(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("account_login"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#main$"))
