"""Honest factories of boards. Appointments are made by their service, so that the roles follow."""

import datetime as dt

import factory

from core.calendar import today
from governance.boards.grants import keep_grants
from governance.models import Appointment, AppointmentGrant, Board, BoardSchool
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


def make_appointment(board, person, role="governor", **facts):
    """Appoint somebody since a month for four years, or as `facts` say, and let the roles follow."""
    facts = {"category": "appointed", "starts_on": today() - dt.timedelta(days=30)} | facts
    facts.setdefault("term_ends_on", facts["starts_on"] + FOUR_YEARS)
    facts.setdefault("ends_on", facts["term_ends_on"])
    row = Appointment.objects.create(board=board, person=person, role=role, **facts)
    keep_grants(None, row)
    person.forget_authority()
    return row


def boards_of_cast(cast):
    """Make the boards of the cast, with an appointment for each role that those who govern hold; return them by name.

    `oak`, `elm`, `trust`, `members`. The roles of the cast become those of their appointments.
    """
    boards = {
        "oak": BoardFactory(name="Oak local board", school=cast.oak),
        "elm": BoardFactory(name="Elm local board", school=cast.elm),
        "trust": BoardFactory(name="Trust board", kind="trust"),
        "members": BoardFactory(name="Members", kind="members"),
    }
    for name, board, role in (
        ("gus", "oak", "governor"),
        ("chas", "oak", "chair"),
        ("cora", "oak", "clerk"),
        ("tess", "trust", "trustee"),
        ("tara", "trust", "chair"),
        ("mel", "members", "member"),
    ):
        grant = getattr(cast, name).grants.get()
        ends_on = None if role == "clerk" else today() + FOUR_YEARS
        row = Appointment.objects.create(
            board=boards[board], person=grant.person, role=role, category="" if role == "clerk" else "appointed",
            starts_on=grant.starts_on, term_ends_on=ends_on, ends_on=ends_on,
        )  # fmt: skip
        AppointmentGrant.objects.create(
            appointment=row, grant=grant, board_school=row.board.board_schools.first(),
        )  # fmt: skip
        grant.ends_on = ends_on
        grant.save()
    return boards
