"""Make the indexes of the search once the database may have them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.folding import index_folded, kept_folded


class Command(BaseCommand):
    """Index the folded words that PostgreSQL keeps. Run again, it makes only what is missing."""

    help = "Makes the indexes of the search on PostgreSQL, where the extension pg_trgm was not to be had in migrating."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, or say what keeps it away."""
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite needs no index for searching.")
            return
        for table, columns in kept_folded().items():
            if not index_folded(connection, table, columns):
                raise CommandError("The database has no extension pg_trgm, and this role may not create it.")
        self.stdout.write("Every searched table has its index.")
