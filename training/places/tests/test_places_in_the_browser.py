"""Places in Chromium: a teacher signs up on a phone, is offered a place that became free, and takes it (CT-1)."""

import pytest
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from cpd_trust.tests.test_planning_journey import PHONE
from training.events.tests.factories import EventFactory, audience_of
from training.models import Place


def fits(page):
    """Assert that axe finds nothing on the page, that it complains of nothing and doesn't scroll sideways."""
    assert not findings(page)
    assert not sideways_scroll(page)
    assert not page.complaints


@pytest.mark.browser
@pytest.mark.policy("CT-1")
def test_a_teacher_signs_up_on_a_phone_and_a_colleague_takes_the_free_place(live_server, live_cast, chromium):
    cast = live_cast
    audience = audience_of(kind="staff", school=cast.oak)
    event = EventFactory(title="Reading network", school=cast.oak, organiser=cast.hal, audience=audience, capacity=1)

    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto(event.get_absolute_url())
        page.get_by_role("button", name="Sign up").click()
        expect(page.locator("main")).to_contain_text("1 of 1 places taken")
        expect(page.locator("main")).to_contain_text("Going")
        fits(page)
    with browsing(chromium, live_server, cast.bea, PHONE) as page:
        page.goto(event.get_absolute_url())
        page.get_by_role("button", name="Sign up").click()
        expect(page.locator("main")).to_contain_text("First in line")
    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto("/records/events/mine/")
        fits(page)
        page.get_by_role("link", name="Reading network").click()
        page.get_by_text("Give up my place", exact=True).click()
        page.get_by_role("button", name="Yes, give up my place").click()
        expect(page.locator("main")).to_contain_text("Withdrawn")
    with browsing(chromium, live_server, cast.bea, PHONE) as page:
        page.goto("/")
        page.get_by_role("link", name="Accept your place at “Reading network”").click()
        fits(page)
        page.get_by_role("button", name="Accept").click()
        expect(page.locator("main")).to_contain_text("Going")
    assert set(Place.objects.values_list("person__first_name", "status")) == {
        ("Ada", "withdrawn"),
        ("Bea", "confirmed"),
    }
