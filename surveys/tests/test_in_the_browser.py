"""Surveys in Chromium: from a parent's phone without JavaScript to the results, each page accessible (policy AP-3)."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from surveys import lifecycle
from surveys.tests.surveying import answer_all, colleagues, make_open

pytestmark = [pytest.mark.browser, pytest.mark.policy("AP-3")]


def looks_well(page):
    """Say what is wrong with a page, if anything."""
    return findings(page) + page.complaints + ([f"{sideways_scroll(page)} px"] if sideways_scroll(page) else [])


def test_a_parent_answers_on_a_phone_without_javascript(live_server, live_cast, chromium):
    cache.clear()
    survey = make_open(live_cast.hal, live_cast.oak, "parents")
    address = reverse("surveys:survey-parents", args=[survey.token])
    with browsing(chromium, live_server, None, 360, java_script_enabled=False) as page:
        page.goto(address)
        page.get_by_label("Online").check()
        page.get_by_role("button", name="Send answers").click()
        expect(page.get_by_text("There is a problem")).to_be_visible()
        expect(page.get_by_label("Online")).to_be_checked()
        page.get_by_label("Strongly agree").check()
        page.get_by_role("button", name="Send answers").click()
        expect(page.get_by_text("Thank you for your answers")).to_be_visible()
        page.get_by_role("link", name="Start a new response").click()
        expect(page.get_by_role("button", name="Send answers")).to_be_visible()
        assert {cookie["name"] for cookie in page.context.cookies()} == {"csrftoken", "survey_answered"}
    assert survey.responses.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_leader_shows_results_and_turns_words_into_a_need(live_server, live_cast, chromium, width):
    survey = make_open(live_cast.hal, live_cast.oak)
    answer_all(survey, colleagues(live_cast.oak, 9), text="Time to practise", yes_no=1)
    lifecycle.close_survey(actor=live_cast.hal, survey=survey)
    with browsing(chromium, live_server, live_cast.hal, width) as page:
        page.goto(reverse("surveys:survey-results", args=[survey.public_id]))
        assert looks_well(page) == []
        page.locator("summary", has_text="Show results").click()
        page.get_by_role("button", name="Yes, show results").click()
        page.get_by_text("Show as a table").first.click()
        assert looks_well(page) == []
        page.get_by_role("link", name=re.compile("Add as training need.*Time to practise")).first.click()
        page.get_by_label("Topic", exact=True).select_option("reading")
        page.get_by_role("button", name="Add training need").click()
        expect(page.get_by_text("Added as training need")).to_be_visible()
        assert looks_well(page) == []


def test_a_wrong_answer_is_pointed_at(live_server, live_cast, chromium):
    survey = make_open(live_cast.hal, live_cast.oak)
    with browsing(chromium, live_server, live_cast.ada, 360) as page:
        page.goto(survey.answer_url)
        page.get_by_role("button", name="Send answers").click()
        assert page.evaluate("document.activeElement.className") == "k-error-summary"
        page.get_by_role("link", name="Choose an answer").click()
        assert page.evaluate("document.activeElement.type") == "radio"
        # The browser itself notes the answer 422.
        assert findings(page) == []
