"""What training cost: by person-hour, by provider, beside what others charge; and what is on (policy AP-10, IM-1)."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.models import Course
from courses.tests.factories import CourseDateFactory, CourseFactory, ProviderFactory, make_request
from courses.value.experience import experience_with
from courses.value.selectors import offers_beside, per_hour, recorded, value_rows, value_totals
from cpd_trust.tests.helpers import opening, same_cost
from training.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db
THIS_YEAR = {"first": today() - dt.timedelta(days=400), "last": today()}


def test_a_person_hour_is_cost_by_hours_and_nothing_without_hours():
    assert per_hour(Decimal(100), Decimal(6)) == Decimal("16.67")
    assert per_hour(Decimal(100), Decimal(0)) is None
    assert per_hour(None, Decimal(6)) is None


@pytest.mark.policy("AP-10")
def test_records_are_summed_by_course_and_by_provider(cast):
    for provider, cost, hours in (("Dear Ltd", 200, 5), ("Dear Ltd", 100, 5), ("Cheap Ltd", 30, 6), ("", 0, 0)):
        RecordFactory(
            person=cast.ada, school=cast.oak, title="First aid", provider=provider, cost=cost, hours=hours,
            starts_on=today(), ends_on=today(),
        )  # fmt: skip
    rows = {row["provider"]: row for row in value_rows(recorded(cast.hal, **THIS_YEAR), "provider")}
    assert (rows["Dear Ltd"]["places"], rows["Dear Ltd"]["people"]) == (2, 1)
    assert (rows["Dear Ltd"]["lowest"], rows["Dear Ltd"]["highest"]) == (100, 200)
    assert round(rows["Dear Ltd"]["an_hour"]) == 30
    assert rows[""]["an_hour"] is None
    totals = value_totals(recorded(cast.hal, **THIS_YEAR))
    assert (totals.places, totals.hours, totals.cost, totals.an_hour) == (4, 16, 330, Decimal("20.63"))


def test_a_leader_compares_the_own_school_and_the_centre_the_trust(cast):
    RecordFactory(person=cast.ada, school=cast.oak, starts_on=today(), ends_on=today())
    RecordFactory(person=cast.tom, school=cast.elm, starts_on=today(), ends_on=today())
    assert value_totals(recorded(cast.hal, **THIS_YEAR)).places == 1
    assert value_totals(recorded(cast.eve, **THIS_YEAR)).places == 2
    assert value_totals(recorded(cast.gus, **THIS_YEAR)).places == 0


@pytest.mark.policy("AP-10")
def test_providers_of_the_same_course_stand_side_by_side(cast):
    aid = RequirementFactory()
    ours = CourseFactory(
        title="First aid in our own hall", provider=ProviderFactory(kind="trust"), price=40, hours=6, credits=[aid]
    )
    dear = CourseFactory(title="Emergency aid", price=150, hours=6, credits=[aid])
    CourseFactory(title="Phonics screening")
    make_request("booked", applicant=cast.ada, school=cast.oak, course=dear, total_cost=Decimal(180))
    make_request("booked", applicant=cast.tom, school=cast.elm, course=dear, total_cost=Decimal(120))
    offers = offers_beside(dear, cast.eve)
    assert [offer.course for offer in offers] == [ours, dear]
    assert (offers[1].people, offers[1].average_paid, offers[1].price_an_hour) == (2, 150, 25)
    assert offers[0].is_ours
    # Whoever went twice paid twice.
    make_request("booked", applicant=cast.tom, school=cast.elm, course=dear, total_cost=Decimal(90))
    again = offers_beside(dear, cast.eve)[1]
    assert (again.people, again.average_paid) == (2, 130)
    assert experience_with(dear, cast.eve).average_paid == 130


def test_words_bring_courses_together_and_one_word_is_not_enough(cast):
    first = CourseFactory(title="Teaching phonics fluently")
    alike = CourseFactory(title="Phonics: teaching it well")
    CourseFactory(title="Teaching swimming")
    assert {offer.course for offer in offers_beside(first, cast.ada)} == {first, alike}


def test_the_page_compares_searches_and_exports(cast, sign_in):
    RecordFactory(
        person=cast.ada, school=cast.oak, title="=2+3", provider="Dear Ltd", cost=90, hours=6, starts_on=today(),
        ends_on=today(),
    )  # fmt: skip
    client = sign_in(cast.hal)
    url = reverse("courses:value")
    page = client.get(url).content.decode()
    assert "£15.00" in page
    for by in ("course", "provider", "approach", "reason", "school", "nonsense"):
        assert client.get(url, {"by": by, "year": "x", "sort": "-an_hour"}).status_code == 200
    assert "£15.00" not in client.get(url, {"q": "swimming"}).content.decode()
    answer = client.get(url, {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "'=2+3"


def test_the_page_costs_the_same_with_one_row_and_with_three(cast, sign_in):
    facts = {"person": cast.ada, "school": cast.oak, "starts_on": today(), "ends_on": today()}
    page = opening(sign_in(cast.hal), reverse("courses:value"))
    same_cost(page, lambda number: RecordFactory(title=f"Course {number}", **facts))


@pytest.mark.policy("IM-1", "RM-2")
def test_what_is_on_shows_coming_dates_by_the_catalogues_filters(cast, sign_in):
    leaders = CourseFactory(title="Leading a phase", career_stage="middle_leader")
    anybody = CourseFactory(title="Fire safety")
    for course in (leaders, anybody):
        CourseDateFactory(course=course)
    CourseDateFactory(course=CourseFactory(title="Long over"), starts_on=today() - dt.timedelta(days=3))
    client = sign_in(cast.ada)
    page = client.get(reverse("courses:whats-on"), {"view": "list"}).content.decode()
    assert "Leading a phase" in page
    assert "Fire safety" in page
    assert "Long over" not in page
    early = client.get(reverse("courses:whats-on"), {"view": "list", "stage": "early"}).content.decode()
    assert "Leading a phase" not in early
    assert "Fire safety" in early
    assert Course.objects.filter(career_stage="").count() == 2
