"""Writing the CPD record. Who may is asked by the verb that knows the source, such as confirming attendance."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates.models import Certificate, Requirement
from core.audit import audit, audit_event
from core.calendar import now
from core.decisions import require
from core.flow import StaleVersion
from core.models import AuditEvent
from people.models import Person, School
from planning.models import Action, Need, Priority
from planning.thread.links import LINKS, links_of
from planning.thread.missing_links import sign_of
from planning.vocabulary import route_of
from training.records import policies
from training.records.models import Record
from training.records.selectors import choices_for


@transaction.atomic
def record_training(
    *,
    actor: Person,
    person: Person,
    school: School,
    source: str,
    title: str,
    approach: str,
    reason: str,
    starts_on: date,
    ends_on: date,
    hours: Decimal,
    provider: str = "",
    mode: str = "",
    route: str = "",
    is_external: bool = True,
    cost: Decimal = Decimal(0),
    requirement: Requirement | None = None,
    priority: Priority | None = None,
    need: Need | None = None,
    action: Action | None = None,
) -> Record:
    """Write what a person did, visible at once at school and in the trust (policy IM-4, R-1).

    `route`: how it reached them, where the approach and `is_external` do not say it (policy R-5).
    `source`: a value of `Record.Source`; whoever names a booking's record holds the booking's lock, so that it is
    written once. `requirement`, `priority`, `need`, `action`: what it was for (policy R-4), as its source says.
    """
    record = Record(
        person=person,
        school=school,
        source=source,
        title=title,
        provider=provider,
        approach=approach,
        mode=mode,
        route=route,
        reason=reason,
        requirement=requirement,
        is_external=is_external,
        starts_on=starts_on,
        ends_on=ends_on,
        hours=hours,
        cost=cost,
        priority=priority,
        need=need,
        action=action,
    )
    return record_trainings(actor=actor, records=[record])[0]


@transaction.atomic
def record_trainings(*, actor: Person, records: Sequence[Record]) -> list[Record]:
    """Write the same of several people, in as many statements as for one. `records`: rows that are not written yet."""
    moment = now()
    for record in records:
        require(policies.can_record(actor, record.person))
        record.recorded_by, record.recorded_at = actor, moment
        record.route = record.route or route_of(record.approach, is_external=record.is_external)
    written = Record.objects.bulk_create(records)
    AuditEvent.objects.bulk_create(audit_event(actor, "training.record.made", record) for record in written)
    return written


@transaction.atomic
def credit_record(*, actor: Person | None, record: Record, certificates: Collection[Certificate]) -> Record:
    """Hang on a record the certificates that came of it; those that hang there stay. `actor`: nobody for the system."""
    if any(c.person_id != record.person_id for c in certificates):
        raise ValueError("A certificate belongs on the record of its own person.")
    credit_records(actor=actor, records=[record], certificates=certificates)
    return record


@transaction.atomic
def credit_records(*, actor: Person | None, records: Sequence[Record], certificates: Collection[Certificate]) -> None:
    """Hang certificates on those of the records that are of their person, in as many statements as for one record.

    Of one training, so that a person has one record among them.
    """
    hanging = Record.certificates.through.objects
    there = set(hanging.filter(record__in=records).values_list("record_id", "certificate_id"))
    of_person: dict[int, list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        of_person[certificate.person_id].append(certificate)
    new = {record: [c for c in of_person[record.person_id] if (record.pk, c.pk) not in there] for record in records}
    hanging.bulk_create(
        Record.certificates.through(record=record, certificate=c) for record, own in new.items() for c in own
    )
    AuditEvent.objects.bulk_create(
        audit_event(
            actor, "training.record.credited", record, changes={"certificates": [str(c.public_id) for c in own]}
        )
        for record, own in new.items()
        if own
    )


@transaction.atomic
def withdraw_record(*, record: Record, actor: Person, note: str) -> None:
    """Withdraw the record of what somebody did not do after all; it counts and is shown nowhere any more.

    Who may is asked by the verb that knows the source.
    """
    record.withdrawn_at = now()
    record.save(update_fields=["withdrawn_at"])
    audit(actor, "training.record.withdrawn", record, note=note)


@transaction.atomic
def restate_hours(*, record: Record, actor: Person, hours: Decimal, note: str) -> None:
    """Write other hours into a record, where they are others; who may is asked by the verb that knows the source."""
    if record.hours != hours:
        changes = {"hours": [str(record.hours), str(hours)]}
        record.hours = hours
        record.save(update_fields=["hours"])
        audit(actor, "training.record.hours_changed", record, note=note, changes=changes)


@transaction.atomic
def hang_record(
    *, record: Record, actor: Person | None, priority: Priority | None, need: Need | None, action: Action | None
) -> Record:
    """Hang a record on what its source serves now; who may is asked by the verb that knows the source (policy R-4)."""
    row = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    wanted = {"priority": priority, "need": need, "action": action}
    changes = {
        name: [str(getattr(old, "public_id", "")), str(getattr(new, "public_id", ""))]
        for name, new in wanted.items()
        if (old := getattr(row, name)) != new
    }
    if changes:
        for name in changes:
            setattr(row, name, wanted[name])
        row.save(update_fields=list(changes))
        audit(actor, "training.record.linked", row, changes=changes)
    return row


@transaction.atomic
def fix_record(*, obj: Record, actor: Person, seen: str, values: Mapping[str, Any]) -> Record:
    """Say afterwards what a record served that came of no booking: a training day, a staff meeting (policy R-4).

    `values`: the rows newly chosen, by link; `seen`: the sign of the links that the form showed. Raises `StaleVersion`
    when somebody linked it meanwhile, `PermissionDenied` with the reason, `DoesNotExist` for what the actor cannot
    choose, `ValidationError` for nothing, or for links that contradict each other.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=obj.pk)
    require(policies.can_fix(actor, record))
    if sign_of(links_of(record)) != seen:
        raise StaleVersion
    if not values:
        raise ValidationError("Choose what it's linked to.")
    offered = choices_for(record, actor)
    found = {name: offered[name].get(pk=row.pk) for name, row in values.items() if name in offered}
    wanted = {name: found.get(name, getattr(record, name)) for name in LINKS}
    action = wanted["action"]
    if wanted["priority"] and action and action.priority_id not in (None, wanted["priority"].pk):
        raise ValidationError({"action": f"This action serves another priority: {action.priority}"})
    return hang_record(record=record, actor=actor, **wanted)
