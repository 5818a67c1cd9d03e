"""`manage.py restore ARCHIVE`: an installation as it was when the archive was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.backup.services import restore
from core.management.commands.backup import told
from core.management.one_line import one_line


class Command(BaseCommand):
    help = "Restore the database and the files from an archive. All or nothing."
    # There may be no database yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the archive, and `--replace`."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="Replace the data that is there now.")

    def handle(self, *_: Any, archive: Path, replace: bool, **__: Any) -> None:
        """Restore, and say what is left to do."""
        with one_line():
            manifest = restore(archive, replace=replace)
        self.stdout.write(f"Restored: {told(manifest)}.")
        self.stdout.write(
            "Everyone has to sign in again. Run `manage.py migrate` next, then start web, worker and beat."
        )
