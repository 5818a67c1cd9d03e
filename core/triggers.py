"""A migration operation for rules that a check constraint can't hold: a trigger that refuses, on both databases."""

from typing import Any

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class RefuseTrigger(Operation):
    """Refuse an event on a table when a condition holds, whoever asks: a form, a script or somebody in psql.

     `name`: the trigger's name. `table`: the table. `event`: "UPDATE", "DELETE", "INSERT" or "UPDATE OF column".
     `when`: an SQL condition over OLD and NEW that may hold a sub-select, the same text on SQLite and PostgreSQL
    . `message`: what the database says, raised as `IntegrityError`.
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
        if schema_editor.connection.vendor != "sqlite":
            message = message.replace("%", "%%")  # RAISE reads it as a format
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{message}'); END",
                params=None,
            )
        else:
            back = "OLD" if self.event.startswith("DELETE") else "NEW"
            schema_editor.execute(
                f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {self.when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
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
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.name}() CASCADE")

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return f"Refuse {self.event} on {self.table}: {self.message}"


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


class KeepTriggers(SeparateDatabaseAndState):
    """Run operations that let SQLite build a table anew (most new fields, every constraint), which loses its triggers.

    All triggers are put aside before, for those of other tables may speak of this one, and made again after.
    """

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return "KeepTriggers", [], {"operations": self.database_operations}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the operations between putting the triggers aside and making them again."""
        triggers = self._put_aside(schema_editor)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        self._make_again(schema_editor, triggers)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the operations back in the same way."""
        triggers = self._put_aside(schema_editor)
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        self._make_again(schema_editor, triggers)

    @staticmethod
    def _put_aside(schema_editor: Any) -> list[tuple[str, str]]:
        if schema_editor.connection.vendor != "sqlite":
            return []
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers: list[tuple[str, str]] = cursor.fetchall()
        for name, _ in triggers:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
        return triggers

    @staticmethod
    def _make_again(schema_editor: Any, triggers: list[tuple[str, str]]) -> None:
        for _, sql in triggers:
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return "; ".join(operation.describe() for operation in self.database_operations)
