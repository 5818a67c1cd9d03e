from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from core.audit import audit
from core.calendar import now
from core.models import AuditEvent, Heartbeat, ScheduledRun
from core.triggers import DropRefuseTrigger, KeepTriggers, RefuseTrigger
from cpd_trust.tests.helpers import execute


def apply(operation, *, backwards=False):
    # Both databases run these statements inside the test's transaction, which a schema editor of SQLite refuses.
    editor = SimpleNamespace(connection=connection, execute=execute)
    run = operation.database_backwards if backwards else operation.database_forwards
    run("core", editor, ProjectState(), ProjectState())


def trigger(**changed):
    facts = {
        "name": "core_scheduledrun_test",
        "table": "core_scheduledrun",
        "event": "UPDATE",
        "when": "TRUE",
        "message": "No.",
    }
    return RefuseTrigger(**(facts | changed))


@pytest.fixture
def run(db):
    return ScheduledRun.objects.create(job="a", started_at=now())


def refused(message):
    return pytest.raises(IntegrityError, match=message)


def test_refuse_trigger_refuses_by_orm_and_by_hand_until_it_is_taken_back(run):
    operation = trigger(message="It's 100 % fixed")
    apply(operation)
    with refused("It's 100 % fixed"), transaction.atomic():
        ScheduledRun.objects.update(job="b")
    with refused("It's 100 % fixed"), transaction.atomic():
        execute("UPDATE core_scheduledrun SET job = %s", ["b"])
    apply(operation, backwards=True)
    assert ScheduledRun.objects.update(job="b") == 1


def test_refuse_trigger_refuses_only_when_its_condition_holds(run):
    apply(trigger(event="UPDATE OF job", when="NEW.job = 'bad' AND OLD.job <> 'bad'"))
    ScheduledRun.objects.update(job="good")
    with refused("No"), transaction.atomic():
        ScheduledRun.objects.update(job="bad")


def test_refuse_trigger_looks_into_other_tables(run):
    Heartbeat.objects.create(part="worker", at=now())
    apply(trigger(event="INSERT", when="EXISTS (SELECT 1 FROM core_heartbeat WHERE core_heartbeat.part = NEW.job)"))
    ScheduledRun.objects.create(job="beat", started_at=now())
    with refused("No"), transaction.atomic():
        ScheduledRun.objects.create(job="worker", started_at=now())


def test_refuse_trigger_refuses_deleting(run):
    other = ScheduledRun.objects.create(job="b", started_at=now())
    apply(trigger(event="DELETE", when="OLD.job = 'a'"))
    other.delete()
    with refused("No"), transaction.atomic():
        run.delete()
    assert ScheduledRun.objects.get() == run


def test_drop_refuse_trigger_takes_it_away_and_back_again(run):
    apply(trigger())
    facts = trigger().deconstruct()[2]
    apply(DropRefuseTrigger(**facts))
    ScheduledRun.objects.update(job="b")
    apply(DropRefuseTrigger(**facts), backwards=True)
    with refused("No"), transaction.atomic():
        ScheduledRun.objects.update(job="c")


@pytest.mark.parametrize("kind", [RefuseTrigger, DropRefuseTrigger])
def test_triggers_can_be_written_into_a_migration(kind):
    text, imports = OperationWriter(kind(**trigger().deconstruct()[2]), indentation=0).serialize()
    assert text.startswith(f"core.triggers.{kind.__name__}(")
    assert imports == {"import core.triggers"}
    assert kind(**trigger().deconstruct()[2]).describe()


@pytest.mark.parametrize(
    "change",
    [
        lambda event: AuditEvent.objects.update(note="other"),
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: execute("UPDATE core_auditevent SET note = 'other'"),
        lambda event: execute("DELETE FROM core_auditevent"),
    ],
)
def test_the_audit_trail_is_only_added_to(cast, change):
    event = audit(cast.ann, "core.test.done", cast.ada, note="first")
    with refused("only added to"), transaction.atomic():
        change(event)
    assert AuditEvent.objects.get().note == "first"


@pytest.mark.django_db(transaction=True)
def test_flush_empties_guarded_tables_and_leaves_the_guards():
    def make():
        return AuditEvent.objects.create(at=now(), code="a", object_type="a", object_id="1")

    make()
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert not AuditEvent.objects.exists()
    event = make()
    with refused("only added to"):
        event.delete()


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_the_guards_when_it_fails(monkeypatch):
    event = AuditEvent.objects.create(at=now(), code="a", object_type="a", object_id="1")
    monkeypatch.setattr(connection.ops, "execute_sql_flush", lambda sql: execute("SELECT nothing FROM nowhere"))
    with pytest.raises(Exception, match="couldn't be flushed"):
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    with refused("only added to"):
        event.delete()


def triggers_of_the_database():
    on_sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(on_sqlite if connection.vendor == "sqlite" else "SELECT tgname FROM pg_trigger")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_kept", [True, False])
def test_keep_triggers_makes_them_again_after_sqlite_builds_a_table_anew(is_kept):
    """The twin without it loses them on SQLite; PostgreSQL builds no table anew."""
    is_there = is_kept or connection.vendor != "sqlite"
    field = models.TextField(default="")
    add = migrations.AddField("scheduledrun", "note", field)
    operation = KeepTriggers([add]) if is_kept else add
    before = MigrationLoader(connection).project_state()
    after = before.clone()
    operation.state_forwards("core", after)
    name = "core_scheduledrun_test"
    apply(trigger())
    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, before, after)
    assert (name in triggers_of_the_database()) is is_there
    with connection.schema_editor() as editor:
        operation.database_backwards("core", editor, after, before)
    assert (name in triggers_of_the_database()) is is_there
    apply(trigger(), backwards=True)
