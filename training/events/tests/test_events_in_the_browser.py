"""Events in Chromium: an organiser arranges a series on a phone, sees its dates first, and changes one (R-6)."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import bank_holidays, today
from core.formatting import long_date
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from training.models import Event

WEEK = dt.timedelta(days=7)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.policy("R-6")
def test_an_organiser_arranges_a_series_on_a_phone(chromium, live_server, live_cast):
    first = today() + dt.timedelta(days=14)
    while bank_holidays(first.year) & {first, first + WEEK} | bank_holidays(first.year + 1) & {first + WEEK}:
        first += dt.timedelta(days=1)
    with browsing(chromium, live_server, live_cast.hal, 360) as page:
        page.goto(reverse("training:school-events"))
        page.get_by_role("link", name="Add event").first.click()
        page.get_by_label("Type of event").select_option("staff_meeting")
        page.get_by_label("Title").fill("Teaching and learning hour")
        page.get_by_label("Date", exact=True).fill(first.isoformat())
        page.get_by_label("Starts").fill("15:45")
        page.get_by_label("Ends").fill("17:00")
        page.get_by_label("All staff").check()
        page.locator("summary", has_text="Repeat it").press("Enter")
        page.get_by_label("How often?").select_option("weekly")
        page.get_by_label("Until").fill((first + WEEK).isoformat())
        assert sideways_scroll(page) == 0
        page.get_by_role("button", name="Add event").click()
        expect(page.get_by_text("2 dates. Nothing is saved yet.")).to_be_visible()
        assert findings(page) == []
        assert sideways_scroll(page) == 0
        assert not Event.objects.exists()
        page.get_by_role("button", name="Add 2 dates").click()
        expect(page.get_by_role("heading", name="Teaching and learning hour", level=1)).to_be_visible()
        assert findings(page) == []
        assert sideways_scroll(page) == 0
        page.get_by_role("link", name=long_date(first + WEEK)).click()
        page.get_by_role("link", name="Edit", exact=True).click()
        page.get_by_label("Room or place").fill("Studio")
        expect(page.get_by_role("radio").first).to_be_checked()
        assert findings(page) == []
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("1 date changed.")).to_be_visible()
        assert list(Event.objects.order_by("day").values_list("room", flat=True)) == ["", "Studio"]
        assert page.complaints == []
