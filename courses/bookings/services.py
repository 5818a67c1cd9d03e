"""A person's private calendar address: made, renewed, taken back. Only the person does it."""

from django.db import transaction

from core.audit import audit
from people.models import Person


@transaction.atomic
def make_calendar_address(*, actor: Person) -> Person:
    """Give the actor a new private address for their calendar feed; an earlier one stops working."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    was_there = bool(person.calendar_token)
    person.save_calendar_token()
    # The token itself is a key: it is kept out of the trail.
    audit(actor, "courses.calendar.renewed" if was_there else "courses.calendar.made", person)
    return person


@transaction.atomic
def revoke_calendar_address(*, actor: Person) -> Person:
    """Take the actor's calendar address back: whoever still asks for it gets nothing."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    if person.calendar_token:
        person.calendar_token = None
        person.save(update_fields=["calendar_token"])
        audit(actor, "courses.calendar.revoked", person)
    return person
