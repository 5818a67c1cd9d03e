"""A function of the database that folds a text into plain words, the same on SQLite and PostgreSQL.

PostgreSQL keeps a folded copy of a field that many rows have (`KeepFolded`), with an index over parts of words where
it may have one. SQLite folds when it is asked.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import Error, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from core.text import APOSTROPHES, LETTERS, UNSEEN, fold

FUNCTION = "cpd_words"
_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=20_000)
def folded_words(text: str) -> str:
    """Return the words of a text, folded, with one space between, before and after: "O’Neill, Zoë" → " oneill zoe ".

    Punctuation parts words; an apostrophe is no part of one.
    """
    bare = fold(text).replace("'", "")
    if not bare.isascii():
        bare = "".join(char if char.isalnum() else " " for char in bare)
    words = _NO_WORD.sub(" ", bare) if bare.isascii() else " ".join(bare.split())
    return f" {words.strip()} "


def _ranges(fits: Callable[[str], bool]) -> str:
    """Return the characters that fit, as the inside of a regular expression's brackets."""
    found: list[list[int]] = []
    for point in range(1, sys.maxunicode + 1):
        if not 0xD800 <= point < 0xE000 and fits(chr(point)):
            if found and found[-1][1] == point - 1:
                found[-1][1] = point
            else:
                found.append([point, point])
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in found)


def make_function(connection: Any) -> None:
    """Make the function in PostgreSQL: the steps of `folded_words` one by one, in what every server has."""
    unseen = re.compile(f"[{UNSEEN}]")
    gone = _ranges(lambda char: unicodedata.category(char) == "Mn" or bool(unseen.match(char)))
    apart = _ranges(lambda char: not char.isalnum())
    letters = {"ß": "ss", "ς": "σ", "\u0345": "ι"} | LETTERS
    letters |= {char.upper(): plain for char, plain in letters.items() if len(char.upper()) == 1} | {"ẞ": "ss"}
    single = {char: plain for char, plain in letters.items() if len(plain) == 1}
    # Plain text, told from other text by taking a byte a letter, is folded in less than half the time.
    invisible = "".join(char for char in map(chr, range(1, 128)) if unseen.match(char))
    plain = f"regexp_replace(lower(translate($1, '''`{invisible}', '')), '[^a-z0-9]+', ' ', 'g')"
    text = f"normalize(translate($1, '''\u1ffd{APOSTROPHES}', ''), NFKD)"
    text = f"translate(lower({text}), '{''.join(single)}''{APOSTROPHES}', '{''.join(single.values())}')"
    for char, several in letters.items():
        if len(several) > 1:
            text = f"replace({text}, '{char}', '{several}')"
    text = f"regexp_replace(regexp_replace({text}, '[{gone}]+', '', 'g'), '[{apart}]+', ' ', 'g')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
            f"COST 1000 AS $fold$ SELECT ' ' || btrim(CASE WHEN octet_length($1) = length($1) THEN {plain} "
            f"ELSE {text} END, ' ') || ' ' $fold$"
        )


def add_function(*, connection: Any, **_: Any) -> None:
    """Give a connection to SQLite the function; a receiver of `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            FUNCTION, 1, lambda text: None if text is None else folded_words(str(text)), deterministic=True
        )


class MakeFoldingFunction(Operation):
    """Make the function, before the first field is kept folded."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the function where it is not the connection's own."""
        if schema_editor.connection.vendor == "postgresql":
            make_function(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the function."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}(text)")

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return "Make the function that folds a text into plain words"


class KeepFolded(Operation):
    """Let PostgreSQL keep the folded words of a table's fields beside them, and find parts of words by an index.

    The server writes the copy itself, whoever changes the field. A model names the same fields in `KEPT_FOLDED`.
    """

    reversible = True

    def __init__(self, *, table: str, columns: list[str]) -> None:
        self.table, self.columns = table, columns

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return "KeepFolded", [], {"table": self.table, "columns": self.columns}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model: nobody writes the copy, and only a search reads it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add the copies in one pass over the table, and index them."""
        if schema_editor.connection.vendor == "postgresql":
            added = ", ".join(
                f"ADD COLUMN {column}_folded text GENERATED ALWAYS AS ({FUNCTION}({column}::text)) STORED"
                for column in self.columns
            )
            schema_editor.execute(f"ALTER TABLE {self.table} {added}")
            index_folded(schema_editor.connection, self.table, self.columns)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the copies and their indexes."""
        if schema_editor.connection.vendor == "postgresql":
            dropped = ", ".join(f"DROP COLUMN {column}_folded" for column in self.columns)
            schema_editor.execute(f"ALTER TABLE {self.table} {dropped}")

    def describe(self) -> str:
        """Return a line for the migration's log."""
        return f"Keep {', '.join(self.columns)} of {self.table} folded"


def index_folded(connection: Any, table: str, columns: list[str]) -> bool:
    """Index the folded copies by parts of words. Return False where the server's `pg_trgm` is not to be had.

    A search then reads every row: slower with very many of them, and the same answer.
    """
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except Error:
            return False
        for column in columns:
            name = f"{table}_{column}_folded"
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column}_folded gin_trgm_ops)")
    return True


def kept_folded() -> dict[str, list[str]]:
    """Return the columns of each table of which PostgreSQL keeps a folded copy."""
    return {
        model._meta.db_table: list(model.KEPT_FOLDED)  # noqa: SLF001 -- Django's public name for it
        for model in apps.get_models()
        if hasattr(model, "KEPT_FOLDED")
    }
