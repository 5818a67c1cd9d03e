"""Honest factories of boards. Appointments are made by their service, so that the roles follow."""

import datetime as dt

import factory

from core.calendar import today
from governance.boards.grants import keep_duties, keep_grants
from governance.models import Appointment, AppointmentGrant, Board, BoardSchool, LinkRole, Meeting
from people.tests.factories import LONG_AGO

FOUR_YEARS = dt.timedelta(days=4 * 365)


class BoardFactory(factory.django.DjangoModelFactory):
    """An open board; `school`: the one that a local board governs."""

    class Meta:
        model = Board
        skip_postgeneration_save = True

    kind = "local"
    name = factory.Sequence(lambda n: f"Test Board {n}")

    @factory.post_generation
    def school(self, create, extracted, **kwargs):
        if create and extracted:
            BoardSchool.objects.create(board=self, school=extracted, starts_on=LONG_AGO)


class MeetingFactory(factory.django.DjangoModelFactory):
    """A full meeting of a board in two weeks, planned long ago."""

    class Meta:
        model = Meeting

    day = factory.LazyFunction(lambda: today() + dt.timedelta(days=14))
    starts, ends = dt.time(18), dt.time(20)
    place = "Library"
    announced_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=60))


def make_appointment(board, person, role="governor", **facts):
    """Appoint somebody since a month for four years, or as `facts` say, and let the roles follow."""
    facts = {"category": "appointed", "starts_on": today() - dt.timedelta(days=30)} | facts
    facts.setdefault("term_ends_on", facts["starts_on"] + FOUR_YEARS)
    facts.setdefault("ends_on", facts["term_ends_on"])
    row = Appointment.objects.create(board=board, person=person, role=role, **facts)
    keep_grants(None, row)
    person.forget_authority()
    return row


def make_link_role(appointment, role="safeguarding", **facts):
    """Give somebody appointed a link role since the first day, and let the responsibility follow."""
    row = LinkRole.objects.create(appointment=appointment, role=role, **{"starts_on": appointment.starts_on} | facts)
    keep_duties(None, row)
    return row


def take_over(board, person, role):
    """Make the role that somebody of the cast holds that of an appointment to the board."""
    grant = person.grants.get()
    ends_on = None if role == "clerk" else today() + FOUR_YEARS
    row = Appointment.objects.create(
        board=board, person=person, role=role, category="" if role == "clerk" else "appointed",
        starts_on=grant.starts_on, term_ends_on=ends_on, ends_on=ends_on,
    )  # fmt: skip
    AppointmentGrant.objects.create(appointment=row, grant=grant, board_school=board.board_schools.first())
    grant.ends_on = ends_on
    grant.save()
    person.forget_authority()


def board_of_oak(cast):
    """Make Oak's board, with the appointments of its governor, chair and clerk; or return it."""
    if board := _board_of(cast.oak):
        return board
    board = BoardFactory(name="Oak local board", school=cast.oak)
    for name, role in (("gus", "governor"), ("chas", "chair"), ("cora", "clerk")):
        take_over(board, getattr(cast, name), role)
    return board


def _board_of(school):
    return Board.objects.filter(board_schools__school=school).first()


def boards_of_cast(cast):
    """Make the boards of the cast, with an appointment for each role that those who govern hold; return them by name.

    `oak`, `elm`, `trust`, `members`. The roles of the cast become those of their appointments.
    """
    is_first = not Board.objects.filter(kind="trust").exists()  # the walk makes a mirror of the cast, at another school
    boards = {
        "oak": board_of_oak(cast),
        "elm": _board_of(cast.elm) or BoardFactory(name=f"{cast.elm} board", school=cast.elm),
        "trust": BoardFactory(name="Trust board", kind="trust") if is_first else Board.objects.get(kind="trust"),
        "members": BoardFactory(name="Members", kind="members") if is_first else Board.objects.get(kind="members"),
    }
    trustees = (("tess", "trust", "trustee"), ("tara", "trust", "chair"), ("mel", "members", "member"))
    for name, board, role in trustees if is_first else ():
        take_over(boards[board], getattr(cast, name), role)
    return boards
