"""The audit trail: one helper, called inside the transaction of the change it tells of."""

from typing import Any

from django.db import models

from core.calendar import now
from core.models import AuditEvent


def audit(
    actor: Any,
    code: str,
    obj: models.Model,
    *,
    note: str = "",
    on_behalf_of: Any = None,
    school_id: int | None = None,
    changes: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write that `actor` did `code` ("app.model.past") to `obj`.

    `actor` is a person, or nothing for the system itself. `school_id` is taken from the object where it has one.
    `changes` maps a field to its value before and after; keep names of people out of it, ids are enough.
    """
    if school_id is None:
        school_id = getattr(obj, "school_id", None)
    return AuditEvent.objects.create(
        at=now(),
        actor=actor,
        on_behalf_of=on_behalf_of,
        code=code,
        object_type=obj._meta.label_lower,  # noqa: SLF001 -- Django's public name for it
        object_id=str(getattr(obj, "public_id", obj.pk)),
        school_id=school_id,
        note=note,
        changes=changes or {},
    )


def audit_trail(obj: models.Model) -> "models.QuerySet[AuditEvent]":
    """Return the events of one object, newest first, with the people who acted."""
    return AuditEvent.objects.filter(
        object_type=obj._meta.label_lower,  # noqa: SLF001
        object_id=str(getattr(obj, "public_id", obj.pk)),
    ).select_related("actor", "on_behalf_of")
