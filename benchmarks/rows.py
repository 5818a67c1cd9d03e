"""Rows made by SQL inside PostgreSQL. Names are numbers: nobody is described."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


def run(sql: str) -> None:
    """Run one statement without the database's guards, and let the planner look at the table again.

    A guard asks of each row, and some add up all rows beside it: of two million rows that takes most of an hour. What
    services write in the benchmark meets them as always.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("RESET session_replication_role")
        if changed := re.match(r"(?:INSERT INTO|UPDATE) (\w+)", sql):
            cursor.execute(f"ANALYZE {changed[1]}")


@contextmanager
def without_search_indexes(table: str) -> Iterator[None]:
    """Take the indexes of words from a table and write them anew afterwards, which is quicker than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%% USING gin %%'",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)


def insert(model: type[models.Model], source_rows: str, /, **said: str) -> None:
    """Insert a row of `model` for each row of `source_rows` (the text after FROM).

    `said`: column → SQL expression. A column that is not said gets its default in Python, or NULL, so that this stays
    right when a field is added.
    """
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001 -- Django's public name for it
        assert field.column
        if field.column in said:
            columns[field.column] = said.pop(field.column)
        elif field.column == "public_id":
            columns[field.column] = "gen_random_uuid()"
        elif not field.primary_key:
            columns[field.column] = default_of(field)
    if said:
        raise KeyError(f"{model.__name__} has no {sorted(said)}")
    names, values = ", ".join(columns), ", ".join(columns.values())
    table = model._meta.db_table  # noqa: SLF001
    with without_search_indexes(table):
        run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source_rows}")


def default_of(field: Any) -> str:
    """Return a field's default as SQL."""
    if field.null and not field.has_default():
        return "NULL"
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if isinstance(field, models.JSONField):
        return "'[]'" if field.get_default() == [] else "'{}'"
    default = field.get_default()
    if isinstance(default, bool):
        return str(default).lower()
    return "'" + str("" if default is None else default).replace("'", "''") + "'"


def settle() -> None:
    """Let the planner know what has come: autovacuum would come after the measurement."""
    run("VACUUM ANALYZE")
