"""Load the table of requirements: `manage.py load_requirements [table.csv]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.services.requirements import SHIPPED, load_requirements


class Command(BaseCommand):
    """Add the requirements that are not there yet; list what differs; change no row that is there."""

    help = "Add new training requirements from a CSV file. Existing ones are never changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the table's path; without one, the table that comes with the project."""
        parser.add_argument("path", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what happened."""
        try:
            result = load_requirements(actor=None, path=options["path"])
        except (OSError, ValueError, UnicodeDecodeError) as problem:
            raise CommandError(f"Nothing added. {problem}") from None
        self.stdout.write(f"{len(result.added)} added.")
        for code, names in result.differences.items():
            self.stdout.write(f"{code} already exists with different {', '.join(names)}. It hasn’t been changed.")
        for remark in result.remarks:
            self.stdout.write(remark)
