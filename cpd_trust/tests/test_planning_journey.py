"""From a need to its impact in Chromium, by keys alone: why, how, with what money, and the thread through all of it."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from budgets.ledger import charges_of, money_of
from budgets.models import Budget
from core.calendar import academic_year, add_school_days, today
from courses.approvals.sending import send_request
from courses.models import CourseRequest
from courses.tests.factories import CourseDateFactory, CourseFactory
from cpd_trust.tests.browsing import browsing
from planning.models import Action, ActionPlan, Need, Priority

PHONE = 360


def fill(page, **answers):
    """Type into fields by name and choose in selects, as somebody does who moves by keys."""
    for name, value in answers.items():
        box = page.locator(f"main [name='{name}']:visible").first
        box.focus()
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(label=value)
        else:
            box.fill(value)


def press(page, words):
    """Press the button with these words by the Enter key; one inside a folded part has its part opened first."""
    button = page.get_by_role("button", name=words, exact=True).locator("visible=true").first
    button.focus()
    button.press("Enter")
    page.wait_for_load_state()


@pytest.mark.browser
@pytest.mark.policy("AP-2")
@pytest.mark.policy("AP-6")
@pytest.mark.policy("R-3")
@pytest.mark.policy("RM-5")
def test_a_need_is_followed_to_its_impact(live_server, live_cast, chromium):
    cast = live_cast
    day = add_school_days(today() + dt.timedelta(days=20), 1, ())
    year = academic_year(day)
    course = CourseFactory(title="Fluent readers in Year 2", price=200)
    CourseDateFactory(course=course, starts_on=day)
    of_year = [cast.oak.public_id, year]

    def as_(person, width=1280):
        return browsing(chromium, live_server, person, width)

    # The Headteacher writes a priority, which staff read on their phones.
    with as_(cast.hal) as page:
        page.goto(reverse("planning:priority-add", args=of_year))
        fill(page, number="1", title="Every child a fluent reader", area="Phonics and reading")
        press(page, "Save")
    priority = Priority.objects.get()
    with as_(cast.ada, PHONE) as page:
        page.goto(reverse("planning:priorities", args=of_year))
        expect(page.locator("main")).to_contain_text("Every child a fluent reader")

        # A teacher raises a need in a minute.
        page.goto(reverse("planning:need-raise"))
        fill(page, title="Hear more children read", area="Phonics and reading")
        press(page, "Send suggestion")
    need = Need.objects.get()
    assert (need.person, need.school, need.status) == (cast.ada, cast.oak, "open")

    # It is answered by an action of the plan; the plan is agreed, and money is allocated.
    with as_(cast.hal) as page:
        page.goto(reverse("planning:plan", args=of_year))
        press(page, "Start plan")
        plan = ActionPlan.objects.get()
        page.goto(reverse("planning:action-create", args=[plan.public_id]))
        fill(
            page, title="Train Year 2 in fluency", serves_what=str(priority), success_criteria="Nine in ten are fluent."
        )
        box = page.locator(f"input[name='needs'][value='{need.public_id}']")
        if not box.is_visible():
            page.locator("details", has=box).locator("summary").press("Enter")
        box.focus()
        page.keyboard.press("Space")
        press(page, "Save")
        action = Action.objects.get()
        assert list(action.needs.all()) == [need]
        page.goto(plan.get_absolute_url())
        page.locator("summary", has_text="Agree").first.press("Enter")
        press(page, "Agree the plan")
        plan.refresh_from_db()
        assert plan.status == "agreed"
        page.goto(reverse("budgets:budget-open", args=of_year))
        for box in page.locator("main input[name^='amount-']").all():
            box.fill("500")
        press(page, "Set up budget")
    line = Budget.objects.get(school=cast.oak, year=year).lines.get(priority=priority)

    # The teacher asks for a course for it; both approve, and the line holds the money; booking spends it.
    request = ask_for(course, cast, priority, need, action)
    for approver in (cast.hal, cast.eve):
        with as_(approver, PHONE) as page:
            page.goto(reverse("courses:request-decide", args=[request.public_id]))
            expect(page.locator("main")).to_contain_text("£500.00")
            press(page, "Approve")
    assert money_of([line.pk])[line.pk].held == 200
    with as_(cast.ben) as page:
        page.goto(f"{reverse('courses:book')}?request={request.public_id}")
        fill(page, cost="180")
        press(page, "Book place")
    request.refresh_from_db()  # its account was opened when money was first held
    assert [(c.held, c.spent) for c in charges_of(request.account_id).values()] == [(0, 180)]

    # From the booking's page the thread leads to the priority and back, each way by one key.
    booking = request.bookings.get()
    with as_(cast.hal, PHONE) as page:
        page.goto(booking.get_absolute_url())
        page.locator(".k-trace a", has_text="Every child a fluent reader").first.press("Enter")
        page.wait_for_url(f"**{priority.get_absolute_url()}")
        expect(page.locator("main")).to_contain_text("£180.00")

    # It took place; the action is evaluated on pupils, priority and money, with its evidence.
    with as_(cast.hal) as page:
        page.goto(plan.get_absolute_url())
        press(page, "Begin")
        page.goto(reverse("planning:action-evaluate", args=[action.public_id]))
        for name in ("pupils", "priorities", "value"):
            page.locator(f"main [name='{name}']").first.focus()
            page.keyboard.press("Space")
            fill(page, **{f"{name}_note": "Fluency rose in every class."})
        page.locator("main [name='evidence']").first.focus()
        page.keyboard.press("Space")
        press(page, "Save evaluation")
        action.refresh_from_db()
        assert action.status == "evaluated"

    # The board sees sums and nobody's name.
    with as_(cast.gus, PHONE) as page:
        page.goto(reverse("budgets:board"))
        expect(page.locator("main")).to_contain_text("£180.00")
        expect(page.locator("main")).not_to_contain_text("Ada")
        assert page.complaints == []


def ask_for(course, cast, priority, need, action):
    """Return the teacher's request for the course that serves priority, need and action, sent to those who decide."""
    from courses.tests.factories import RequestFactory

    date = course.dates.get()
    request = RequestFactory(
        applicant=cast.ada, school=cast.oak, course=course, course_date=date, title=course.title,
        starts_on=date.starts_on, reason="priority", priority=priority, need=need, action=action, total_cost=200,
    )  # fmt: skip
    return CourseRequest.objects.get(pk=send_request(request=request, actor=cast.ada).pk)
