"""Action plans in Chromium: a draft beside last year's evaluations, on a phone and wide; picking needs (AP-2, AP-5)."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from planning.tests.factories import ActionFactory, NeedFactory, this_year
from planning.tests.plans import make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(live_cast):
    """A draft of Oak's with dear actions, held back by last year's plan."""
    last = make_plan("in_progress", live_cast.oak, live_cast.hal, year=this_year() - 1, action_status="evaluated")
    ActionFactory(school=live_cast.oak, year=this_year() - 1, plan=last, title="Coaching by a specialist of the hub")
    plan = make_plan("draft", live_cast.oak, live_cast.hal, planned_cost="12345.50", hours=6, people_count=40)
    ActionFactory(
        school=live_cast.oak, plan=plan, serves="statutory", audience="staff_and_governors", lead=live_cast.lin,
        starts_on=f"{this_year()}-10-01",
    )  # fmt: skip
    live_cast.plan = plan
    return live_cast


@pytest.mark.policy("AP-5")
@pytest.mark.parametrize("width", [360, 1280])
def test_last_years_plan_unfolds_beside_the_draft(chromium, live_server, draft, width):
    with browsing(chromium, live_server, draft.hal, width) as page:
        page.goto(draft.plan.get_absolute_url())
        assert sideways_scroll(page) == 0
        impact = page.get_by_text("Impact on the priority").first
        expect(impact).to_be_hidden()
        page.locator("summary", has_text="Last year’s plan").press("Enter")
        expect(impact).to_be_visible()
        # What holds the draft back stands on the page itself.
        expect(page.get_by_text("neither evaluated nor carried forward").first).to_be_visible()
        expect(page.get_by_role("link", name="Coaching by a specialist of the hub").first).to_be_visible()
        assert findings(page) == []
        assert page.complaints == []


def test_needs_are_found_in_the_list_and_what_is_ticked_stays(chromium, live_server, draft):
    for title in ("Lead guided reading", "Teach fractions well", "Reading aloud"):
        NeedFactory(school=draft.oak, person=draft.ada, title=title)
    NeedFactory(school=draft.oak, person=draft.ada, title="Work with Zoë O’Neill", area="wellbeing")
    with browsing(chromium, live_server, draft.hal, 360) as page:
        page.goto(reverse("planning:action-edit", args=[draft.plan.actions.first().public_id]))
        page.get_by_label("Teach fractions").check()
        page.get_by_label("Search this list").fill("reading")
        shown = page.locator("[data-pick] .k-choice:visible").all_inner_texts()
        assert sorted(text.split(" (")[0] for text in shown) == [
            "Lead guided reading", "Reading aloud", "Teach fractions well"
        ]  # fmt: skip
        page.get_by_label("Search this list").fill("aloud")
        expect(page.locator("[data-pick] .k-choice:visible")).to_have_count(2)
        picked_and_found = [re.compile("fractions"), re.compile("Zoë")]
        for words in ("zoe o'neill", "ONEILL", "Zoe\u0308 O\u2032Neill", "zo\u00adë"):
            page.get_by_label("Search this list").fill(words)
            expect(page.locator("[data-pick] .k-choice:visible")).to_have_text(picked_and_found)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        expect(page.get_by_text("Teach fractions well").first).to_be_visible()
        assert page.complaints == []


def test_needs_are_picked_without_javascript(chromium, live_server, draft):
    NeedFactory(school=draft.oak, person=draft.ada, title="Teach fractions well")
    with browsing(chromium, live_server, draft.hal, 360, java_script_enabled=False) as page:
        page.goto(reverse("planning:action-edit", args=[draft.plan.actions.first().public_id]))
        expect(page.get_by_label("Search this list")).to_be_hidden()
        page.get_by_label("Teach fractions").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Teach fractions well").first).to_be_visible()
