"""The booking desk in Chromium: ten bookings in few clicks, by keyboard, on a phone, and without JavaScript."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certificates.tests.factories import RequirementFactory
from core.calendar import now, today
from courses.models import Booking, CourseRequest
from courses.tests.desk import make_booking, make_past_booking
from courses.tests.factories import CourseFactory, book, make_request, renew
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from cpd_trust.tests.input_modes import Keyboard
from people.tests.factories import PostFactory

pytestmark = pytest.mark.browser

MOST_CLICKS = 25


@pytest.fixture
def ten(live_cast):
    """Ten courses to book, one of them for five people, one a renewal; the last order number was 26-0412."""
    c = live_cast
    course = CourseFactory(title="Systematic synthetic phonics: leading it across a school")
    for number in range(9):
        day = today() + dt.timedelta(days=30 + number)
        make_request("to_book", applicant=c.ada, school=c.oak, title=f"Course {number}", starts_on=day)
    renew(CourseRequest.objects.first(), rank=10)
    for _ in range(5):
        make_request(
            "to_book", applicant=PostFactory(school=c.oak).person, school=c.oak, course=course, title=course.title
        )
    before = make_request("to_book", applicant=c.bea, school=c.oak, title="Booked before")
    book(before, officer=c.ben, order_number="26-0412")
    c.course = course
    return c


class Clicks:
    """A mouse that counts."""

    def __init__(self):
        self.count = 0

    def __call__(self, target):
        """Click the target."""
        self.count += 1
        target.click()


def test_ten_courses_are_booked_one_by_one_in_few_clicks(chromium, live_server, ten):
    click = Clicks()
    with browsing(chromium, live_server, ten.ben) as page:
        page.goto(reverse("courses:desk"))
        for number in range(10):
            click(page.locator("#results tbody a.btn").first)
            expect(page.get_by_label("Purchase order number")).to_have_value(f"26-{413 + number:04}")
            click(page.get_by_role("button", name="Book", exact=False).last)
            expect(page.locator("#messages")).to_contain_text("Booked: ")
        expect(page.locator("main")).to_contain_text("Nothing to book")
        assert page.complaints == []
    assert click.count <= MOST_CLICKS
    assert Booking.objects.count() == 15


@pytest.mark.parametrize("javascript", [True, False])
def test_ten_courses_are_booked_together_in_fewer(chromium, live_server, ten, javascript):
    click = Clicks()
    with browsing(chromium, live_server, ten.ben, java_script_enabled=javascript) as page:
        page.goto(reverse("courses:desk"))
        bar = page.locator("#selection")
        expect(bar).to_be_hidden()
        for box in page.locator("[form=selection]").all():
            click(box)
        if javascript:
            expect(bar).to_contain_text("10 selected · £1,680.00")
        click(bar.get_by_role("button", name="Book together"))
        expect(page.locator("section.k-card")).to_have_count(10)
        click(page.get_by_role("button", name="Book 10 courses"))
        expect(page.locator("#messages")).to_contain_text("Booked: 14 people.")
    assert click.count <= MOST_CLICKS
    assert Booking.objects.count() == 15


def test_whoever_is_unticked_is_not_booked(chromium, live_server, ten):
    with browsing(chromium, live_server, ten.ben) as page:
        page.goto(reverse("courses:desk"))
        page.locator("#results tbody a.btn", has_text=ten.course.title).click()
        first = page.locator("input[name=request]").first
        left_out = first.get_attribute("value")
        first.uncheck()
        page.locator(".k-actions button").click()
        expect(page.locator("#messages")).to_contain_text("Booked: ")
    asked = CourseRequest.objects.filter(course=ten.course)
    assert [str(row.public_id) for row in asked.filter(status="to_book")] == [left_out]
    assert asked.filter(status="booked").count() == 4


def test_a_course_is_booked_by_keyboard_on_a_phone(chromium, live_server, ten):
    with browsing(chromium, live_server, ten.ben, width=360) as page:
        hands = Keyboard(page)
        page.goto(reverse("courses:desk"))
        hands.choose(page.get_by_label("Course 3"))
        hands.press(page.get_by_role("button", name="Book together"))
        hands.fill(page.get_by_label("Booking reference"), "REF-9")
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("Booked: ")
        assert hands.hidden == []
    assert Booking.objects.filter(provider_reference="REF-9").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_focus_is_never_under_the_bar_of_a_booking(chromium, live_server, ten, width):
    with browsing(chromium, live_server, ten.ben, width=width) as page:
        page.goto(reverse("courses:desk"))
        page.locator("#results tbody a.btn", has_text=ten.course.title).click()
        expect(page.locator("h1")).to_contain_text("Book ")
        hands = Keyboard(page)
        for key in ("Tab", "Shift+Tab"):
            for _ in range(40):
                hands.stop(key)
        assert hands.hidden == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_is_accessible_with_rows_ticked_and_names_unfolded(chromium, live_server, ten, width):
    with browsing(chromium, live_server, ten.ben, width=width) as page:
        page.goto(reverse("courses:desk"))
        page.locator("#results details > summary").first.click()
        page.get_by_label("Course 3").check()
        page.get_by_label("Course 4").check()
        assert findings(page) == []
        assert sideways_scroll(page) <= 0
        page.get_by_role("button", name="Send back").click()
        expect(page.locator("h1")).to_have_text("Send back for approval")
        assert findings(page) == []
        page.go_back()
        page.locator("#results tbody a.btn", has_text=ten.course.title).click()
        expect(page.locator("h1")).to_contain_text("Book ")
        page.get_by_text("Names for the provider").first.click()
        assert findings(page) == []
        assert sideways_scroll(page) <= 0
        assert page.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_queues_are_accessible_and_one_click_records_a_course(chromium, live_server, live_cast, width):
    c = live_cast
    course = CourseFactory(title="Phonics", credits=[RequirementFactory()])
    for person in (c.ada, c.bea):
        make_past_booking(c, applicant=person, course=course, title="Phonics")
    make_booking(c, "attended", course=course, title="Phonics", starts_on=today() - dt.timedelta(days=20))
    waits = make_booking(c, title="Clay")
    Booking.objects.filter(pk=waits.pk).update(booked_at=now() - dt.timedelta(days=9))
    with browsing(chromium, live_server, c.ben, width=width) as page:
        for queue in ("certificates", "confirmations", "attendance"):
            page.goto(reverse("courses:desk-queue", args=[queue]))
            page.locator("[form=selection]").first.check()
            expect(page.locator("#selection")).to_contain_text("1 selected")
            assert findings(page) == []
            assert sideways_scroll(page) <= 0
        page.get_by_role("button", name="All attended Phonics").click()
        expect(page.locator("#messages")).to_contain_text("Attendance recorded for 2 people.")
        assert page.complaints == []
