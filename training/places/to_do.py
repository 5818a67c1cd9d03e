"""What of places stands on a first page: offers and invitations to answer, places to agree to, one's next events."""

from django.db.models import Count, Min
from django.urls import reverse

from core.calendar import LONDON, now
from core.first_page import Coming, Task, Urgency, urgency_by
from core.formatting import clock_time, moment
from core.reading import Steps, summed
from people.first_page import AHEAD, Visit
from people.models import Person
from training.places.models import Place

# So many are listed by name.
FEW = 6


def answer_tasks(person: Person) -> Steps[list[Task]]:
    """Return the free places offered to somebody, with until when, and the invitations to answer."""
    rows = Place.objects.filter(person=person).select_related("event").order_by("event__starts_at", "pk")
    offered, invited = yield rows.offers_open()[:FEW], rows.to_come().filter(status="invited")[:FEW]
    return [
        *(
            Task(
                f"Accept your place at “{place.event.title}”",
                place.get_absolute_url(),
                hint=f"Offered until {moment(place.offered_until)}",
                urgency=Urgency.SOON,
                button="Answer",
            )
            for place in offered
        ),
        *(
            Task(
                f"Answer the invitation to “{place.event.title}”",
                place.get_absolute_url(),
                hint=moment(place.event.starts_at),
                urgency=urgency_by(place.event.starts_at.astimezone(LONDON).date()),
                button="Answer",
            )
            for place in invited
        ),
    ]


def agreeing_tasks(person: Person) -> Steps[list[Task]]:
    """Return how many places wait for somebody's agreement, and when the first of the events is."""
    [found] = yield summed(Place.objects.to_agree_by(person), number=Count("pk"), first=Min("event__starts_at"))
    return [
        Task(
            "event places to agree",
            reverse("training:places-to-agree"),
            found["number"],
            f"The first is on {moment(found['first'])}" if found["first"] else "",
            Urgency.SOON,
            "Decide",
            one="event place to agree",
        )
    ]


def coming_events(visit: Visit) -> Steps[list[Coming]]:
    """Return the reader's next events."""
    rows = Place.objects.filter(person=visit.person).to_come().confirmed()
    soon = rows.filter(event__starts_at__lte=now() + AHEAD).select_related("event__school")
    places = yield soon.order_by("event__starts_at", "pk")[:FEW]
    return [
        Coming(
            place.event.starts_at.astimezone(LONDON).date(),
            place.event.title,
            f"You · {clock_time(place.event.starts_at)}, {place.event.room or place.event.school}",
            place.get_absolute_url(),
        )
        for place in places
    ]
