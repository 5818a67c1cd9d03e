"""By the keyboard alone in Chromium: attendance, planning, the termly report, a survey, a review, and sorting a list.

Each begins on the first page and goes by links. Every stop of the focus must be seen, and there is a number of
stops that must be enough, with some room for a link or a field more than there are today.
"""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from appraisal.models import Review
from appraisal.tests.factories import make_review
from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.tests.factories import CourseFactory, make_request
from cpd_trust.tests.browsing import browsing
from cpd_trust.tests.input_modes import Keyboard
from planning.models import Action, Need
from planning.tests.factories import PriorityFactory
from planning.tests.plans import make_plan
from reports.models import Report
from surveys.tests.surveying import make_open

pytestmark = pytest.mark.browser

PHONE, WIDE = 360, 1280


@pytest.fixture
def at_the_keys(chromium, live_server):
    """Return a way to open the first page as somebody, who needs at most so many stops of the focus in all."""

    @contextmanager
    def _at_the_keys(person, *, stops, width=WIDE):
        with browsing(chromium, live_server, person, width) as page:
            page.goto(reverse("home:home"))
            hands = Keyboard(page)
            yield page, hands
            assert hands.hidden == []
            assert page.complaints == []
            assert hands.stops <= stops

    return _at_the_keys


def follow(page, hands, *names):
    """Follow links one after the other, each on the page to which the one before led."""
    for name in names:
        hands.press(page.get_by_role("link", name=name).locator("visible=true").first)


def test_attendance_with_its_certificate(live_cast, at_the_keys):
    cast, yesterday = live_cast, today() - dt.timedelta(days=1)
    course = CourseFactory(title="First aid at work", credits=[RequirementFactory(name="First aid")])
    make_request(
        "booked", applicant=cast.ada, school=cast.oak, course=course, title=course.title, starts_on=yesterday,
        ends_on=yesterday, officer=cast.ben,
    )  # fmt: skip

    with at_the_keys(cast.hal, stops=45) as (page, hands):
        follow(page, hands, "1 attendance to record", course.title, "Record attendance")
        hands.choose(page.get_by_label("Yes"))
        hands.fill(page.get_by_label("Hours"), "6")
        hands.choose(page.get_by_label("received the certificate"))
        hands.press(page.locator("summary", has_text="Certificate details"))
        hands.fill(page.get_by_label("Date on the certificate", exact=True), yesterday.isoformat())
        hands.press(page.get_by_role("button", name="Record attendance"))
        expect(page.locator("#messages")).to_contain_text("Attendance recorded")
    assert Certificate.objects.get().person == cast.ada

    with at_the_keys(cast.ada, stops=35) as (page, hands):
        follow(page, hands, "My CPD", "Certificates", "First aid")
        expect(page.locator("main")).to_contain_text("Awarded")


def test_a_training_need_and_the_action_that_answers_it(live_cast, at_the_keys):
    cast = live_cast
    priority = PriorityFactory(school=cast.oak)
    plan = make_plan("draft", cast.oak, cast.hal)

    with at_the_keys(cast.hal, stops=190) as (page, hands):
        follow(page, hands, "My school", "Needs", "Add training need")
        hands.fill(page.get_by_label("What training is needed?"), "Hear more children read")
        hands.pick(page.get_by_label("Topic"), "Phonics and reading")
        hands.press(page.locator("main form button[type=submit]").last)
        need = Need.objects.get()

        # A list that is searched comes in anew, and the field keeps the focus.
        follow(page, hands, "My school", "Needs")
        words = page.locator("main").get_by_role("searchbox")
        hands.fill(words, "children")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=children**")
        page.wait_for_load_state("networkidle")
        expect(words).to_be_focused()
        follow(page, hands, need.title)

        follow(page, hands, "My school", "Plan", "Add an action")
        hands.fill(page.get_by_label("What will you do?"), "Train Year 2 in fluency")
        hands.pick(page.get_by_label("What is it linked to?"), str(priority))
        hands.fill(page.get_by_label("How will you know it has worked?"), "Nine in ten are fluent.")
        # The people found come in under the field, which keeps the focus.
        lead = page.get_by_label("Who is leading it?")
        hands.fill(lead, "Lin")
        expect(page.get_by_label("Lin Example")).to_be_visible()
        expect(lead).to_be_focused()
        hands.choose(page.get_by_label("Lin Example"))
        hands.choose(page.get_by_label("Hear more children read"))
        hands.press(page.get_by_role("button", name="Save"))
        expect(page.locator("main")).to_contain_text("Train Year 2 in fluency")
    action = Action.objects.get(title="Train Year 2 in fluency")
    assert (action.plan, action.lead, list(action.needs.all())) == (plan, cast.lin, [need])


def test_a_termly_report(live_cast, at_the_keys):
    cast = live_cast
    with at_the_keys(cast.hal, stops=70) as (page, hands):
        follow(page, hands, "Reports", "Create report")
        hands.press(page.get_by_role("button", name="Create draft"))
        hands.fill(page.get_by_label("Headline"), "Our first aid is in place.")
        hands.press(page.get_by_role("button", name="Save"))
        hands.press(page.locator("summary", has_text="Publish report"))
        hands.press(page.get_by_role("button", name="Yes, publish report"))
        expect(page.locator("main")).to_contain_text("Our first aid is in place.")
    assert Report.objects.get().status == "published"


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_a_survey_is_answered(live_cast, at_the_keys, width):
    cast = live_cast
    survey = make_open(cast.hal, cast.oak)
    with at_the_keys(cast.ada, stops=20, width=width) as (page, hands):
        follow(page, hands, "1 survey to answer", survey.title)
        for answer in ("Agree", "In school", "A coach"):
            hands.choose(page.get_by_label(answer, exact=True))
        hands.fill(page.get_by_label("What else?"), "Time to practise")
        hands.press(page.get_by_role("button", name="Send answers"))
        expect(page.locator("body")).to_contain_text("Thank you")
    assert survey.responses.count() == 1


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_objectives_are_agreed(live_cast, at_the_keys, width):
    cast = live_cast
    make_review("proposed", school=cast.oak, reviewee=cast.ada, reviewer=cast.lin)
    with at_the_keys(cast.ada, stops=12, width=width) as (page, hands):
        follow(page, hands, "Agree your objectives")
        hands.press(page.locator("summary", has_text="Agree objectives"))
        hands.press(page.get_by_role("button", name="Yes, I agree"))
        expect(page.locator("main")).to_contain_text("Agreed")
    assert Review.objects.get().status == "agreed"


def test_a_list_is_sorted_on_a_phone(live_cast, at_the_keys):
    cast = live_cast
    make_request("deciding", applicant=cast.ada, school=cast.oak)
    with at_the_keys(cast.ada, stops=20, width=PHONE) as (page, hands):
        follow(page, hands, "My CPD")
        order = page.get_by_role("combobox", name="Sort")
        hands.pick(order, order.locator("option").nth(1).inner_text())
        page.wait_for_url("**sort=**")
        page.wait_for_load_state("networkidle")
        expect(order).to_be_focused()
