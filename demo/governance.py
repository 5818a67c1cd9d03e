"""The boards of the demonstration trust: an appointment for each role that somebody holds on one, term by term."""

import datetime as dt
from itertools import cycle

from demo.people import DemoPeople
from governance.boards.grants import keep_duties
from governance.boards.terms import usual_end
from governance.models import (
    AppointingBody,
    Appointment,
    AppointmentGrant,
    Board,
    BoardSchool,
    Category,
    LinkRole,
    Seats,
)
from people.models import Grant, Role

OFFICES = {
    Role.GOVERNOR: "governor", Role.CHAIR_OF_GOVERNORS: "chair", Role.CLERK: "clerk",
    Role.TRUSTEE: "trustee", Role.CHAIR_OF_TRUSTEES: "chair", Role.MEMBER: "member",
}  # fmt: skip
LOCAL = [
    (Category.APPOINTED, AppointingBody.FOUNDATION), (Category.PARENT, AppointingBody.PARENTS),
    (Category.PARENT, AppointingBody.PARENTS), (Category.CO_OPTED, AppointingBody.BOARD),
]  # fmt: skip
BY_MEMBERS = [(Category.APPOINTED, AppointingBody.MEMBERS)]
FOUNDERS = [(Category.APPOINTED, AppointingBody.FOUNDERS)]
LINKS = ["safeguarding", "send", "health_and_safety", "cpd"]
SEATS = {Category.APPOINTED: 2, Category.PARENT: 4, Category.CO_OPTED: 3}


def make_boards(made: DemoPeople, today: dt.date) -> None:
    """Write the boards, and let what each of them holds come from an appointment; one term at the first ends soon."""
    for school in made.schools:
        board = Board.objects.create(kind="local", name=f"{school.name} governors")
        held = BoardSchool.objects.create(board=board, school=school, starts_on=dt.date(2016, 9, 1))
        Seats.objects.bulk_create(
            Seats(board=board, category=category, number=number) for category, number in SEATS.items()
        )
        grants = Grant.objects.filter(school=school, role__in=Role.of_boards())
        soon = today + dt.timedelta(days=75) if school == made.schools[0] else None
        _appoint(board, held, list(grants.order_by("pk")), LOCAL, today, soon)
        in_office = board.appointments.current().filter(role="governor").order_by("pk")
        # Nobody at the first looks after CPD, as its page says.
        wanted = LINKS if school != made.schools[0] else LINKS[:-1]
        for appointment, role in zip(in_office, wanted, strict=False):
            give(appointment, role)
    for kind, name, roles, made_by in (
        ("trust", "Trust board", [Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES], BY_MEMBERS),
        ("members", "Members", [Role.MEMBER], FOUNDERS),
    ):
        board = Board.objects.create(kind=kind, name=name)
        _appoint(board, None, list(Grant.objects.filter(role__in=roles).order_by("pk")), made_by, today, None)


def give(appointment: Appointment, role: str) -> None:
    """Write a link role for the term of today, with what follows from it."""
    keep_duties(None, LinkRole.objects.create(appointment=appointment, role=role, starts_on=appointment.starts_on))


def _appoint(
    board: Board,
    held: BoardSchool | None,
    grants: list[Grant],
    capacities: list[tuple[Category, AppointingBody]],
    today: dt.date,
    soon: dt.date | None,
) -> None:
    """Write the terms of everybody on a board; what they hold becomes that of the term of today."""
    for position, (grant, (category, appointing_body)) in enumerate(zip(grants, cycle(capacities), strict=False)):
        role = OFFICES[Role(grant.role)]
        facts = {"board": board, "person_id": grant.person_id, "role": role}
        if role == "clerk":
            row = Appointment.objects.create(**facts, starts_on=grant.starts_on)
            AppointmentGrant.objects.create(appointment=row, board_school=held, grant=grant)
            continue
        facts |= {"category": category, "appointing_body": appointing_body}
        first, last = grant.starts_on, usual_end(grant.starts_on)
        while last < today:
            row = Appointment.objects.create(**facts, starts_on=first, term_ends_on=last, ends_on=last)
            past = Grant.objects.create(
                person_id=grant.person_id, role=grant.role, school=grant.school, starts_on=first, ends_on=last
            )
            AppointmentGrant.objects.create(appointment=row, board_school=held, grant=past)
            first = last + dt.timedelta(days=1)
            last = usual_end(first)
        if soon and position == 2:
            last = soon
        grant.starts_on, grant.ends_on = first, last
        grant.save(update_fields=["starts_on", "ends_on"])
        row = Appointment.objects.create(**facts, starts_on=first, term_ends_on=last, ends_on=last)
        AppointmentGrant.objects.create(appointment=row, board_school=held, grant=grant)
