"""Remove by hand what the nightly sweep removes: uploads that were undone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.stray_files import TooManyStrays, remove_stray_files


class Command(BaseCommand):
    help = "Delete uploaded files older than a day that no record uses."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--dry-run` and `--even-if-many`."""
        parser.add_argument("--dry-run", action="store_true", help="Count the files without deleting them.")
        parser.add_argument("--even-if-many", action="store_true", help="Go ahead even if most files are unused.")

    def handle(self, **options: Any) -> None:
        """Remove them and say how many they were."""
        try:
            number = remove_stray_files(even_if_many=options["even_if_many"], dry_run=options["dry_run"])
        except TooManyStrays as refusal:
            raise CommandError(f"{refusal} No files were deleted. To delete them anyway, add --even-if-many.") from None
        self.stdout.write(f"Files {'to be removed' if options['dry_run'] else 'removed'}: {number}")
