"""From a review to the need that comes of it in Chromium, by keys alone, and back along the thread."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from appraisal.models import Objective, Review
from core.calendar import academic_year, today
from cpd_trust.tests.browsing import browsing
from cpd_trust.tests.test_planning_journey import fill, press
from planning.models import Need
from planning.tests.factories import PriorityFactory

PHONE = 360


def unfold(page, words):
    """Open the part that asks first, by the Enter key."""
    page.locator("summary", has_text=words).first.press("Enter")


@pytest.mark.browser
@pytest.mark.policy("PM-1")
def test_what_a_review_agrees_becomes_a_need_by_itself(live_server, live_cast, chromium):
    cast = live_cast
    priority = PriorityFactory(school=cast.oak, year=academic_year(today()), title="Every child a fluent reader")

    def as_(person, width=1280):
        return browsing(chromium, live_server, person, width)

    # The Headteacher opens the review; the line manager leads it unless somebody else is chosen.
    with as_(cast.hal) as page:
        page.goto(reverse("appraisal:review-none"))
        page.locator("tr", has_text="Ada Example").get_by_role("link", name="Open").press("Enter")
        page.wait_for_load_state()
        press(page, "Start review")
        expect(page.locator("main, body").first).to_contain_text("told the reviewee and reviewer.")
    review = Review.objects.get()
    assert (review.reviewee, review.reviewer) == (cast.ada, cast.lin)

    # The reviewer finds it on her phone, writes an objective with its training, and proposes it.
    with as_(cast.lin, PHONE) as page:
        page.goto(reverse("home:home"))
        page.get_by_role("link", name="1 review you lead has no objectives yet").press("Enter")
        page.wait_for_load_state()
        page.get_by_role("link", name="Ada Example").press("Enter")
        page.wait_for_url(f"**{review.get_absolute_url()}")
        page.get_by_role("link", name="Add objective").press("Enter")
        page.wait_for_load_state()
        fill(
            page, title="Read with six children a day", success_criteria="Their fluency rises.", priority=str(priority)
        )
        press(page, "Save")
        page.get_by_role("link", name="Add training", exact=True).press("Enter")
        page.wait_for_load_state()
        fill(page, what="Two days on fluency", area="Phonics and reading", estimated_cost="240")
        press(page, "Save training")
        page.goto(review.get_absolute_url())
        unfold(page, "Send for agreement")
        press(page, "Yes, send for agreement")
        assert page.complaints == []
    objective = Objective.objects.get()

    # The teacher finds it on the first page and agrees; the need stands in the register by itself.
    with as_(cast.ada, PHONE) as page:
        page.goto(reverse("home:home"))
        page.get_by_role("link", name="Agree your objectives").press("Enter")
        page.wait_for_url(f"**{review.get_absolute_url()}")
        unfold(page, "Agree objectives")
        press(page, "Yes, I agree")
        need = Need.objects.get()
        assert (need.person, need.priority, need.source) == (cast.ada, priority, "review")
        # From the objective to its need and back, each way by one key.
        page.goto(objective.get_absolute_url())
        page.locator(".k-trace a", has_text="Two days on fluency").press("Enter")
        page.wait_for_url(f"**{need.get_absolute_url()}")
        page.locator(".k-trace a", has_text="Objective,").press("Enter")
        page.wait_for_url(f"**{objective.get_absolute_url()}")
        assert page.complaints == []

    # The Headteacher sees the need in the register; the Executive Lead only that it is linked to an objective.
    with as_(cast.hal) as page:
        page.goto(reverse("planning:needs", args=[cast.oak.public_id, review.year]))
        expect(page.locator("main")).to_contain_text("Two days on fluency")
    with as_(cast.eve) as page:
        page.goto(need.get_absolute_url())
        expect(page.locator(".k-trace")).to_contain_text("Linked to an objective")
        assert "six children" not in page.content()
