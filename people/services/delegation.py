"""Naming a deputy for some days, and ending it before its time.

Nothing is sent from here: notices stand above this app, and a sweep there tells whoever was named.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from people import policies
from people.models import Delegation, Person
from people.selectors import possible_deputies

LONGEST = timedelta(days=366)


@transaction.atomic
def name_deputy(
    *, actor: Person, deputy: Person, starts_on: date, ends_on: date, reason: str = "", person: Person | None = None
) -> Delegation:
    """Name somebody who decides in the actor's name from one day to another, both included.

    `person`: somebody else, who is away and has named nobody; then both are told, and nobody names themselves.

    One deputy at a time: days that overlap with another deputy's of the same person are refused, so that a page can
    always say who has it. The deputy is somebody else with a place in the trust who can sign in. Raises
    `ValidationError` by field, `PermissionDenied` for somebody who decides nothing (design section 4).
    """
    named_by = actor if person is not None and person.pk != actor.pk else None
    require(policies.can_name_deputy_for(actor, person) if person and named_by else policies.can_name_deputy(actor))
    person = person or actor
    # Locked, so that two windows cannot both find the days free.
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not possible_deputies(person, starts_on).exclude(pk=actor.pk).filter(pk=deputy.pk).exists():
        raise ValidationError({"deputy": "Choose someone who'll be in the trust on these dates and can sign in."})
    if starts_on < today():
        raise ValidationError({"starts_on": "Enter today's date or a later one."})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day must be the same as or after the first."})
    if ends_on - starts_on > LONGEST:
        raise ValidationError({"ends_on": "A stand-in can be named for up to a year. Enter an earlier last day."})
    overlapping = Delegation.objects.filter(
        person=person, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).select_related("deputy")
    if other := overlapping.first():
        whose = "their" if named_by else "your"
        raise ValidationError(
            {"starts_on": f"{other.deputy} is already {whose} stand-in on some of these days. End that first."}
        )
    delegation = Delegation.objects.create(
        person=person, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason, named_by=named_by
    )
    audit(
        actor,
        "people.delegation.made",
        delegation,
        note=reason,
        on_behalf_of=person if named_by else None,
        changes={"deputy": str(deputy.public_id), "days": [starts_on.isoformat(), ends_on.isoformat()]},
    )
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, actor: Person) -> Delegation:
    """End a delegation at once; what the deputy decided stands. Raises `IllegalMove` when it is over already."""
    row = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    require(policies.can_end_delegation(actor, row))
    if row.ended_at or row.ends_on < today():
        raise IllegalMove("This has already ended.")
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    audit(actor, "people.delegation.ended", row)
    return row
