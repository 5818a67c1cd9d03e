"""What both databases share: which rows stay out of a backup, and what is asked of a database that is being copied."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, models

from core.backup.archive import Manifest

# What opens a door, or lives for minutes: nobody is signed in after a restore, no form of last week is waiting, and
# no part has shown itself yet. The tables are in the archive, empty.
LEFT_OUT = (
    "django_session",
    "usersessions_usersession",
    "core_keptform",
    "core_heartbeat",
    "core_scheduledrun",
    "cache",
)

# For somebody else who is writing; as long as a page waits.
PATIENCE_SECONDS = 20
IN_USE = "The database is in use, and nothing was changed. Stop web, worker and beat, and try again."


@dataclass(slots=True)
class Snapshot:
    """A database at one moment: its last migration of each app, rows by table, names of its files, and its bytes."""

    migrations: dict[str, str]
    counts: dict[str, int]
    file_names: list[str]
    pieces: Iterator[bytes]


class Replacement(Protocol):
    """A database that is being restored: nothing is changed before `commit`."""

    def write(self, piece: bytes) -> None:
        """Take the next piece of the database."""

    def commit(self, manifest: Manifest) -> None:
        """Put it in the place of the old one, when it holds what the manifest says; else raise `BackupRefused`."""


class Engine(Protocol):
    """How one kind of database is copied and replaced."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold one moment of the database for as long as it is read."""

    def check_target(self) -> None:
        """Raise `BackupRefused` where this database cannot be replaced, by this role."""

    def is_empty(self) -> bool:
        """Return whether the database has no table yet."""

    def replacement(self) -> AbstractContextManager[Replacement]:
        """Begin to replace the database; without a `commit` nothing has happened."""


def facts(cursor: Any, tables: list[str]) -> tuple[dict[str, str], dict[str, int], list[str]]:
    """Return the last migration of each app, the rows of each table that are copied, and the names of all files."""
    quote = connection.ops.quote_name
    migrations, names = {}, set()
    if "django_migrations" in tables:
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
        migrations = dict(cursor.fetchall())
    counts = dict.fromkeys(sorted(tables), 0)
    for table in counts.keys() - set(LEFT_OUT):
        cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608 -- a table of our own
        counts[table] = cursor.fetchone()[0]
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 -- Django's public way to fields
            if isinstance(field, models.FileField) and model._meta.db_table in tables:  # noqa: SLF001
                table = quote(model._meta.db_table)  # noqa: SLF001
                column = quote(str(field.column))
                cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 -- a column of our own
                names |= {name for (name,) in cursor.fetchall() if name}
    return migrations, counts, sorted(names)
