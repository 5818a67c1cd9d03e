"""Django's flush, also where triggers refuse the deleting of rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections, transaction

from core.triggers import triggers_put_aside


class Command(DjangoFlush):
    """Empty every table.

    The triggers that refuse it are put aside before and are back after, all in one transaction: whatever fails, they
    are there. SQLite deletes row by row, so all of them are; PostgreSQL truncates, which only the triggers on TRUNCATE
    see, and only the owner of the tables can put those aside.
    """

    def handle(self, **options: Any) -> None:
        """Flush the database that `--database` names."""
        using = options["database"]
        connection = connections[using]
        put_aside = triggers_put_aside if connection.vendor == "sqlite" else truncate_guards_put_aside
        with transaction.atomic(using=using), put_aside(connection):
            super().handle(**options)


@contextmanager
def truncate_guards_put_aside(connection: Any) -> Iterator[None]:
    """Disable every trigger of a PostgreSQL database that refuses TRUNCATE, and enable it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('TABLE %s', tgrelid::regclass), format('TRIGGER %I', tgname) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & 32 = 32 AND tgenabled <> 'D'"
        )
        guards = cursor.fetchall()
        for table, guard in guards:
            cursor.execute(f"ALTER {table} DISABLE {guard}")
        yield
        for table, guard in guards:
            cursor.execute(f"ALTER {table} ENABLE {guard}")
