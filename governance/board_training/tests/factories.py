"""Honest rows of training elsewhere."""

from governance.models import OutsideTraining
from training.tests.factories import RecordFactory


def outside_training(board, person, *, by, file=None, disputed_at=None, disputed_because="", **facts):
    """Make what a clerk entered for somebody, as the service leaves it, without certificate."""
    held = board.board_schools.first()
    school = held.school if held else None
    record = RecordFactory(
        person=person, school=school, source="outside", recorded_by=by, file=file, reason="personal", cost=0, **facts
    )
    return OutsideTraining.objects.create(
        board=board, record=record, disputed_at=disputed_at, disputed_because=disputed_because
    )
