"""What becomes of appointments when somebody leaves, and when that is corrected or taken back (policy R-1)."""

from datetime import date
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.audit import audit
from governance.boards.grants import keep_grants
from governance.boards.models import Appointment
from governance.boards.services import end_row
from people.models import Person
from people.services.people import refuse_unholding

BECAUSE = "Left the trust"


def end_with_leaving(actor: Person, person: Person, left_on: date) -> list[dict[str, Any]]:
    """End what somebody is appointed to with their last day; return each as it was, for `reopen_after_leaving`."""
    ended = []
    for row in person.board_appointments.select_for_update().exclude(ends_on__lte=left_on).order_by("pk"):
        refuse_unholding(row, left_on)
        was = serializers.serialize("python", [row])[0]
        ended.append({"was": was, "is_kept": end_row(actor, row, left_on, BECAUSE)})
    return ended


def reopen_after_leaving(actor: Person, person: Person, ended: list[dict[str, Any]]) -> None:
    """Give appointments back the end that they had; what has been changed or given anew since stays as it is."""
    for entry in ended:
        was: Any = next(iter(serializers.deserialize("python", [entry["was"]])))
        row: Any = Appointment.objects.select_for_update(of=("self",)).filter(pk=was.object.pk).first()
        if (row is not None) != entry["is_kept"] or (row is not None and row.ended_because != BECAUSE):
            continue
        before = row.ends_on if row else None
        row = row if entry["is_kept"] else was.object
        row.ends_on, row.ended_because = was.object.ends_on, was.object.ended_because
        row.version += 1
        try:
            with transaction.atomic():
                row.save(force_insert=not entry["is_kept"])
                keep_grants(actor, row)
        except (IntegrityError, ValidationError):
            continue  # somebody else has the office by now
        audit(
            actor, "governance.appointment.reopened", row,
            changes={"ends_on": [str(before or ""), str(row.ends_on or "")]},
        )  # fmt: skip
