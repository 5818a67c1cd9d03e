"""The roles and duties that follow from an appointment: made, moved and ended with it, and never otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.audit import audit
from governance.boards.link_roles import DUTIES
from governance.boards.models import Appointment, AppointmentGrant, BoardSchool, LinkDuty, LinkRole
from people.models import Grant, Person, Responsibility, School


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role or duty that an appointment gives: at the school of a local board, or in the trust."""

    board_school: BoardSchool | None
    starts_on: date
    ends_on: date | None


def earliest(*days: date | None) -> date | None:
    """Return the first of the days that are known."""
    return min(filter(None, days), default=None)


def wanted_between(appointment: Appointment, starts_on: date, ends_on: date | None) -> Iterator[Wanted]:
    """Yield where the appointment gives something between two days: while the board's hold on the school lasts."""
    if not appointment.board.is_local:
        if ends_on is None or starts_on <= ends_on:
            yield Wanted(None, starts_on, ends_on)
        return
    for row in appointment.board.board_schools.select_related("school"):
        first, last = max(starts_on, row.starts_on), earliest(ends_on, row.ends_on)
        if last is None or first <= last:
            yield Wanted(row, first, last)


def wanted_grants(appointment: Appointment) -> Iterator[Wanted]:
    """Yield each role that the appointment gives."""
    return wanted_between(appointment, appointment.starts_on, appointment.ends_on)


def keep_grants(actor: Person | None, appointment: Appointment) -> None:
    """Make the roles of a person what their appointment gives now, and the duties what its link roles give.

    The appointment has been written before.
    """
    links = {link.board_school_id: link for link in appointment.grant_links.select_related("grant")}
    for wanted in wanted_grants(appointment):
        link = links.pop(wanted.board_school.pk if wanted.board_school else None, None)
        if link is None:
            _give(actor, appointment, wanted)
        elif link.grant.ends_on != wanted.ends_on:
            _move_end(actor, link.grant, wanted.ends_on)
    for link in links.values():
        take_back(actor, link)
    for link_role in appointment.link_roles.all():
        link_role.appointment = appointment
        keep_duties(actor, link_role)


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


def keep_duties(actor: Person | None, link_role: LinkRole) -> None:
    """Make the responsibilities of a person what their link role gives now; it has been written before.

    Required training and audiences ask for them. That of the trustees stands with the central team.
    """
    kind = DUTIES.get(link_role.role)
    if kind is None:
        return
    links = {link.board_school_id: link for link in link_role.duty_links.select_related("duty")}
    for wanted in wanted_between(link_role.appointment, link_role.starts_on, link_role.last_day):
        link = links.pop(wanted.board_school.pk if wanted.board_school else None, None)
        if link is None:
            _give_duty(actor, link_role, kind, wanted)
        elif link.duty.ends_on != wanted.ends_on:
            _move_duty(actor, link.duty, wanted.ends_on)
    for link in links.values():
        take_back_duty(actor, link)


def _give_duty(actor: Person | None, link_role: LinkRole, kind: str, wanted: Wanted) -> None:
    school = wanted.board_school.school if wanted.board_school else School.objects.filter(kind="central").first()
    if school is None:
        return
    duty = Responsibility(
        person_id=link_role.appointment.person_id,
        school=school,
        kind=kind,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
    )
    duty.full_clean()
    duty.save()
    LinkDuty.objects.create(link_role=link_role, board_school=wanted.board_school, duty=duty)
    audit(actor, "people.responsibility.added", duty, changes={"kind": ["", kind]})


def _move_duty(actor: Person | None, duty: Responsibility, ends_on: date | None) -> None:
    before, duty.ends_on = duty.ends_on, ends_on
    duty.save(update_fields=["ends_on"])
    is_later = ends_on is None or (before is not None and before < ends_on)
    code = "people.responsibility.reopened" if is_later else "people.responsibility.ended"
    audit(actor, code, duty, changes={"ends_on": [str(before or ""), str(ends_on or "")]})


def take_back_duty(actor: Person | None, link: LinkDuty) -> None:
    """Take away a responsibility that is held on no day any more."""
    duty = link.duty
    link.delete()
    audit(
        actor, "people.responsibility.taken_back", duty,
        note=str(duty), changes={"starts_on": [str(duty.starts_on), ""]},
    )  # fmt: skip
    duty.delete()


def take_back_link_role(actor: Person | None, link_role: LinkRole, note: str = "") -> None:
    """Take away a link role that is held on no day any more, with its responsibilities."""
    for link in link_role.duty_links.select_related("duty"):
        take_back_duty(actor, link)
    audit(
        actor, "governance.appointment.link_taken_back", link_role.appointment,
        note=note, changes={"Link role": [str(link_role), ""]},
    )  # fmt: skip
    link_role.delete()
