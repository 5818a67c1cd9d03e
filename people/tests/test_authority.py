"""What somebody holds today, as it is read once a request, beside what the database says row by row."""

import datetime as dt

import pytest

from core.calendar import today
from cpd_trust.tests.helpers import PEOPLE, cost_of, fresh
from people.authority import Authority
from people.models import Person, School
from people.relations import has_place
from people.tests.factories import GrantFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
A_DAY = dt.timedelta(days=1)


def reached_by_rule(person):
    """Return at which schools a relation gives somebody something, asked of each school."""
    here = {school: has_place(person.pk, school, today(), also_everywhere=True) for school in School.objects.all()}
    return {school.pk for school, place in here.items() if Person.objects.filter(place, pk=person.pk).exists()}


def test_the_schools_reached_are_those_of_the_rule(cast):
    """Posts and roles of the central team, of the board and of schools, from and to a day."""
    nobody = [fresh(cast.nora), fresh(cast.ben), fresh(cast.bea)]
    for person, day in zip(nobody, (today() - A_DAY, today(), today() + A_DAY), strict=True):
        PostFactory(person=person, school=cast.central, starts_on=dt.date(2020, 9, 1), ends_on=day)
        GrantFactory(person=person, role="senior_leader", school=cast.elm, starts_on=day)
    GrantFactory(person=cast.ada, role="governor", school=cast.elm, ends_on=today())
    GrantFactory(person=cast.lin, role="trustee", starts_on=today())
    reached = {name: fresh(getattr(cast, name)).authority.schools_reached for name in PEOPLE}
    assert reached == {name: reached_by_rule(getattr(cast, name)) for name in PEOPLE}
    assert len(set(map(frozenset, reached.values()))) > 3


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_who_has_left_reaches_nothing_from_the_day_after(cast, days):
    Person.objects.filter(pk=cast.eve.pk).update(left_on=today() + days * A_DAY)
    assert fresh(cast.eve).authority.schools_reached == reached_by_rule(cast.eve)
    assert bool(fresh(cast.eve).authority.schools_reached) is (days >= 0)


def test_two_people_ask_the_same_question_and_get_their_own_answer(cast):
    """The question is written once a day, with a place kept for the reader's key."""
    for name in ("hal", "eve", "hal"):
        person = fresh(getattr(cast, name))
        authority = Authority(person)
        assert cost_of(lambda held=authority: held.grants) == 1
        assert set(authority.grants) == set(person.grants.current())
        assert {post.person_id for post in authority.posts} <= {person.pk}
