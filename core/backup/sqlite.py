"""SQLite: copied page by page while others read and write, and replaced in one transaction of the file itself."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from core.backup import databases
from core.backup.archive import Manifest, pieces_of
from core.backup.databases import IN_USE, LEFT_OUT, Snapshot, facts
from core.backup.sealing import DAMAGED, BackupRefused


class SqliteEngine:
    """The database file of this installation."""

    def __init__(self) -> None:
        self.path = Path(connection.settings_dict["NAME"])

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Copy the file in one go, which keeps no writer waiting, and read from the copy."""
        with _copy() as copy:
            with closing(_open(self.path, "rw")) as source, closing(_open(copy)) as target:
                source.backup(target, progress=_give_up)
                target.execute("PRAGMA journal_mode = DELETE")
                tables = _tables(target)
                for table in set(LEFT_OUT) & set(tables):
                    target.execute(f"DELETE FROM {table}")  # noqa: S608 -- a table of our own
                target.commit()
                # What was deleted, now or ever, is still to be read in the pages of the file.
                target.execute("VACUUM")
                found = facts(target.cursor(), tables)
            with copy.open("rb") as content:
                yield Snapshot(*found, pieces_of(content))

    def check_target(self) -> None:
        """Take any file: whoever may write it may replace it."""

    def is_empty(self) -> bool:
        """Return whether the file is missing or has no table."""
        if not self.path.exists():
            return True
        with closing(_open(self.path)) as database:
            return not _tables(database)

    @contextmanager
    def replacement(self) -> Iterator["SqliteReplacement"]:
        """Write the new database into a file beside the old one."""
        with _copy() as copy, copy.open("wb") as out:
            yield SqliteReplacement(out, copy, self.path)


class SqliteReplacement:
    """The new database as a file of its own, until all of it has been looked at."""

    def __init__(self, out: BinaryIO, copy: Path, path: Path) -> None:
        self.out, self.copy, self.path = out, copy, path

    def write(self, piece: bytes) -> None:
        """Add to the file."""
        self.out.write(piece)

    def commit(self, manifest: Manifest) -> None:
        """Copy the file over the old one in one transaction, which whoever has it open sees as any other."""
        self.out.close()
        with closing(_open(self.copy)) as new, closing(_open(self.path)) as old:
            if new.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupRefused(DAMAGED)
            if facts(new.cursor(), _tables(new))[1] != manifest.counts:
                raise BackupRefused(DAMAGED)
            old.execute("PRAGMA journal_mode = WAL")
            old.execute("PRAGMA synchronous = FULL")
            new.backup(old, progress=_give_up)
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=databases.PATIENCE_SECONDS)


def _give_up(status: int, *_: int) -> None:
    """Stop a copy where the other side is locked, after the connection's patience; else it is tried for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise BackupRefused(IN_USE)


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in found if not name.startswith("sqlite_")]


@contextmanager
def _copy() -> Iterator[Path]:
    """Yield the path of a copy of the database, on the disk of the database; what a killed process left is removed."""
    folder = Path(settings.DATA_DIR) / "copy-of-database"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder / "cpd.sqlite3"
    finally:
        shutil.rmtree(folder)
