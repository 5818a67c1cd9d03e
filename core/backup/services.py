"""Make a backup, check one, restore one."""

import datetime as dt
import fcntl
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core import waiting
from core.audit import READINGS
from core.backup.archive import ASIDE, DATABASE, FILES, ArchiveWriter, Hashed, Manifest, check, members
from core.backup.databases import Engine
from core.backup.postgres import PostgresEngine
from core.backup.sealing import CHUNK, DAMAGED, BackupRefused
from core.backup.sqlite import SqliteEngine
from core.calendar import now
from core.operations import version
from core.sessions import START
from core.stray_files import remove_stray_files
from core.tasks import record_heartbeat
from core.whole_files import UNFINISHED, written_whole

ENDING = ".cpdbackup"


def make_backup(target: Path, keep: int | None = None) -> tuple[Path, Manifest]:
    """Write an archive and return where it is, and its manifest.

    `target`: a folder, in which the archive is named after the moment, or the archive itself, which must not be there
    yet. `keep`: of the archives in that folder only so many stay. Raises `BackupRefused`, and `OSError` where the
    disk refuses; then there is no archive.
    """
    moment = now().astimezone(dt.UTC)
    # Several installations may share a folder.
    name = urlsplit(settings.SITE_URL).hostname
    if target.is_dir():
        target /= f"{name}-{moment:%Y%m%d-%H%M%S}{ENDING}"
    if target.exists():
        raise BackupRefused(f"{target} is there already. Nothing was written.")
    with _alone():
        for unfinished in target.parent.glob(f".{name}-*{ENDING}.*{UNFINISHED}"):
            unfinished.unlink()
        manifest = _write(target, moment)
    if keep is not None:
        for old in sorted(target.parent.glob(f"{name}-[0-9]*{ENDING}"))[:-keep]:
            old.unlink()
    record_heartbeat("backup")
    return target, manifest


def _write(target: Path, moment: dt.datetime) -> Manifest:
    with written_whole(target) as out, closing(ArchiveWriter(out, settings.BACKUP_KEY)) as archive:
        # Before the database: what is taken in meanwhile is in both, and is written once when it is restored.
        for name in waiting.names_aside(READINGS):
            with suppress(FileNotFoundError), (Path(settings.DATA_DIR) / "aside" / name).open("rb") as source:
                _add_file(archive, ASIDE + name, source)
        with _engine().snapshot() as database:
            if not database.migrations:
                raise BackupRefused("The database is empty, so there is nothing to back up.")
            archive.add_pieces(database.pieces)
        # A file is written before its row and never changed, so each that the rows name is there by now.
        missing = 0
        for name in database.file_names:
            try:
                with default_storage.open(name) as source:
                    _add_file(archive, FILES + name, source)
            except FileNotFoundError:
                missing += 1
        return archive.finish(
            Manifest(
                version=version(),
                engine=connection.vendor,
                created_at=moment.isoformat(timespec="seconds"),
                migrations=database.migrations,
                counts=database.counts,
                files_missing=missing,
            )
        )


def check_archive(path: Path) -> Manifest:
    """Read an archive from end to end and return its manifest, or raise `BackupRefused`. Nothing is written."""
    with path.open("rb") as source:
        return check(source, settings.BACKUP_KEY)


def restore(path: Path, *, replace: bool) -> Manifest:
    """Put an archive in the place of this installation's database and files, and return its manifest.

    `replace`: also where there are tables already. Raises `BackupRefused` or `OSError`; then the database is as it was,
    and files that were added already have no row, so that they are removed as strays.
    """
    with _alone(), path.open("rb") as source:
        manifest = check(source, settings.BACKUP_KEY)
        engine = _engine()
        _check_fit(manifest)
        engine.check_target()
        if not (replace or engine.is_empty()):
            raise BackupRefused("The database is not empty. Add --replace to put the archive in its place.")
        source.seek(0)
        with engine.replacement() as database:
            for name, content in members(source, settings.BACKUP_KEY):
                if name.startswith(DATABASE):
                    database.write(content.read())
                elif name.startswith(FILES):
                    _put(content, Path(default_storage.path(name.removeprefix(FILES))))
                elif name.startswith(ASIDE):
                    _put(content, Path(settings.DATA_DIR) / name)
            # A session that was set aside would open the new database to whoever was signed in to the old one.
            for name in waiting.names_aside(START):
                waiting.drop_aside(name)
            database.commit(manifest)
        if replace:
            remove_stray_files(even_if_many=True)
    return manifest


def _check_fit(manifest: Manifest) -> None:
    """Refuse the archive of another kind of database, or of a later version of the code."""
    if manifest.engine != connection.vendor:
        raise BackupRefused(f"The archive is of {manifest.engine}, and this installation uses {connection.vendor}.")
    if "django_migrations" not in manifest.counts:
        raise BackupRefused(DAMAGED)
    if not manifest.migrations.items() <= set(MigrationLoader(None).disk_migrations):
        raise BackupRefused(f"The archive was made by another version, {manifest.version}. Update this one first.")


def _engine() -> Engine:
    return SqliteEngine() if connection.vendor == "sqlite" else PostgresEngine()


def _add_file(archive: ArchiveWriter, name: str, source: IO[bytes]) -> None:
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    archive.add(name, source, size)


def _put(content: Hashed, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written_whole(path) as out:
        while data := content.read(CHUNK):
            out.write(data)


@contextmanager
def _alone() -> Iterator[None]:
    """Refuse to run beside another backup or restore of this installation."""
    with (Path(settings.DATA_DIR) / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused("Another backup or restore is running. Wait until it has ended.") from None
        yield
