"""What the check before sending knows: clashes, school days, time out of class, what there is already."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from courses.approvals.check import check_of
from courses.catalogue.selectors import in_trust_alternatives, telling_words
from courses.models import CourseRequest
from courses.requests.clashes import (
    mark_closed,
    odd_days,
    own_clashes,
    requests_out_with,
    takes_out_of_class,
    time_out_of_class,
)
from courses.requests.selectors import alternatives_for
from courses.tests.factories import CourseFactory, RequestFactory, make_request
from courses.value.experience import experience_with, paid_elsewhere
from people.models import Term, TrainingDay
from people.tests.factories import PostFactory
from people.working_days import read

pytestmark = pytest.mark.django_db

TUESDAY = dt.date(2027, 1, 12)


@pytest.fixture
def terms(db):
    Term.objects.create(year=2026, name="spring", half=1, starts_on="2027-01-04", ends_on="2027-02-12")
    Term.objects.create(year=2026, name="spring", half=2, starts_on="2027-02-22", ends_on="2027-04-01")


def ask(cast, first=TUESDAY, last=None, **fields):
    return RequestFactory(
        applicant=fields.pop("applicant", cast.ada),
        school=fields.pop("school", cast.oak),
        starts_on=first,
        ends_on=last or first,
        **fields,
    )


@pytest.mark.policy("HS-2")
@pytest.mark.parametrize(
    ("day", "why"),
    [
        (TUESDAY, None),
        (dt.date(2027, 1, 16), "a weekend"),
        (dt.date(2027, 1, 1), "a bank holiday"),
        (dt.date(2027, 2, 16), "in the school holidays"),
        (dt.date(2027, 1, 14), "a training day (Reading)"),
        (dt.date(2027, 1, 15), "a training day"),
    ],
)
def test_odd_days(cast, terms, day, why):
    TrainingDay.objects.create(day=dt.date(2027, 1, 14), title="Reading")
    TrainingDay.objects.create(day=dt.date(2027, 1, 15), school=cast.oak)
    TrainingDay.objects.create(day=TUESDAY, school=cast.elm)
    assert [row.why for row in odd_days(ask(cast, day))] == ([why] if why else [])


def test_odd_days_of_a_long_course_are_its_first_and_last(cast, terms):
    request = ask(cast, TUESDAY, dt.date(2027, 7, 31))
    assert [row.day for row in odd_days(request)] == [dt.date(2027, 7, 31)]


@pytest.mark.policy("HS-2")
def test_a_course_on_a_day_off_says_so_and_takes_nobody_out_of_class(cast, terms):
    request = ask(cast, TUESDAY, TUESDAY + dt.timedelta(days=1))
    assert odd_days(request) == []
    assert time_out_of_class(request).this == 2
    cast.ada_post.working_days = read("Mon, Wed am")
    cast.ada_post.save()
    assert [(row.day, row.why) for row in odd_days(request)] == [(TUESDAY, "not one of your working days")]
    assert time_out_of_class(request).this == 1
    off = time_out_of_class(ask(cast, TUESDAY))
    assert (off.this, off.closed) == (0, "on a day off")
    # Elsewhere she has said no days, and whoever governs is there as a governor.
    PostFactory(person=cast.ada, school=cast.elm)
    assert odd_days(ask(cast, TUESDAY, school=cast.elm)) == []
    assert odd_days(ask(cast, TUESDAY, applies_as="governor")) == []


def test_odd_days_of_a_draft_without_days(cast):
    assert odd_days(RequestFactory(applicant=cast.ada, school=cast.oak, starts_on=None, ends_on=None)) == []


@pytest.mark.policy("HS-2")
@pytest.mark.parametrize(
    ("first", "last", "closed"),
    [
        (dt.date(2027, 2, 12), None, ""),
        (dt.date(2027, 2, 13), None, "at a weekend"),
        (dt.date(2027, 2, 15), None, "in the school holidays"),
        (dt.date(2027, 2, 13), dt.date(2027, 2, 21), "in the school holidays"),
        (dt.date(2027, 2, 12), dt.date(2027, 2, 16), ""),
        (dt.date(2027, 2, 22), None, ""),
        (dt.date(2027, 3, 26), None, "on a bank holiday"),
        # Of a year without term dates nobody can say that it is a holiday.
        (dt.date(2027, 8, 31), None, "in the school holidays"),
        (dt.date(2027, 9, 1), None, ""),
    ],
)
def test_days_on_which_the_school_is_closed_are_said_wherever_cover_is_read(cast, sign_in, terms, first, last, closed):
    request = ask(cast, first, last, needs_cover=True)
    assert time_out_of_class(request).closed == closed
    mark_closed([request])
    assert request.closed == closed
    words = f"supply cover, but it’s {closed}"
    page = sign_in(cast.ada).get(reverse("courses:request-check", args=[request.public_id])).content.decode()
    assert (words in page) is bool(closed)
    page = sign_in(cast.ada).get(reverse("courses:request-step", args=[request.public_id, "cost"])).content.decode()
    assert (f"It&#x27;s {closed}." in page) is bool(closed)


def test_the_card_and_the_desk_say_that_cover_is_asked_for_in_the_holidays(cast, sign_in, terms):
    facts = {"applicant": cast.ada, "school": cast.oak, "starts_on": dt.date(2027, 2, 16), "needs_cover": True}
    deciding, to_book = make_request("deciding", **facts), make_request("to_book", **facts)
    card = sign_in(cast.hal).get(reverse("courses:request-decide", args=[deciding.public_id])).content.decode()
    desk = sign_in(cast.ben).get(reverse("courses:desk")).content.decode()
    assert to_book.title in desk
    for page in (card, desk):
        assert "Supply cover in the school holidays" in page


@pytest.mark.policy("HS-2")
@pytest.mark.parametrize("status", CourseRequest.Status.values)
def test_who_else_is_out_counts_what_holds_a_day(cast, status):
    other = make_request(status, applicant=cast.bea, school=cast.oak, starts_on=TUESDAY, officer=cast.ben)
    make_request("deciding", applicant=cast.tom, school=cast.elm, starts_on=TUESDAY)
    make_request("deciding", applicant=cast.gus, school=cast.oak, applies_as="governor", starts_on=TUESDAY)
    make_request("deciding", applicant=cast.lin, school=cast.oak, starts_on=TUESDAY + dt.timedelta(days=1))
    request = ask(cast)
    expected = [cast.bea] if other.status in CourseRequest.Status.holding_a_day() else []
    assert {row.applicant for row in requests_out_with(request)} == set(expected)
    assert check_of(request).colleagues_out == len(expected)


def test_a_colleague_with_two_courses_that_day_is_one_colleague(cast):
    for _ in range(2):
        make_request("deciding", applicant=cast.bea, school=cast.oak, starts_on=TUESDAY)
    assert requests_out_with(ask(cast)).count() == 2
    assert check_of(ask(cast)).colleagues_out == 1


@pytest.mark.policy("HS-2")
def test_own_clashes_are_those_that_touch_the_days(cast):
    before = make_request("booked", applicant=cast.ada, school=cast.oak, starts_on=TUESDAY - dt.timedelta(days=1),
                          ends_on=TUESDAY, officer=cast.ben)  # fmt: skip
    make_request("declined", applicant=cast.ada, school=cast.oak, starts_on=TUESDAY)
    make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=TUESDAY + dt.timedelta(days=3))
    assert own_clashes(ask(cast, TUESDAY, TUESDAY + dt.timedelta(days=2))) == [before]


@pytest.mark.policy("HS-2")
def test_time_out_of_class_counts_school_days_of_the_term(cast, terms):
    make_request("closed", applicant=cast.ada, school=cast.oak, starts_on=dt.date(2027, 1, 8),
                 ends_on=dt.date(2027, 1, 11), hours=None, officer=cast.ben)  # fmt: skip
    make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=dt.date(2027, 3, 2))
    make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=dt.date(2027, 5, 4))
    make_request("declined", applicant=cast.ada, school=cast.oak, starts_on=dt.date(2027, 1, 20))
    make_request("deciding", applicant=cast.bea, school=cast.oak, starts_on=dt.date(2027, 1, 20))
    out = time_out_of_class(ask(cast, TUESDAY, dt.date(2027, 1, 13), hours=12))
    # Friday and Monday with a weekend between them; 2 March; this one's two days.
    assert (out.term, out.others, out.this, out.total) == ("spring", 3, 2, 5)


def test_what_takes_nobody_out_of_class(cast, terms):
    assert not takes_out_of_class(ask(cast, mode="online_own_time"))
    assert not takes_out_of_class(ask(cast, starts_at=dt.time(16)))
    assert takes_out_of_class(ask(cast, starts_at=dt.time(13)))
    assert time_out_of_class(ask(cast, starts_at=dt.time(16))).this == 0
    assert time_out_of_class(ask(cast, applicant=cast.gus, applies_as="governor")) is None


def test_a_long_course_takes_the_days_that_its_hours_fill(cast, terms):
    request = ask(cast, TUESDAY, dt.date(2027, 7, 1), hours=Decimal(20))
    assert time_out_of_class(request).this == 4


# --- What there is already -------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-10")
def test_alternatives_are_our_own_on_the_subject_and_what_credits_the_same(cast):
    requirement = RequirementFactory()
    ours = CourseFactory(title="Paediatric care in the trust", provider__kind="trust", price=0)
    same = CourseFactory(title="Something else", credits=[requirement])
    CourseFactory(title="Paediatric first aid", provider__kind="private")
    CourseFactory(title="Paediatric care, old", provider__kind="trust", is_active=False)
    hidden = CourseFactory(title="Paediatric care at Elm", provider__kind="trust")
    hidden.schools.add(cast.elm)
    request = ask(cast, title="Paediatric first aid course", requirement=requirement, reason="statutory")
    assert list(alternatives_for(request)) == [ours, same]
    assert list(in_trust_alternatives(actor=cast.ada, title="Paediatric", apart_from=ours)) == []


def test_telling_words():
    assert telling_words("An introduction to Paediatric First-Aid training, level 3") == ["paediatric", "firstaid"]
    assert telling_words("") == []


@pytest.mark.policy("RM-2", "AP-10")
def test_experience_counts_people_and_averages_prices(cast):
    course = CourseFactory()
    make_request("closed", applicant=cast.ada, school=cast.oak, course=course, total_cost=100, officer=cast.ben)
    make_request("closed", applicant=cast.tom, school=cast.elm, course=course, total_cost=200, officer=cast.ben)
    make_request("booked", applicant=cast.bea, school=cast.oak, course=course, total_cost=300, officer=cast.ben)
    make_request("deciding", applicant=cast.lin, school=cast.oak, course=course, total_cost=999)
    known = experience_with(course, cast.eve)
    assert (known.people, known.schools, known.average_paid, known.times_paid) == (2, 2, Decimal("200.00"), 3)


def test_experience_with_a_new_course(cast):
    known = experience_with(CourseFactory(), cast.eve)
    assert (known.people, known.average_paid, known.times_paid) == (0, None, 0)


def test_paid_elsewhere_finds_an_unlisted_course_by_its_title(cast):
    make_request("booked", applicant=cast.tom, school=cast.elm, title="Talk for Writing", total_cost=210,
                 officer=cast.ben)  # fmt: skip
    assert paid_elsewhere(ask(cast, title="talk for writing"), cast.eve).average_paid == 210
    assert paid_elsewhere(ask(cast, title="Nothing like it"), cast.eve) is None


def test_the_check_says_what_is_held_already(cast):
    lower, higher = RequirementFactory(), RequirementFactory(coverage="named")
    lower.satisfied_by.add(higher)
    facts = {"person": cast.ada, "school": cast.oak}
    CertificateFactory(requirement=lower, expires_on=today() - dt.timedelta(days=1), **facts)
    request = ask(cast, requirement=lower, reason="statutory")
    assert check_of(request).held is None
    valid = CertificateFactory(requirement=higher, awarded_on=today(), expires_on=today() + dt.timedelta(9), **facts)
    assert check_of(request).held.public_id == str(valid.public_id)
    assert check_of(ask(cast)).held is None


@pytest.mark.policy("IM-5")
def test_the_check_says_who_will_decide_and_what_is_vacant(cast):
    check = check_of(ask(cast))
    assert [(row.title, [str(d) for d in row.deciders]) for row in check.will_decide] == [
        ("Headteacher at Oak Primary School", ["Hal Example"]),
        ("Executive Lead", ["Eve Example"]),
    ]
    assert check.vacant == []
    lonely = PostFactory().person
    check = check_of(RequestFactory(applicant=lonely, school=lonely.posts.get().school))
    assert check.vacant == [f"Headteacher at {lonely.posts.get().school}"]
