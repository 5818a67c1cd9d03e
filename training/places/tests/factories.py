"""Honest factories of places."""

import datetime as dt

import factory

from core.calendar import now
from people.tests.factories import PersonFactory, SchoolFactory
from training.events.tests.factories import EventFactory
from training.models import Place


class PlaceFactory(factory.django.DjangoModelFactory):
    """A place of somebody who goes."""

    class Meta:
        model = Place

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    status = "confirmed"
    asked_at = factory.LazyFunction(now)

    class Params:
        offered = factory.Trait(
            status="offered", offered_until=factory.LazyFunction(lambda: now() + dt.timedelta(hours=48))
        )
