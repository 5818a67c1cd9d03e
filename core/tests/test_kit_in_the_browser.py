"""The kit and the pages before the sign-in, in Chromium: accessible, narrow, quiet under the strict policy."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, problems_of

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
def test_pages_before_the_sign_in_are_accessible_and_quiet(live_server, chromium):
    names = ["account_login", "account_request_login_code", "account_reset_password", "account_signup"]
    with browsing(chromium, live_server) as page:
        assert {name: wrong for name in names if (wrong := problems_of(page, reverse(name)))} == {}


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
        page.locator("summary", has_text="Filters").click()
        page.get_by_label("Mode").select_option("online")
        page.get_by_role("button", name="Show results").click()
        expect(page).to_have_url(re.compile("q=aid.*mode=online"))
        expect(page.locator("summary", has_text="Filters · 1")).to_be_visible()
        page.get_by_role("link", name="Remove the filter Mode: Online").click()
        expect(page.locator("summary", has_text="Filters").first).to_have_text("Filters")
        expect(page.get_by_label("Words")).to_have_value("aid")
        page.get_by_role("navigation", name="Pages of results").get_by_role("link", name="Next page").click()
        expect(page).to_have_url(re.compile("q=aid"))
        expect(page.locator("main")).to_contain_text("6 to 10 of 30 requests")
        page.locator("summary", has_text="Withdraw").click()
        expect(page.get_by_role("button", name="Yes, withdraw request")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_htmx_swaps_the_results_and_the_poll_ends(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("kit"))
        page.evaluate("window.stays = true")
        page.locator("summary", has_text="Filters").click()
        page.get_by_label("Mode").select_option("online")
        page.wait_for_url("**mode=online**")
        expect(page.locator("summary", has_text="Filters · 1")).to_be_visible()
        expect(page.get_by_role("link", name="Remove the filter Mode: Online")).to_be_visible()
        page.get_by_role("button", name="Show results").click()
        expect(page.get_by_label("Mode")).to_be_hidden()
        assert page.evaluate("window.stays")
        page.get_by_role("heading", name="Creating report").first.wait_for(timeout=10_000)
        assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_list_on_a_phone_is_sorted_by_one_select_and_keeps_its_order_when_it_is_searched(live_server, chromium):
    with browsing(chromium, live_server, width=360) as page:
        page.goto(reverse("kit"))
        page.evaluate("window.stays = true")
        sort = page.locator("#results").get_by_label("Sort")
        sort.select_option("Cost, highest first")
        expect(page.locator("#results tbody tr").first).to_contain_text("£1,350.00")
        page.get_by_label("Words").fill("a")
        expect(page).to_have_url(re.compile("q=a.*sort=-cost"))
        expect(sort).to_have_value("-cost")
        expect(page.locator("#results tbody tr").first).to_contain_text("£1,350.00")
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(sort).to_be_hidden()
        assert page.evaluate("window.stays")


@pytest.mark.django_db(transaction=True)
def test_a_list_on_a_phone_is_sorted_without_javascript(live_server, chromium):
    with browsing(chromium, live_server, width=360, java_script_enabled=False) as page:
        page.goto(reverse("kit") + "?q=aid")
        page.locator("#results").get_by_label("Sort").select_option("Cost, lowest first")
        page.locator("#results").get_by_role("button", name="Sort").click()
        expect(page).to_have_url(re.compile("q=aid&sort=cost"))
        expect(page.locator("#results tbody tr").first).to_contain_text("£45.00")


@pytest.mark.django_db(transaction=True)
def test_a_dialogue_opens_by_its_button_and_closes_with_escape(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("kit"))
        page.get_by_role("link", name="Open dialog").click()
        expect(page.get_by_role("dialog", name="Dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Dialog")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_the_first_tab_leads_past_the_header(live_server, chromium):
    with browsing(chromium, live_server) as page:
        page.goto(reverse("account_login"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#main$"))
