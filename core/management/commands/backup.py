"""`manage.py backup [PATH]`: the database and the files in one archive; `--check` reads one."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from core.backup.archive import Manifest
from core.backup.services import check_archive, make_backup
from core.management.one_line import one_line


class Command(BaseCommand):
    help = "Back up the database and the files into one archive, encrypted if BACKUP_KEY is set."
    # The code may be newer than the database: a backup is made before migrating.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path, `--keep` and `--check`."""
        parser.add_argument("path", nargs="?", type=Path, help="A folder or a new file. Default: backups in DATA_DIR.")
        parser.add_argument("--keep", type=_number, metavar="N", help="Delete all but the newest N archives.")
        parser.add_argument("--check", type=Path, metavar="ARCHIVE", help="Check an archive without restoring it.")

    def handle(self, *_: Any, path: Path | None, keep: int | None, check: Path | None, **__: Any) -> None:
        """Make a backup or check one, and say what is in it."""
        with one_line():
            if check:
                self.stdout.write(f"{check} is complete: {told(check_archive(check))}.")
                return
            if path is None:
                path = Path(settings.DATA_DIR) / "backups"
                path.mkdir(mode=0o700, exist_ok=True)
            archive, manifest = make_backup(path, keep)
        self.stdout.write(f"{archive} ({filesizeformat(archive.stat().st_size)}): {told(manifest)}.")
        if not settings.BACKUP_KEY:
            self.stderr.write("The archive isn't encrypted, because BACKUP_KEY isn't set.")
        if manifest.files_missing:
            self.stderr.write(f"Files missing from DATA_DIR, which records still name: {manifest.files_missing}.")


def told(manifest: Manifest) -> str:
    """Return in words what an archive holds."""
    return (
        f"tables {len(manifest.counts)}, rows {manifest.rows}, files {manifest.files}, "
        f"made at {manifest.created_at} by version {manifest.version} on {manifest.engine}"
    )


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("must be a number from 1")
    return int(text)
