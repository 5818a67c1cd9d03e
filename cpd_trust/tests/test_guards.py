"""Every guard of the migrations is in the database, refuses its deed, and is what refuses it (decisions 4 and 13)."""

import re
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from budgets.models import Entry
from core.calendar import now
from core.models import AuditEvent
from core.triggers import truncate_guard
from cpd_trust.tests.guards import DEEDS, NEVER_EMPTIED, delete, in_database, line_of, made_by_migrations, take_away
from cpd_trust.tests.helpers import IS_SQLITE, execute

ROWS, TRUNCATES = made_by_migrations()

pytestmark = pytest.mark.django_db


def lost():
    """Return the guards that the migrations made and the database has not."""
    wanted = set(ROWS) if IS_SQLITE else {*ROWS, *TRUNCATES}
    return wanted - in_database()


def test_every_guard_is_in_the_database():
    assert len(ROWS) > 80
    assert not lost()


def test_the_list_finds_a_guard_that_is_gone():
    take_away("budgets_entry_no_delete", "budgets_entry")
    assert lost() == {"budgets_entry_no_delete"}


def test_every_guard_has_its_deed():
    assert set(ROWS) == set(DEEDS), "Write for each trigger a deed that it alone refuses, in cpd_trust/tests/guards.py."


def test_every_table_whose_rows_stay_has_its_guard():
    assert set(TRUNCATES) == {truncate_guard(table) for table in NEVER_EMPTIED}


def refused(name):
    return pytest.raises(IntegrityError, match=re.escape(ROWS[name].message))


@pytest.mark.parametrize("name", DEEDS)
def test_the_database_refuses(name, cast):
    write = DEEDS[name](cast)
    with refused(name), transaction.atomic():
        write()


@pytest.mark.parametrize("name", DEEDS)
def test_without_the_guard_it_goes_through(name, cast):
    """The control: nothing else refuses the deed."""
    write = DEEDS[name](cast)
    take_away(name, ROWS[name].table)
    with transaction.atomic():
        write()
        # What a deed leaves behind may fit no foreign key; that is not what is asked here.
        transaction.set_rollback(True)


def test_a_table_whose_rows_stay_is_not_truncated():
    """PostgreSQL alone truncates. What CASCADE would empty with a table is guarded or not, and does not matter."""
    for name, guard in TRUNCATES.items() if not IS_SQLITE else ():
        with pytest.raises(IntegrityError, match=re.escape(guard.message)), transaction.atomic():
            execute(f"TRUNCATE {name.removesuffix('_no_truncate')} CASCADE")


def test_without_the_guard_it_is_truncated():
    """The control."""
    AuditEvent.objects.create(at=now(), code="a", object_type="a", object_id="1")
    if not IS_SQLITE:
        take_away("core_auditevent_no_truncate", "core_auditevent")
        execute("TRUNCATE core_auditevent")
        assert not AuditEvent.objects.exists()


REPLACE = """REPLACE INTO budgets_entry (id, line_id, kind, amount, account_id, note, is_over_budget, at)
    SELECT id, line_id, kind, 1, account_id, note, is_over_budget, at FROM budgets_entry"""


@contextmanager
def recursive_triggers(is_on):
    """Set what our settings switch on and somebody's shell has off: whether a guard of DELETE sees a replacing."""
    execute(f"PRAGMA recursive_triggers={'ON' if is_on else 'OFF'}")
    try:
        yield
    finally:
        execute("PRAGMA recursive_triggers=ON")


@pytest.mark.parametrize(("is_on", "aside"), [(True, "_replace"), (False, "")])
def test_a_row_that_stays_is_not_replaced(is_on, aside, cast):
    """SQLite alone replaces. Either guard refuses it by itself, and without both (the control) it goes through."""
    if not IS_SQLITE:
        return
    line_of(cast)
    with recursive_triggers(is_on):
        take_away(f"budgets_entry_no_delete{aside}", "budgets_entry")
        with refused("budgets_entry_no_delete"), transaction.atomic():
            execute(REPLACE)
        take_away(f"budgets_entry_no_delete{'' if aside else '_replace'}", "budgets_entry")
        execute(REPLACE)
    assert Entry.objects.get().amount == 1


@pytest.mark.parametrize(
    "name", [name for name, guard in ROWS.items() if guard.event == "DELETE" and guard.when == "TRUE"]
)
def test_no_row_that_stays_is_replaced_from_a_shell(name, cast):
    if not IS_SQLITE:
        return
    table = ROWS[name].table
    DEEDS[name](cast)
    with recursive_triggers(False), refused(name), transaction.atomic():
        execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def test_guards_go_back_with_their_migration_and_come_again(cast):
    class Editor:
        """Runs what a schema editor would run, inside the test's transaction."""

        connection = connection

        def execute(self, sql, params=None):
            execute(sql)

    for operation in {id(o): o for o in TRUNCATES.values()}.values():
        operation.database_backwards("", Editor(), ProjectState(), ProjectState())
        operation.database_forwards("", Editor(), ProjectState(), ProjectState())
    assert not lost()
    entry = line_of(cast).entries.get()
    with refused("budgets_entry_no_delete"), transaction.atomic():
        delete(entry)()
