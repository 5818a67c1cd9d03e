"""A migration operation for rules that a check constraint can't hold: a trigger that refuses, on both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# A moment's day in London. SQLite knows no time zones: summer time runs between the last Sundays of March and October.
_SUMMER = "{0} >= DATETIME(STRFTIME('%Y', {0}) || '-03-31', '-6 days', 'weekday 0', '+1 hour')"
_WINTER = "{0} >= DATETIME(STRFTIME('%Y', {0}) || '-10-31', '-6 days', 'weekday 0', '+1 hour')"
SPELLINGS = {
    "sqlite": {
        "LONDON_DAY": f"DATE({{0}}, CASE WHEN {_SUMMER} AND NOT {_WINTER} THEN '+1 hour' ELSE '+0 hours' END)",
    },
    "postgresql": {
        "LONDON_DAY": "CAST({0} AT TIME ZONE 'Europe/London' AS date)",
    },
}


def spelt(when: str, vendor: str) -> str:
    """Return a condition with LONDON_DAY[moment] as the database writes it."""
    return re.sub(r"(LONDON_DAY)\[([^]]+)\]", lambda found: SPELLINGS[vendor][found[1]].format(found[2]), when)


class RefuseTrigger(Operation):
    """Refuse an event on a table when a condition holds, whoever asks: a form, a script or somebody in psql.

    `name`: the trigger's name. `table`: the table. `event`: "UPDATE", "DELETE", "INSERT" or "UPDATE OF column".
    `when`: an SQL condition over OLD and NEW that may hold a sub-select, the same text on SQLite and PostgreSQL but for
    what `spelt` writes. `message`: what the database says, raised as `IntegrityError`.
    """

    reversible = True

    def __init__(self, *, name: str, table: str, event: str, when: str, message: str) -> None:
        self.name, self.table, self.event, self.when, self.message = name, table, event, when, message

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return (
            "RefuseTrigger",
            [],
            {
                "name": self.name,
                "table": self.table,
                "event": self.event,
                "when": self.when,
                "message": self.message,
            },
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the trigger."""
        message = self.message.replace("'", "''")
        when = spelt(self.when, schema_editor.connection.vendor)
        if schema_editor.connection.vendor != "sqlite":
            message = message.replace("%", "%%")  # RAISE reads it as a format
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END",
                params=None,
            )
            if self.event == "DELETE":
                # INSERT OR REPLACE deletes the row first, which fires no trigger of DELETE unless the connection asks
                # for it (`recursive_triggers`, as in our settings); somebody's shell does not.
                key = self._key(schema_editor)
                there = f"SELECT 1 FROM {self.table} AS OLD WHERE OLD.{key} = NEW.{key} AND ({when})"  # noqa: S608
                schema_editor.execute(
                    f"CREATE TRIGGER {self.name}_replace BEFORE INSERT ON {self.table} FOR EACH ROW "
                    f"WHEN EXISTS ({there}) BEGIN SELECT RAISE(ABORT, '{message}'); END",
                    params=None,
                )
        else:
            back = "OLD" if self.event.startswith("DELETE") else "NEW"
            schema_editor.execute(
                f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF ({when}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {back}; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
                params=None,
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_replace")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.name}() CASCADE")

    def _key(self, schema_editor: Any) -> str:
        """Return the column of the table's primary key."""
        with schema_editor.connection.cursor() as cursor:
            key: str = schema_editor.connection.introspection.get_primary_key_column(cursor, self.table)
        return key

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return f"Refuse {self.event} on {self.table}: {self.message}"


def refuse_on_write(*, name: str, table: str, when: str, message: str) -> list[RefuseTrigger]:
    """Return two triggers, `<name>_insert` and `<name>_update`, that refuse a row that is added or changed alike."""
    return [
        RefuseTrigger(name=f"{name}_{event.lower()}", table=table, event=event, when=when, message=message)
        for event in ("INSERT", "UPDATE")
    ]


class DropRefuseTrigger(RefuseTrigger):
    """Take away a trigger that an earlier migration made, with the same arguments; going back makes it again."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return "DropRefuseTrigger", [], super().deconstruct()[2]

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the trigger again."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return f"Stop refusing {self.event} on {self.table}"


class RefuseTruncate(Operation):
    """Refuse TRUNCATE on tables whose rows are never deleted: PostgreSQL alone has it, and fires no row triggers.

    `tables`: their names. `message`: what the database says.
    """

    reversible = True

    def __init__(self, *, tables: list[str], message: str) -> None:
        self.tables, self.message = tables, message

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return "RefuseTruncate", [], {"tables": self.tables, "message": self.message}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make a trigger on each table."""
        if schema_editor.connection.vendor == "sqlite":
            return
        message = self.message.replace("'", "''").replace("%", "%%")
        for table in self.tables:
            name = truncate_guard(table)
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
                params=None,
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop them."""
        if schema_editor.connection.vendor != "sqlite":
            for table in self.tables:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {truncate_guard(table)}() CASCADE")

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return f"Refuse TRUNCATE on {', '.join(self.tables)}"


def truncate_guard(table: str) -> str:
    """Return the name of the trigger that refuses TRUNCATE on a table."""
    return f"{table}_no_truncate"


@contextmanager
def triggers_put_aside(connection: Any) -> Iterator[None]:
    """Put every trigger of an SQLite database aside and bring it back, inside the transaction of the caller."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


class KeepTriggers(SeparateDatabaseAndState):
    """Run operations that make SQLite build a table anew (a constraint, a changed column), and keep every trigger.

    SQLite drops a table's triggers with the old table, and refuses to rename the new one while triggers of other tables
    look into it. PostgreSQL alters tables in place and needs nothing.
    """

    def __init__(self, operations: list[Any]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return "KeepTriggers", [], {"operations": self.database_operations}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the operations."""
        self._keeping(schema_editor, super().database_forwards, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the operations back."""
        self._keeping(schema_editor, super().database_backwards, app_label, schema_editor, from_state, to_state)

    def _keeping(self, schema_editor: Any, run: Any, *arguments: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            with triggers_put_aside(schema_editor.connection):
                run(*arguments)
        else:
            run(*arguments)

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return "; ".join(operation.describe() for operation in self.database_operations)
