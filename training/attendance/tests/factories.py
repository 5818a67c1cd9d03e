"""Honest factories of registers."""

import datetime as dt

import factory

from core.calendar import LONDON, now, today
from people.tests.factories import PersonFactory
from training.attendance.models import Attendance, CatchUp
from training.events.tests.factories import EventFactory
from training.places.models import Place


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    mark = "present"
    marked_by = factory.SelfAttribute("event.organiser")
    marked_at = factory.LazyFunction(now)


class CatchUpFactory(factory.django.DjangoModelFactory):
    """Of somebody who missed an event that was held."""

    class Meta:
        model = CatchUp

    attendance = factory.SubFactory(
        AttendanceFactory,
        event=factory.SubFactory(EventFactory, held=True),
        mark="absent",
        confirmed_by=factory.SelfAttribute("event.organiser"),
        confirmed_at=factory.LazyFunction(now),
    )
    asked_by = factory.SelfAttribute("attendance.event.organiser")
    asked_at = factory.LazyFunction(now)


def event_now(school, organiser, *going, **facts):
    """Return an event of two hours that began today, an hour ago or at midnight, with places for those who go; without
    limit or audience.
    """
    midnight = dt.datetime.combine(today(), dt.time(), LONDON)
    start = max(now() - dt.timedelta(hours=1), midnight)
    event = EventFactory(
        school=school,
        organiser=organiser,
        **({"day": today(), "starts_at": start, "ends_at": start + dt.timedelta(hours=2)} | facts),
    )
    Place.objects.bulk_create(
        Place(event=event, person=person, school=school, status="confirmed", asked_at=start) for person in going
    )
    return event
