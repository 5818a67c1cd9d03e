"""The audit trail: `audit` in the transaction of the change it tells of, `audit_reading` for what was only shown."""

import datetime as dt
from operator import attrgetter
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import OperationalError, models, transaction

from core.calendar import now
from core.models import AuditEvent
from core.waiting import drop_aside, is_busy, names_aside, rows_aside, set_aside, without_waiting

READINGS = "reading-"


def audit(
    actor: Any,
    code: str,
    obj: models.Model,
    *,
    note: str = "",
    on_behalf_of: Any = None,
    school_id: int | None = None,
    changes: dict[str, Any] | None = None,
    about_nobody: bool = False,
) -> AuditEvent:
    """Write that `actor` did `code` ("app.model.past") to `obj`.

    `actor` is a person, or nothing for the system itself. `school_id` is taken from the object where it has one, and
    so is the person whom it is about: a person, or what has a `person`, or says in `AUDIT_SUBJECT` where one is found.
    `changes` maps a field to its value before and after; keep names of people out of it, ids are enough.
    `about_nobody`: the object only stands in for one that there is not, such as the actor for the whole trust.
    """
    event = audit_event(
        actor,
        code,
        obj,
        note=note,
        on_behalf_of=on_behalf_of,
        school_id=school_id,
        changes=changes,
        about_nobody=about_nobody,
    )
    event.save()
    return event


def audit_reading(
    actor: Any, code: str, *objs: models.Model, changes: dict[str, Any] | None = None, about_nobody: bool = False
) -> None:
    """Write that `actor` was shown the objects. The page goes out only after this has returned, and never waits for it.

    Where somebody else is writing to SQLite, the events are set aside for `take_in_readings`. `about_nobody`: as in
    `audit`.
    """
    events = [audit_event(actor, code, obj, changes=changes, about_nobody=about_nobody) for obj in objs]
    if not events:
        return
    try:
        with without_waiting(), transaction.atomic():
            AuditEvent.objects.bulk_create(events)
    except OperationalError as error:
        if not is_busy(error):
            raise
        set_aside(f"{READINGS}{uuid4().hex}", events)


def take_in_readings() -> int:
    """Move the readings that were set aside into the trail, each once, and return how many they were."""
    count = 0
    for name in names_aside(READINGS):
        with transaction.atomic():
            # Looked at again under the lock: another sweep may have been here, or have died after it had written.
            events = [cast(AuditEvent, row) for row in rows_aside(name) or []]
            missing = [event for event in events if not _is_written(event)]
            AuditEvent.objects.bulk_create(missing)
        drop_aside(name)
        count += len(missing)
    return count


def _is_written(event: AuditEvent) -> bool:
    return AuditEvent.objects.filter(
        at=event.at,
        actor_id=event.actor_id,
        code=event.code,
        object_type=event.object_type,
        object_id=event.object_id,
    ).exists()


def audit_event(
    actor: Any,
    code: str,
    obj: models.Model,
    *,
    at: dt.datetime | None = None,
    note: str = "",
    on_behalf_of: Any = None,
    school_id: int | None = None,
    changes: dict[str, Any] | None = None,
    about_nobody: bool = False,
) -> AuditEvent:
    """Return the event, not written: for many at once, and for what happened before now (`at`)."""
    return AuditEvent(
        at=at or now(),
        actor=actor,
        on_behalf_of=on_behalf_of,
        subject_id=None if about_nobody else _subject_id(obj),
        code=code,
        object_type=obj._meta.label_lower,  # noqa: SLF001 -- Django's public name for it
        object_id=str(getattr(obj, "public_id", obj.pk)),
        school_id=getattr(obj, "school_id", None) if school_id is None else school_id,
        note=note,
        changes=changes or {},
    )


def _subject_id(obj: models.Model) -> int | None:
    """Return whom an object is about: itself, or the person to whom it belongs."""
    if isinstance(obj, get_user_model()):
        return obj.pk
    path = getattr(obj, "AUDIT_SUBJECT", "")
    return attrgetter(path)(obj) if path else getattr(obj, "person_id", None)


def audit_trail(obj: models.Model) -> "models.QuerySet[AuditEvent]":
    """Return the events of one object, newest first, with the people who acted."""
    return AuditEvent.objects.filter(
        object_type=obj._meta.label_lower,  # noqa: SLF001
        object_id=str(getattr(obj, "public_id", obj.pk)),
    ).select_related("actor", "on_behalf_of")
