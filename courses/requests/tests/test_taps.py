"""How many taps a first course takes on a phone, from the first page to the request that was sent."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from core.calendar import today
from courses.models import CourseRequest
from courses.tests.factories import CourseDateFactory, CourseFactory
from cpd_trust.tests.browsing import browsing

pytestmark = [pytest.mark.browser, pytest.mark.policy("IM-5")]

MOST_TAPS = 8
# Pages asked for, each answer that leads on counted with the page it leads to.
MOST_PAGES = 12


def test_a_first_course_takes_eight_taps(live_server, live_cast, chromium):
    course = CourseFactory(title="Leading a subject well", price=120)
    CourseDateFactory(course=course, starts_on=today() + dt.timedelta(days=30))
    taps, asked = [], []
    with browsing(chromium, live_server, live_cast.ada, 360, has_touch=True) as page:

        def tap(what):
            what.tap()
            taps.append(str(what))

        page.goto("/")
        page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
        tap(page.get_by_role("link", name="Courses", exact=True).locator("visible=true").first)
        tap(page.get_by_role("link", name="Leading a subject well"))
        tap(page.locator("main").get_by_role("button", name="Request"))
        tap(page.get_by_label("Personal development"))
        why = page.get_by_label("Why this course?")
        tap(why)
        why.press_sequentially("I lead English from January.")
        tap(page.get_by_role("button", name="Save and continue"))
        tap(page.get_by_role("radio", name="No", exact=True))
        tap(page.get_by_role("button", name="Send request"))
        expect(page.locator("main")).to_contain_text(
            "With your Headteacher since today, then Executive Lead, then booking"
        )
    assert CourseRequest.objects.get().status == "deciding"
    assert len(taps) <= MOST_TAPS
    assert len(asked) <= MOST_PAGES
