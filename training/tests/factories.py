"""Honest factories of CPD records."""

import datetime as dt
from decimal import Decimal

import factory

from core.calendar import now, today
from people.tests.factories import PersonFactory, SchoolFactory
from training.models import Record


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Record

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    source_key = factory.Sequence(lambda n: f"test:{n}")
    title = factory.Sequence(lambda n: f"Test training {n}")
    approach = "course"
    reason = "priority"
    starts_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=3))
    ends_on = factory.SelfAttribute("starts_on")
    hours = Decimal(6)
    cost = Decimal(120)
    recorded_at = factory.LazyFunction(now)
