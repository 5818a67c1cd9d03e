"""The verbs of link roles: the list that the trust edits, and who has one on a board (policy R-1, GV)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove
from core.formatting import long_date
from core.named_lists import Entry
from governance.boards import policies
from governance.boards.grants import keep_duties, take_back_link_role
from governance.boards.link_roles import LINK_ROLES
from governance.boards.models import Appointment, Board, LinkRole
from people.models import Person
from people.policies import can_administer
from people.services.people import refuse_unholding


def add_entry(*, actor: Person, name: str, after: str) -> Entry:
    """Add a link role to the trust's list (`NamedList.add`)."""
    require(can_administer(actor))
    return LINK_ROLES.add(actor=actor, name=name, after=after)


def change_entry(*, actor: Person, code: str, **values: Any) -> None:
    """Rename a link role, put it out of use or in use again, move it in the list (`NamedList.change`)."""
    require(can_administer(actor))
    LINK_ROLES.change(actor=actor, code=code, **values)


@transaction.atomic
def give_link_role(
    *, actor: Person, appointment: Appointment, role: str, starts_on: date, ends_on: date | None
) -> LinkRole:
    """Give somebody appointed a link role from a day, at most for as long as they are; its duty follows.

    `ValidationError` for days outside the appointment, or where they have it on one of them already.
    """
    Board.objects.select_for_update().get(pk=appointment.board_id)
    row = Appointment.objects.select_related("board", "person").get(pk=appointment.pk)
    require(policies.can_give_link_role(actor, row))
    if role not in dict(LINK_ROLES.offered()):
        raise ValidationError({"role": "Choose a link role that is in use."})
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day must be the same as or after the first."})
    if starts_on < row.starts_on:
        raise ValidationError({"starts_on": f"The appointment begins on {long_date(row.starts_on)}."})
    if row.ends_on is not None and (ends_on or starts_on) > row.ends_on:
        name = "ends_on" if ends_on else "starts_on"
        raise ValidationError({name: f"The appointment ends on {long_date(row.ends_on)}."})
    mine = LinkRole.objects.filter(appointment__board=row.board, appointment__person=row.person, role=role)
    for other in mine.select_related("appointment"):
        last_day = min(filter(None, (ends_on, row.ends_on)), default=date.max)
        if other.starts_on <= last_day and starts_on <= (other.last_day or date.max):
            raise ValidationError({"role": f"{row.person.full_name} has this link role on some of these days."})
    made = LinkRole.objects.create(appointment=row, role=role, starts_on=starts_on, ends_on=ends_on)
    audit(actor, "governance.appointment.link_given", row, changes={"Link role": ["", str(made)]})
    keep_duties(actor, made)
    return made


@transaction.atomic
def end_link_role(*, actor: Person, link_role: LinkRole, last_day: date) -> None:
    """End a link role with a day, or take it back before it began; its duty ends with it."""
    Board.objects.select_for_update().get(pk=link_role.appointment.board_id)
    row = LinkRole.objects.select_related("appointment__board", "appointment__person").filter(pk=link_role.pk).first()
    if row is None:
        raise IllegalMove("This link role has been removed already.")
    require(policies.can_appoint_person(actor, row.appointment.board, row.appointment.person))
    refuse_unholding(row, last_day)
    if last_day < row.starts_on:
        take_back_link_role(actor, row)
        return
    before = row.last_day
    if before is not None and before <= last_day:
        raise ValidationError({"last_day": f"It ends on {long_date(before)} already. Enter an earlier day."})
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    audit(
        actor, "governance.appointment.link_ended", row.appointment,
        note=str(row), changes={"ends_on": [str(before or ""), str(last_day)]},
    )  # fmt: skip
    keep_duties(actor, row)
