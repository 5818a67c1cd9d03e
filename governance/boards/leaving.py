"""What becomes of appointments when somebody leaves, and when that is corrected or taken back (policy R-1)."""

from datetime import date
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.audit import audit
from governance.boards.grants import earliest, keep_grants
from governance.boards.models import Appointment, Board
from governance.boards.services import BOARD_CLOSED, end_row
from people.models import Person
from people.services.people import refuse_unholding

BECAUSE = "Left the trust"


def end_with_leaving(actor: Person, person: Person, left_on: date) -> list[dict[str, Any]]:
    """End what somebody is appointed to with their last day; return each as it was, for `reopen_after_leaving`."""
    ended = []
    for row in person.board_appointments.select_for_update().exclude(ends_on__lte=left_on).order_by("pk"):
        refuse_unholding(row, left_on)
        was = serializers.serialize("python", [row])[0]
        links = serializers.serialize("python", row.link_roles.all())
        ended.append({"was": was, "links": links, "is_kept": end_row(actor, row, left_on, BECAUSE)})
    return ended


def reopen_after_leaving(actor: Person, person: Person, ended: list[dict[str, Any]]) -> None:
    """Give appointments back the end that they had; what has been changed or given anew since stays as it is.

    None outlives its board, which may have closed meanwhile.
    """
    known: list[Any] = [next(iter(serializers.deserialize("python", [entry["was"]]))) for entry in ended]
    keys = {was.object.board_id for was in known}
    boards = {row.pk: row for row in Board.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    for entry, was in zip(ended, known, strict=True):
        row: Any = Appointment.objects.select_for_update(of=("self",)).filter(pk=was.object.pk).first()
        if (row is not None) != entry["is_kept"] or (row is not None and row.ended_because != BECAUSE):
            continue
        before = row.ends_on if row else None
        row = row if entry["is_kept"] else was.object
        closed_on = boards[row.board_id].closed_on
        ends_on = earliest(was.object.ends_on, closed_on)
        if ends_on is not None and ends_on < row.starts_on:
            continue
        row.ended_because = was.object.ended_because if ends_on == was.object.ends_on else BOARD_CLOSED
        row.ends_on = ends_on
        row.version += 1
        try:
            with transaction.atomic():
                row.save(force_insert=not entry["is_kept"])
                if not entry["is_kept"]:
                    _give_back(entry.get("links", []), ends_on)
                keep_grants(actor, row)
        except (IntegrityError, ValidationError):
            continue  # somebody else has the office by now
        audit(
            actor, "governance.appointment.reopened", row,
            changes={"ends_on": [str(before or ""), str(row.ends_on or "")]},
        )  # fmt: skip


def _give_back(links: list[dict[str, Any]], ends_on: date | None) -> None:
    """Give an appointment that had been taken away its link roles again, but for what would begin after its end."""
    known: list[Any] = [link.object for link in serializers.deserialize("python", links)]
    for link in known:
        if ends_on is None or link.starts_on <= ends_on:
            link.save(force_insert=True)
