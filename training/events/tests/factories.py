"""Honest factories of events and their audiences."""

import datetime as dt

import factory

from core.calendar import LONDON, now, today
from people.tests.factories import PersonFactory, SchoolFactory
from training.models import Audience, AudienceLine, Event, Material, Series


def audience_of(*lines, **line):
    """Return an audience of the given lines, each a dictionary of `AudienceLine`; without any, one that is nobody."""
    audience = Audience.objects.create()
    for facts in (*lines, *([line] if line else [])):
        AudienceLine.objects.create(audience=audience, **facts)
    return audience


def at(day, hour=16, minute=0):
    """Return the moment at which the clock of London shows a time on a day."""
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    title = factory.Sequence(lambda n: f"Test series {n}")
    repeats = "weekly"
    created_at = factory.LazyFunction(now)


class EventFactory(factory.django.DjangoModelFactory):
    """An event of two hours in a week, for nobody but those who run it. `audience`: see `audience_of`."""

    class Meta:
        model = Event

    school = factory.SubFactory(SchoolFactory)
    organiser = factory.SubFactory(PersonFactory)
    kind = "staff_meeting"
    title = factory.Sequence(lambda n: f"Test event {n}")
    day = factory.LazyFunction(lambda: today() + dt.timedelta(days=7))
    starts_at = factory.LazyAttribute(lambda event: at(event.day))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + dt.timedelta(hours=2))
    audience = factory.LazyFunction(audience_of)
    created_at = factory.LazyFunction(now)

    class Params:
        cancelled = factory.Trait(
            status="cancelled", cancelled_at=factory.LazyFunction(now), cancelled_because="The speaker is ill."
        )
        held = factory.Trait(
            status="held",
            day=factory.LazyFunction(lambda: today() - dt.timedelta(days=7)),
            register_closed_at=factory.LazyFunction(now),
            register_closed_by=factory.SelfAttribute("organiser"),
        )


class MaterialFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Material

    event = factory.SubFactory(EventFactory)
    title = "Slides"
    link = "https://example.org/slides"
    added_by = factory.SubFactory(PersonFactory)
    added_at = factory.LazyFunction(now)
