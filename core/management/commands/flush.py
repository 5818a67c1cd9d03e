"""Django's flush, also where triggers refuse the deleting of rows."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections, transaction


class Command(DjangoFlush):
    """Empty every table.

    PostgreSQL truncates, which its row triggers don't see. SQLite deletes row by row, so the refusing triggers are
    dropped before and made again after, all in one transaction: whatever fails, they are there.
    """

    def handle(self, **options: Any) -> None:
        """Flush the database that `--database` names."""
        using = options["database"]
        connection = connections[using]
        if connection.vendor != "sqlite":
            super().handle(**options)
            return
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            super().handle(**options)
            for _, sql in triggers:
                cursor.execute(sql)
