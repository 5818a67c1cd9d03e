"""Honest factories of CPD records."""

import datetime as dt
from decimal import Decimal

import factory

from core.calendar import now, today
from people.tests.factories import PersonFactory, SchoolFactory
from planning.vocabulary import route_of
from training.models import Feedback, FeedbackRequest, Record


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Record

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    source = Record.Source.SCHOOL
    title = factory.Sequence(lambda n: f"Test training {n}")
    approach = "course"
    route = factory.LazyAttribute(lambda record: route_of(record.approach, is_external=record.is_external))
    reason = "priority"
    is_external = True
    starts_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=3))
    ends_on = factory.SelfAttribute("starts_on")
    hours = Decimal(6)
    cost = Decimal(120)
    recorded_at = factory.LazyFunction(now)


class FeedbackRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeedbackRequest

    record = factory.SubFactory(RecordFactory)
    asked_at = factory.LazyFunction(now)


class FeedbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Feedback

    class Params:
        shared = factory.Trait(is_shared=True, shared_at=factory.SelfAttribute("given_at"))

    record = factory.SubFactory(RecordFactory)
    learnt = "Children explain more when I wait longer."
    will_do = "I count to five before I take an answer."
    useful_for = "school"
    recommends = "yes"
    given_at = factory.LazyFunction(now)
    updated_at = factory.SelfAttribute("given_at")
