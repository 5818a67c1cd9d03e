from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, transaction

from core.flow import Flow, IllegalMove
from core.models import StoredFile
from people.models import StaffImport

Status = StaffImport.Status
TABLE = Flow({"draft": {"sent", "gone"}, "sent": {"done"}})


@pytest.mark.parametrize("source", ["draft", "sent", "gone", "done", "unheard of"])
@pytest.mark.parametrize("target", ["draft", "sent", "gone", "done"])
def test_flow_allows_what_its_table_says_and_nothing_else(source, target):
    assert TABLE.allows(source, target) is ((source, target) in set(TABLE.moves()))


def test_flow_tells_its_moves():
    assert list(TABLE.moves()) == [("draft", "gone"), ("draft", "sent"), ("sent", "done")]


def make_import(person, status):
    file = StoredFile.objects.create(file="a", kind="text/csv", name="a.csv", size=1, sha256="0" * 64)
    return StaffImport.objects.create(file=file, made_by=person, status=status)


@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_a_status_moves_only_along_its_table(cast, source, target):
    row = make_import(cast.ann, source)
    allowed = StaffImport.FLOW.allows(source, target)
    with transaction.atomic():
        if allowed:
            StaffImport.objects.lock_for(target, pk=row.pk).move_to(target, rows_done=7)
        else:
            with pytest.raises(IllegalMove, match="This has changed since you opened it"):
                StaffImport.objects.lock_for(target, pk=row.pk)
            with pytest.raises(IllegalMove, match="This has changed since you opened it"):
                row.move_to(target, rows_done=7)
    row.refresh_from_db()
    assert (row.status, row.rows_done) == ((target, 7) if allowed else (source, 0))


def test_lock_for_finds_nothing_that_is_not_there(cast):
    with transaction.atomic(), pytest.raises(StaffImport.DoesNotExist):
        StaffImport.objects.lock_for(pk=0)


@pytest.mark.django_db(transaction=True)
def test_lock_for_wants_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        StaffImport.objects.lock_for(pk=0)


def race(moves):
    """Run the moves at once, each on a connection of its own, and return how they ended."""

    def run(move):
        close_old_connections()
        try:
            with transaction.atomic():
                move()
        except IllegalMove:
            return "too late"
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moves)) as pool:
        return Counter(pool.map(run, moves))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_exactly_one_wins(live_cast):
    for _ in range(20):
        row = make_import(live_cast.ann, Status.REHEARSED)
        ended = race(
            [
                lambda target=target, pk=row.pk: StaffImport.objects.lock_for(target, pk=pk).move_to(target)
                for target in (Status.APPLYING, Status.DISCARDED)
            ]
        )
        assert ended == {"won": 1, "too late": 1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_believe_to_have_won(live_cast):
    """The twin: both read before either writes, as two web workers do, and the second undoes the first."""
    row = make_import(live_cast.ann, Status.REHEARSED)
    mine, theirs = StaffImport.objects.get(pk=row.pk), StaffImport.objects.get(pk=row.pk)
    ended = race([lambda: mine.move_to(Status.APPLYING), lambda: theirs.move_to(Status.DISCARDED)])
    assert ended == {"won": 2}
