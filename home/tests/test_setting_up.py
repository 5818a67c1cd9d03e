"""What is left to set up: each step ticks itself off, and opens again when something is missing."""

import datetime as dt

import pytest
from django.urls import reverse

from budgets.tests.factories import BudgetFactory
from certificates.tests.factories import RequirementFactory
from core.calendar import academic_year, today
from core.models import TrustSettings
from core.plugins import registered
from core.setting_up import SetupStep, setup_steps
from courses.tests.factories import CourseFactory
from cpd_trust.tests.helpers import opening, same_cost
from governance.tests.factories import BoardFactory
from notifications.tests.factories import MailFactory
from people.models import Grant, Person, Post, School, Term, TrainingDay
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, SchoolFactory
from planning.tests.factories import PriorityFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def missing(label):
    """Return what a step still lacks."""
    return next(step.missing for step in setup_steps() if step.label == label)


def trust_terms(year, school=None):
    return Term.objects.create(
        school=school, year=year, name="autumn", half=1, starts_on=dt.date(year, 9, 2), ends_on=dt.date(year, 10, 23)
    )


@pytest.fixture
def new_trust(db):
    """Return a trust where nothing is entered but its administrator."""
    return GrantFactory(person=PersonFactory(first_name="Ann", last_name="Example"), role="administrator").person


def test_a_new_trust_lacks_everything_and_nobody_else_is_asked_for_it(new_trust, sign_in, settings):
    assert [step.label for step in setup_steps() if step.is_done] == []
    page = sign_in(new_trust).get(reverse("home:home"))
    # Whoever signs in needs no invitation.
    assert len(page.context["to_set_up"]) == len(registered(SetupStep)) - 1
    assert "No schools yet." in sign_in(new_trust).get(reverse("home:setting-up")).content.decode()
    member = GrantFactory(role="member").person
    assert "Setting up" not in sign_in(member).get(reverse("home:home")).content.decode()


def test_every_step_leads_its_administrator_to_a_page(new_trust, sign_in):
    client = sign_in(new_trust)
    assert {step.label: client.get(step.url).status_code for step in setup_steps()} == {
        step.label: 200 for step in setup_steps()
    }


def test_a_trust_that_is_set_up_sees_no_list(cast, sign_in, settings):
    settings.MAIL_IS_KEPT = False
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.trust_name": "Fernway Trust"}})
    MailFactory(status="sent")
    RequirementFactory(source_checked_on=today())
    year = academic_year(today())
    for number in (year, year + 1):
        trust_terms(number)
    TrainingDay.objects.create(day=dt.date(year, 9, 2))
    CourseFactory()
    for school in School.objects.schools():
        PriorityFactory(school=school, year=year)
        BudgetFactory(school=school, year=year)
        if not Post.objects.current().filter(school=school).exists():
            PostFactory(school=school)
        BoardFactory(school=school)
        for role in ("headteacher", "chair_of_governors", "clerk"):
            if not Grant.objects.current().filter(school=school, role=role).exists():
                GrantFactory(school=school, role=role)
    for role in ("executive_lead", "booking_officer", "ceo", "chair_of_trustees", "central_head"):
        if not Grant.objects.current().filter(role=role).exists():
            GrantFactory(role=role)
    Person.objects.update(invited_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    assert [(step.label, step.missing) for step in setup_steps() if not step.is_done] == []
    assert "Setting up" not in sign_in(cast.ann).get(reverse("home:home")).content.decode()


@pytest.mark.parametrize(("last_day", "gap"), [(-1, True), (0, False), (1, False)])
def test_a_role_is_missing_from_the_day_after_its_last_holder(cast, last_day, gap):
    cast.hal.grants.update(ends_on=today() + last_day * DAY)
    assert ("Oak Primary School: Headteacher or Head of School" in missing("Say who decides where")) == gap


def test_a_role_is_missing_where_its_holder_cannot_sign_in_or_another_leads_the_other_school(cast):
    words = "Oak Primary School: Headteacher or Head of School"
    assert words not in missing("Say who decides where")
    Person.objects.filter(pk=cast.hal.pk).update(is_active=False)
    assert words in missing("Say who decides where")
    GrantFactory(person=cast.sid, role="head_of_school", school=cast.oak)
    assert words not in missing("Say who decides where")


def test_only_a_few_of_what_is_missing_are_named(new_trust):
    for number in range(5):
        SchoolFactory(name=f"School {number}")
    assert missing("Add your staff") == "No staff at School 0, School 1, School 2 and 2 more."


def test_boards_are_missing_while_an_open_school_has_none(new_trust):
    assert missing("Add boards") == "No boards yet."
    school = SchoolFactory()
    board = BoardFactory(school=SchoolFactory())
    SchoolFactory(closed_on=today() - DAY)
    assert missing("Add boards") == "1 school without a board."
    BoardFactory(school=school)
    assert missing("Add boards") == ""
    board.board_schools.update(ends_on=today() - DAY)
    assert missing("Add boards") == "1 school without a board."


def test_term_dates_are_those_of_the_trust_or_of_every_school(new_trust):
    year = academic_year(today())
    oak, elm = SchoolFactory(), SchoolFactory()
    words = f"{year}–{(year + 1) % 100:02}"
    assert words in missing("Enter term dates and INSET days")
    trust_terms(year)
    assert words not in missing("Enter term dates and INSET days")
    Term.objects.all().delete()
    trust_terms(year, oak)
    assert words in missing("Enter term dates and INSET days")
    trust_terms(year, elm)
    assert words not in missing("Enter term dates and INSET days")


def test_a_closed_school_lacks_nothing(new_trust):
    school = SchoolFactory(name="Old School")
    PostFactory()
    assert "Old School" in missing("Add your staff")
    School.objects.filter(pk=school.pk).update(closed_on=today() - DAY)
    assert missing("Add your staff") == ""


def test_the_list_costs_the_same_for_every_number_of_schools(cast, sign_in):
    same_cost(
        opening(sign_in(cast.ann), reverse("home:setting-up")), lambda number: PostFactory(school=SchoolFactory())
    )
