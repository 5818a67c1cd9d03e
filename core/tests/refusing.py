"""A database that refuses one row, so that something breaks half-way by its data and not by a changed function."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from django.db import connection

from core.triggers import RefuseTrigger


@contextmanager
def refusing(table: str, when: str) -> Iterator[Callable[[], None]]:
    """Refuse to insert into a table where `when` holds, until the block ends or what it gives is called."""
    rule = RefuseTrigger(name="refuse_in_a_test", table=table, event="INSERT", when=when, message="Not this one.")
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=lambda sql, params=None: cursor.execute(sql))

        def let_in() -> None:
            rule.database_backwards("core", editor, None, None)

        rule.database_forwards("core", editor, None, None)
        try:
            yield let_in
        finally:
            let_in()
