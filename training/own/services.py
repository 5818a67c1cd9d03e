"""Logging one's own CPD, editing and deleting it, confirming it and sending it back (policy R-6)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from core.audit import audit, audit_event
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.models import AuditEvent, StoredFile
from people.models import Person, School
from planning.vocabulary import route_of
from training.own import notices
from training.records import policies
from training.records.models import Record


@transaction.atomic
def log_cpd(
    *,
    actor: Person,
    school: School,
    title: str,
    approach: str,
    reason: str,
    starts_on: date,
    ends_on: date,
    hours: Decimal,
    took_away: str = "",
    file: StoredFile | None = None,
) -> Record:
    """Write what the actor did as their own word; it counts in their record at once."""
    require(policies.can_log(actor))
    record = Record.objects.create(
        person=actor,
        school=school,
        source=Record.Source.OWN,
        title=title,
        approach=approach,
        route=route_of(approach, is_external=False),
        reason=reason,
        is_external=False,
        starts_on=starts_on,
        ends_on=ends_on,
        hours=hours,
        took_away=took_away,
        file=file,
        recorded_by=actor,
        recorded_at=now(),
    )
    audit(actor, "training.record.logged", record)
    return record


@transaction.atomic
def edit_log(
    *, record: Record, actor: Person, version: int, values: Mapping[str, Any], file: StoredFile | None = None
) -> Record:
    """Change what the actor logged; where it was sent back, it waits to be confirmed again.

    `values`: as the fields of `log_cpd`. Without a `file` the one that is there stays. `StaleVersion` where it was
    changed or confirmed meanwhile.
    """
    row: Record = lock_version(Record.objects.all(), record.pk, version)
    require(policies.can_edit_log(actor, row))
    wanted = {**values, "route": route_of(values["approach"], is_external=False)}
    if file:
        wanted["file"] = file
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    row.sent_back_at, row.sent_back_because = None, ""
    row.version += 1
    row.save(update_fields=[*changed, "sent_back_at", "sent_back_because", "version"])
    audit(actor, "training.record.log_edited", row, changes={name: [] for name in changed})
    return row


@transaction.atomic
def delete_log(*, record: Record, actor: Person, version: int) -> None:
    """Delete what the actor logged and nobody has confirmed; its file goes with it."""
    row: Record = lock_version(Record.objects.select_related("file"), record.pk, version)
    require(policies.can_delete_log(actor, row))
    audit(actor, "training.record.log_deleted", row)
    file = row.file
    row.delete()
    if file:
        file.delete()  # what lies on the disk goes with the next sweep of files without a row


@transaction.atomic
def confirm_log(*, record: Record, actor: Person, version: int) -> Record:
    """Confirm what somebody else logged; from then on it counts for school and trust, and is not changed."""
    row: Record = lock_version(Record.objects.all(), record.pk, version)
    require(policies.can_confirm(actor, row))
    row.confirmed_by, row.confirmed_at = actor, now()
    row.version += 1
    row.save(update_fields=["confirmed_by", "confirmed_at", "version"])
    audit(actor, "training.record.confirmed", row)
    return row


@transaction.atomic
def confirm_logs(*, versions: Mapping[UUID, int], actor: Person) -> int:
    """Confirm several logs at once, and return how many: those that stand as they were shown, in few queries.

    What was changed, deleted, confirmed or sent back meanwhile is left as it is.
    """
    rows = Record.objects.confirmable_by(actor).filter(public_id__in=versions).order_by("pk")
    same = [row for row in rows.select_for_update(of=("self",)) if row.version == versions[row.public_id]]
    if not same:
        raise IllegalMove("These have changed since you opened the list. Look at it again.")
    Record.objects.filter(pk__in=[row.pk for row in same]).update(
        confirmed_by=actor, confirmed_at=now(), version=F("version") + 1
    )
    AuditEvent.objects.bulk_create([audit_event(actor, "training.record.confirmed", row) for row in same])
    return len(same)


@transaction.atomic
def send_back_log(*, record: Record, actor: Person, version: int, because: str) -> Record:
    """Ask whoever logged something to change it, and say what."""
    row: Record = lock_version(Record.objects.select_related("person"), record.pk, version)
    require(policies.can_confirm(actor, row))
    if not because.strip():
        raise ValidationError({"because": "Enter what they should change"})
    row.sent_back_at, row.sent_back_because = now(), because.strip()
    row.version += 1
    row.save(update_fields=["sent_back_at", "sent_back_because", "version"])
    audit(actor, "training.record.sent_back", row)
    notices.sent_back(row, actor)
    return row


def move_records(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let the records of one go over where two records of a person are merged.

    What either has confirmed for the other is one's own word again. Returns how many went over, and sentences about it.
    """
    confirmed = Record.objects.filter(person__in=(keep, gone), confirmed_by__in=(keep, gone))
    notes = [
        f"{row.title}: confirmed on the other record of the same person, so not confirmed any more."
        for row in confirmed
    ]
    confirmed.update(confirmed_by=None, confirmed_at=None)
    # Of an event with a record for both, the one that goes keeps its own, as it keeps its line of the register.
    twice = Q(attendance__event__in=keep.attendances.filter(record__isnull=False).order_by().values("event"))
    own = Record.everything.filter(person=gone)
    return own.exclude(pk__in=own.filter(twice).order_by().values("pk")).update(person=keep), notes
