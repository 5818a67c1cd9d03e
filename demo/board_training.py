"""Training that two governors of the first school did elsewhere, as their clerk entered it."""

import datetime as dt
from decimal import Decimal

from certificates.models import Certificate, Requirement
from demo.history import at
from demo.school_year import past
from governance.board_training.selectors import people_to_enter
from governance.board_training.services import enter_training
from governance.models import Appointment, Board
from planning.models import Approach
from training.models import Record


def make_board_training(today: dt.date) -> None:
    """Enter a webinar, which covers the board for cyber security."""
    board = Board.objects.filter(kind="local").order_by("pk")[0]
    clerk = Appointment.objects.on(today).filter(board=board, role="clerk").select_related("person")[0].person
    day = past(today - dt.timedelta(days=20), today)
    entries = enter_training(
        actor=clerk,
        board=board,
        people=list(people_to_enter(board, clerk)[:2]),
        title="Cyber security for governing boards",
        provider="Open Door Governance",
        approach=Approach.COURSE,
        starts_on=day,
        ends_on=day,
        hours=Decimal("1.5"),
        requirement=Requirement.objects.get(code="CY-GOV"),
    )
    entered = at(past(today - dt.timedelta(days=16), today), 11)
    records = Record.objects.filter(pk__in=[entry.record_id for entry in entries])
    Certificate.objects.filter(records__in=records).update(entered_at=entered)
    records.update(recorded_at=entered)
