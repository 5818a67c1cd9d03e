"""What people are told about running events."""

from core.formatting import moment
from notifications.models import Notice, Topic
from notifications.services import tell
from people.models import Person
from training.events.models import Event


def organiser_named(event: Event, actor: Person) -> Notice | None:
    """Tell whoever organises an event now; not whoever chose themselves."""
    return _tell(event, event.organiser, actor, "organiser", "You're organising an event")


def facilitator_named(event: Event, person: Person, actor: Person) -> Notice | None:
    """Tell somebody who took over from a facilitator."""
    return _tell(event, person, actor, "facilitator", "You're a facilitator of an event")


def _tell(event: Event, person: Person, actor: Person, what: str, subject: str) -> Notice | None:
    if person.pk == actor.pk:
        return None
    return tell(
        person=person,
        topic=Topic.EVENT,
        key=f"training.event.{what}:{event.public_id}:{person.public_id}:{event.version}",
        subject=subject,
        body=f"“{event.title}”, {moment(event.starts_at)}.",
        path=event.get_absolute_url(),
    )
