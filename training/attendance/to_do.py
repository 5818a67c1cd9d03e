"""What of catching up stands on a first page: one's own, and how many have not yet of events that one organises."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from core.calendar import today
from core.first_page import Task, Urgency, urgency_by
from core.formatting import short_date
from core.reading import Steps
from people.models import Person
from training.attendance.models import CatchUp
from training.attendance.querysets import run_by
from training.events.models import Event
from training.places.models import Place

# So many are listed by name.
FEW = 6


def tasks(person: Person) -> Steps[list[Task]]:
    """Return what somebody was asked to catch up on, with its day, and the events that they organise and run of which
    people have not caught up yet.
    """
    held = Place.objects.open().filter(person=person, event=OuterRef("next_event"), event__status="planned")
    own = CatchUp.objects.open().filter(attendance__person=person).annotate(has_place=Exists(held.order_by()))
    waiting = Count("attendances", filter=Q(attendances__catch_up__status=CatchUp.Status.OPEN))
    organised = Event.objects.filter(run_by(person), organiser=person, status=Event.Status.HELD)
    mine, events = yield (
        own.select_related("attendance__event", "next_event").order_by("asked_at", "pk")[:FEW],
        organised.annotate(waiting=waiting).filter(waiting__gt=0).order_by("starts_at", "pk")[:FEW],
    )
    return [
        *(_own_task(row) for row in mine),
        *(
            Task(
                f"people haven’t caught up on “{event.title}”",
                reverse("training:catch-ups", args=[event.public_id]),
                event.waiting,
                f"It was on {short_date(event.day)}",
                one=f"person hasn’t caught up on “{event.title}”",
            )
            for event in events
        ),
    ]


def _own_task(row: CatchUp) -> Task:
    event, date = row.attendance.event, row.next_event
    has_date = date is not None and row.has_place and date.day >= today()  # type: ignore[attr-defined]
    return Task(
        f"Catch up on “{event.title}”",
        reverse("training:catch-up", args=[row.public_id]),
        hint=f"Next date: {short_date(date.day)}" if date and has_date else f"It was on {short_date(event.day)}",
        urgency=urgency_by(date.day) if date and has_date else Urgency.SOON,
        button="Catch up",
    )
