"""Writing what a page has to keep, so that no page waits for whoever else is writing.

SQLite lets one writer in at a time. A page that only reads therefore writes what it must at once or not at all: what
finds the database busy is set aside in a file of its own, on the disk before the page is answered. PostgreSQL locks
rows only, and nothing is set aside there.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.db import connection, models

from core.whole_files import written_whole


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let SQLite fail at once with `OperationalError` where somebody else is writing; PostgreSQL locks only rows."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def is_busy(error: BaseException | None) -> bool:
    """Return whether SQLite refused because somebody else is writing, however the error was wrapped on its way."""
    while error is not None:
        if isinstance(error, sqlite3.Error):
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        error = error.__cause__ or error.__context__
    return False


def set_aside(name: str, rows: Sequence[models.Model]) -> None:
    """Keep rows in the file of that name, in place of what it held; they are on the disk when this returns."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    with written_whole(folder / name) as out:
        out.write(serializers.serialize("json", rows).encode())


def names_aside(start: str) -> list[str]:
    """Return the names of the files that begin so."""
    return sorted(path.name for path in _folder().glob(f"{start}*"))


def rows_aside(name: str) -> list[models.Model] | None:
    """Return the rows of a file, not saved, or None where there is no such file (any more)."""
    try:
        text = (_folder() / name).read_text()
    except FileNotFoundError:
        return None
    return [found.object for found in serializers.deserialize("json", text)]


def drop_aside(name: str) -> None:
    """Remove a file whose rows are in the database; one that is gone already is fine."""
    (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "aside"
