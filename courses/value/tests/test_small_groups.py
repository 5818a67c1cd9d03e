"""What is told of a course where few went: boards and colleagues read nothing of a group that is too small (AP-10)."""

from decimal import Decimal
from statistics import median

import pytest
from django.urls import reverse

from core.money import pence
from courses.tests.factories import CourseFactory, RequestFactory, make_request
from courses.value.experience import experience_with, paid_elsewhere, prices_elsewhere
from courses.value.selectors import offers_beside
from people.tests.factories import GrantFactory, PersonFactory, SchoolFactory
from planning.suppression import smallest_group
from planning.tests.small_groups import show_every_group

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-10")]
WITHOUT_LEADING = ["gus", "chas", "tess", "tara", "ada", "lin"]


def attended(cast, people):
    """Return a course that so many people of Elm went on, for £120 each; another on its subject stands beside it."""
    course = CourseFactory(title="Phonics in the early years", price=Decimal(150))
    CourseFactory(title="Phonics in the later years", price=Decimal(90))
    for _ in range(people):
        make_request(
            "closed", applicant=PersonFactory(), school=cast.elm, course=course, total_cost=Decimal(120),
            officer=cast.ben,
        )  # fmt: skip
    return course


def told(cast, actor, course):
    """Return what is told of the course: who went, what was paid, beside others, to whoever asks or decides."""
    request = RequestFactory(applicant=cast.ada, school=cast.oak, course=course)
    (beside,) = [offer for offer in offers_beside(course, actor) if offer.course == course]
    known, elsewhere = experience_with(course, actor), paid_elsewhere(request, actor)
    prices = prices_elsewhere(request, actor)
    assert elsewhere == known
    return (
        (known.people, known.schools, known.average_paid, known.times_paid),
        (beside.people, beside.average_paid),
        prices and (prices.count, prices.middle),
    )


def everything(people):
    return (people, 1, Decimal(120), people), (people, Decimal(120)), (people, Decimal(120))


NOTHING = (0, 0, None, 0), (0, None), None


@pytest.mark.parametrize("reader", WITHOUT_LEADING)
def test_boards_and_colleagues_are_told_of_no_small_group(cast, reader):
    actor, smallest = getattr(cast, reader), smallest_group()
    assert told(cast, actor, attended(cast, 0)) == NOTHING
    assert told(cast, actor, attended(cast, 1)) == NOTHING
    assert told(cast, actor, attended(cast, smallest - 1)) == NOTHING
    assert told(cast, actor, attended(cast, smallest)) == everything(smallest)


def test_a_leader_is_told_no_single_price_and_the_central_roles_all(cast):
    one, two = attended(cast, 1), attended(cast, 2)
    assert (told(cast, cast.hal, one), told(cast, cast.hal, two)) == (NOTHING, everything(2))
    assert (told(cast, cast.eve, one), told(cast, cast.eve, two)) == (everything(1), everything(2))


def went_from(cast, school, course, *costs):
    """Let one person of a school a cost go on the course."""
    for cost in costs:
        make_request(
            "closed", applicant=PersonFactory(), school=school, course=course, total_cost=Decimal(cost),
            officer=cast.ben,
        )  # fmt: skip


@pytest.mark.parametrize(("of_elm", "is_told"), [(0, True), (1, False), (2, True)])
def test_a_leader_finds_no_single_price_by_taking_away_the_own(cast, of_elm, is_told):
    course = attended(cast, of_elm)
    went_from(cast, cast.oak, course, 100, 300)
    people = 2 + of_elm
    average = Decimal(400 + 120 * of_elm) / people
    (known, beside, _) = told(cast, cast.hal, course)
    assert known == ((people, 1 + bool(of_elm), pence(average), people) if is_told else NOTHING[0])
    assert beside == ((people, pence(average)) if is_told else NOTHING[1])
    assert told(cast, cast.eve, course)[1] == (people, pence(average))


@pytest.mark.parametrize(("of_ash", "is_told"), [(0, True), (1, False), (2, True)])
def test_whoever_leads_two_schools_finds_no_single_price_either(cast, of_ash, is_told):
    """Hal leads Oak and Elm, and decides at Oak: what Elm paid is no news to him."""
    GrantFactory(person=cast.hal, role="headteacher", school=cast.elm)
    course = attended(cast, 2)
    went_from(cast, SchoolFactory(), course, *[90] * of_ash)
    request = RequestFactory(applicant=cast.ada, school=cast.oak, course=course)
    assert (prices_elsewhere(request, cast.hal) is not None) == is_told


@pytest.mark.parametrize("fewer", [0, 1])
def test_a_leader_is_told_no_lowest_and_highest_price_of_few(cast, fewer):
    course, costs = CourseFactory(), [100 + 10 * number for number in range(smallest_group() - fewer)]
    went_from(cast, cast.elm, course, *costs)
    request = RequestFactory(applicant=cast.ada, school=cast.oak, course=course)
    found = {name: prices_elsewhere(request, getattr(cast, name)) for name in ("hal", "eve")}
    assert (found["eve"].lowest, found["eve"].highest) == (min(costs), max(costs))
    shown = (None, None) if fewer else (min(costs), max(costs))
    assert (found["hal"].lowest, found["hal"].highest) == shown
    assert found["hal"].middle == found["eve"].middle == median(costs)


def test_the_card_of_a_head_tells_the_middle_of_two_prices_alone(cast, sign_in):
    course = CourseFactory(price=Decimal(150))
    went_from(cast, cast.elm, course, 101, 199)
    request = make_request("deciding", applicant=cast.ada, school=cast.oak, course=course, total_cost=Decimal(155))
    card = sign_in(cast.hal).get(reverse("courses:request-decide", args=[request.public_id])).text
    assert "Other schools paid" in card
    assert [price for price in ("£101.00", "£150.00", "£199.00") if price in card] == ["£150.00"]


@pytest.mark.parametrize("by_title", [False, True])
def test_one_person_with_many_places_is_one_person(cast, by_title):
    goer, named = PersonFactory(), {"title": "Talk for Writing", "provider_name": "Dear Ltd"}
    what = named if by_title else {"course": CourseFactory()}
    for _ in range(smallest_group()):
        make_request("closed", applicant=goer, school=cast.elm, total_cost=Decimal(120), officer=cast.ben, **what)
    request = RequestFactory(applicant=cast.ada, school=cast.oak, **what)
    for actor in (cast.chas, cast.hal):
        found = paid_elsewhere(request, actor)
        assert found is None or found.average_paid is None
        assert prices_elsewhere(request, actor) is None
    assert paid_elsewhere(request, cast.eve).average_paid == Decimal(120)
    assert prices_elsewhere(request, cast.eve).count == smallest_group()


TELLING = ("has attended this course", "from the trust attended", "£120.00")


@pytest.mark.parametrize("reader", ["gus", "tess", "ada"])
def test_the_page_of_a_course_tells_a_board_nothing_of_one_person(cast, sign_in, reader):
    course = attended(cast, 1)
    page = sign_in(getattr(cast, reader)).get(course.get_absolute_url()).content.decode()
    assert "Compare providers" in page
    assert [words for words in TELLING if words in page] == []


def test_twin_without_a_smallest_group_the_page_tells_it(cast, sign_in):
    """The twin: where groups of one are shown, the same page gives away who went for how much."""
    show_every_group()
    page = sign_in(cast.gus).get(attended(cast, 1).get_absolute_url()).content.decode()
    assert [words for words in TELLING if words in page] == list(TELLING)
