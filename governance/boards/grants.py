"""The roles that follow from an appointment: made, moved and ended with it, and never otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.audit import audit
from governance.boards.models import Appointment, AppointmentGrant, BoardSchool
from people.models import Grant, Person


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that an appointment gives: at the school of a local board, or in the trust."""

    board_school: BoardSchool | None
    starts_on: date
    ends_on: date | None


def earliest(*days: date | None) -> date | None:
    """Return the first of the days that are known."""
    return min(filter(None, days), default=None)


def wanted_grants(appointment: Appointment) -> Iterator[Wanted]:
    """Yield each role that the appointment gives: while both it and the board's hold on the school last."""
    if not appointment.board.is_local:
        yield Wanted(None, appointment.starts_on, appointment.ends_on)
        return
    for row in appointment.board.board_schools.select_related("school"):
        starts_on = max(appointment.starts_on, row.starts_on)
        ends_on = earliest(appointment.ends_on, row.ends_on)
        if ends_on is None or starts_on <= ends_on:
            yield Wanted(row, starts_on, ends_on)


def keep_grants(actor: Person | None, appointment: Appointment) -> None:
    """Make the roles of a person what their appointment gives now; the appointment has been written before."""
    links = {link.board_school_id: link for link in appointment.grant_links.select_related("grant")}
    for wanted in wanted_grants(appointment):
        link = links.pop(wanted.board_school.pk if wanted.board_school else None, None)
        if link is None:
            _give(actor, appointment, wanted)
        elif link.grant.ends_on != wanted.ends_on:
            _move_end(actor, link.grant, wanted.ends_on)
    for link in links.values():
        take_back(actor, link)


def _give(actor: Person | None, appointment: Appointment, wanted: Wanted) -> None:
    grant = Grant(
        person_id=appointment.person_id,
        role=appointment.granted_role,
        school=wanted.board_school.school if wanted.board_school else None,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        granted_by=actor,
    )
    grant.full_clean()
    grant.save()
    AppointmentGrant.objects.create(appointment=appointment, board_school=wanted.board_school, grant=grant)
    audit(actor, "people.grant.given", grant, changes={"role": ["", grant.role]})


def _move_end(actor: Person | None, grant: Grant, ends_on: date | None) -> None:
    before, grant.ends_on = grant.ends_on, ends_on
    grant.save(update_fields=["ends_on"])
    is_later = ends_on is None or (before is not None and before < ends_on)
    code = "people.grant.reopened" if is_later else "people.grant.ended"
    audit(actor, code, grant, changes={"ends_on": [str(before or ""), str(ends_on or "")]})


def take_back(actor: Person | None, link: AppointmentGrant) -> None:
    """Take away a role that is held on no day any more."""
    grant = link.grant
    link.delete()
    audit(actor, "people.grant.taken_back", grant, note=str(grant), changes={"starts_on": [str(grant.starts_on), ""]})
    grant.delete()
