"""The places of two records of one person, made those of the record that stays; called by the merge."""

from core.audit import audit
from people.models import Person
from training.events.models import Event
from training.places.models import Place

Status = Place.Status
# From the least to what is nearest to going.
STEPS = (Status.INVITED, Status.ASKED, Status.WAITING, Status.OFFERED, Status.CONFIRMED)
TWICE = "At {count} under both names: the place that is further on is kept."


def move_places(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let places go over; of two open ones at an event the further stays, with the earlier moment of asking. What
    becomes free is offered by the sweep, once everything has gone over.

    What the one has agreed for the other stays with the name under which it was.
    """
    kept = {place.event_id: place for place in Place.objects.filter(person=keep).open()}
    twice = Place.objects.filter(person=gone, event__in=list(kept)).open().order_by("event")
    count = 0
    for place in twice:
        event: Event = Event.objects.lock_for(pk=place.event_id)
        both = sorted((kept[event.pk], place), key=lambda row: _step(row, keep))
        both[0].move_to(Status.WITHDRAWN)
        audit(actor, "training.place.removed", both[0])
        both[1].asked_at = min(row.asked_at for row in both)
        both[1].save(update_fields=["asked_at"])
        count += 1
    moved = Place.objects.filter(person=gone).exclude(agreed_by=keep).update(person=keep)
    return moved, [TWICE.format(count="1 event" if count == 1 else f"{count} events")] if count else []


def _step(place: Place, keep: Person) -> tuple[bool, int]:
    """Return how far on a place is; one that cannot go over comes before every other."""
    return place.agreed_by_id != keep.pk, STEPS.index(Status(place.status))
