"""What the register offers on the page of an event."""

from django.urls import reverse

from core.components import PageAction
from core.decisions import ALLOWED
from people.models import Person
from training.attendance import codes
from training.events.models import Event
from training.events.policies import can_run


def offered(actor: Person, event: Event) -> list[PageAction]:
    """Return the register for whoever runs an event, and checking in for everybody while that is open."""
    found = []
    if event.status != Event.Status.CANCELLED and can_run(actor, event):
        found.append(PageAction("Register", reverse("training:register", args=[event.public_id]), ALLOWED))
    if codes.is_open(event):
        found.append(PageAction("Check in", reverse("training:check-in", args=[event.public_id]), ALLOWED))
    return found
