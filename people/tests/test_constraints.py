"""What the database itself refuses, on SQLite and on PostgreSQL alike: also where the school is empty."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from people.models import Term, TrainingDay
from people.tests.factories import GrantFactory, PersonFactory, SchoolFactory

DAY = dt.date(2026, 9, 7)


def refused(make) -> bool:
    """Return whether the database refuses the second of two."""
    make()
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("of_the_trust", [True, False])
def test_a_training_day_is_there_once(db, of_the_trust):
    school = None if of_the_trust else SchoolFactory()
    assert refused(lambda: TrainingDay.objects.create(school=school, day=DAY))


@pytest.mark.parametrize("of_the_trust", [True, False])
def test_a_half_term_is_there_once(db, of_the_trust):
    school = None if of_the_trust else SchoolFactory()
    assert refused(lambda: Term.objects.create(school=school, year=2026, name="autumn", starts_on=DAY, ends_on=DAY))


@pytest.mark.parametrize("of_the_trust", [True, False])
def test_a_role_is_held_once_at_a_time(db, of_the_trust):
    person = PersonFactory()
    school = None if of_the_trust else SchoolFactory()
    role = "executive_lead" if of_the_trust else "headteacher"
    assert refused(lambda: GrantFactory(person=person, role=role, school=school))


def test_two_schools_have_their_own_days(db):
    """The twin: the rule is about the same school, not about the day."""
    for school in (None, SchoolFactory(), SchoolFactory()):
        TrainingDay.objects.create(school=school, day=DAY)
    assert TrainingDay.objects.count() == 3
