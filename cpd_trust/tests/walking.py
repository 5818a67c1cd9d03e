"""A walk over every address of one app by the whole cast, with every method, and what it finds.

It reads the access matrix, so that a new app or address walks along by itself.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from conftest import CAST_ROLES
from cpd_trust.tests.access.matrix import MATRIX, world_of
from cpd_trust.tests.canary import MARK, VOLATILE, fill_elm, mirrored
from cpd_trust.tests.places import current_places
from people.tests.factories import SchoolFactory

BACKEND = "people.backends.AuthenticationBackend"
# They work for the whole trust or sit on its boards, and may read everybody's names.
READS_ALL = {"eve", "cleo", "ben", "ann", "tess", "tara", "mel"}
STRANGERS = [name for name in CAST_ROLES if name not in READS_ALL]
# What may be written while somebody only reads: that they are here, and that they took a file with them.
BOOKKEEPING = {"django_session", "usersessions_usersession", "cache"}
# Their last part is a key to what the rest names, for a program that cannot sign in.
KEYED = {"courses:out-feed", "courses:school-feed"}
READ_CODES = re.compile(r"\.(exported|read|downloaded|printed)$")
# A form of a page is never quite empty.
FORM = {"csrfmiddlewaretoken": "not looked at"}
# Nothing inline, nothing from elsewhere; what a file of ours is handed out with is stricter still.
STRICT = re.compile(r"(?=.*\bdefault-src '(?:self|none)')(?!.*(?:unsafe-|\*|https?:(?!//)))")
WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+[\"`]?(\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one cell was answered."""

    status: int
    body: str
    written: frozenset[str]
    places: list[str] | None  # where the navigation says that the reader is, of a whole page


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """Collect the tables that are written to meanwhile."""
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


def digest(tables: Iterable[str] | None = None) -> dict[str, int]:
    """Return a number for each table that changes with any value of any row, but for the bookkeeping.

    `tables`: which, instead of all; what no statement wrote to is as it was.
    """
    numbers = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor) if tables is None else tables:
            if table not in BOOKKEEPING | {"core_auditevent"}:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- our own tables
                numbers[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return numbers


class Walk:
    """One app's addresses, walked.

    `cells` counts what was asked, `placed` has the pages whose place was looked at, with the readers, and `found` says
    in words what must not be.
    """

    def __init__(self, app: str, cast: Any, **options: Any) -> None:
        """Make the app's world at Oak, and its mirror at Ash with the mark in every name; `options`: the clients'."""
        self.app, self.cast = app, cast
        self.names = sorted(n for n in MATRIX if (n.split(":")[0] if ":" in n else "core") == app)
        self.world = world_of(self.names[0], cast)
        self.mirror = mirrored(cast)
        # Oak and Elm stay as the matrix has them: what is marked belongs to three schools more.
        fill_elm(SimpleNamespace(ben=cast.ben, eli=self.mirror.eli, elm=SchoolFactory(name="Cedar Primary School")))
        self.mirror_world = world_of(self.names[0], self.mirror)
        self.clients = {who: self._client(who, **options) for who in CAST_ROLES}
        self.cells = 0
        self.placed: set[tuple[str, str]] = set()
        self.found: list[str] = []

    def _client(self, who: str, **options: Any) -> Client:
        client = Client(raise_request_exception=False, **options)
        if who != "anonymous":
            client.force_login(getattr(self.cast, who), backend=BACKEND)
        return client

    def own(self, name: str) -> str:
        """Return the address of what is Oak's."""
        return reverse(name, args=MATRIX[name].args(self.cast, self.world))

    def others(self, name: str) -> str:
        """Return the address of what is Ash's; where a key opens it to whoever has it, with the key to Oak's."""
        args = MATRIX[name].args(self.mirror, self.mirror_world)
        if name in KEYED:
            args = [*args[:-1], MATRIX[name].args(self.cast, self.world)[-1]]
        return reverse(name, args=args)

    def ghost(self, name: str) -> str:
        """Return the address of what never was."""
        return reverse(name, args=[_ghost_of(arg) for arg in MATRIX[name].args(self.cast, self.world)])

    def with_ids(self) -> list[str]:
        """Return the names of the addresses that carry an id."""
        return [name for name in self.names if MATRIX[name].args(self.cast, self.world)]

    def ask(self, who: str, method: str, url: str, data: Any = None, *, htmx: bool = False) -> Answer:
        """Ask one cell and note whatever no cell may do: fall over, show the mark, write by reading."""
        self.cells += 1
        client = self.clients[who]
        headers = {"HX-Request": "true"} if htmx else {}
        reads = method in ("GET", "HEAD")
        point = None if reads else transaction.savepoint()
        with written_tables() as tables:
            if method == "POST":
                response = client.post(
                    url, data if client.handler.enforce_csrf_checks else FORM | (data or {}), headers=headers
                )
            else:
                response = client.generic(method, url, headers=headers)
            content = b"".join(response)  # of a page or of a file, which this closes
        if point is not None:
            transaction.savepoint_rollback(point)
        answer = Answer(
            response.status_code,
            VOLATILE.sub("", content.decode("utf-8", "replace")),
            frozenset(tables - BOOKKEEPING),
            current_places(shell.navigation) if (shell := (response.context or {}).get("shell")) else None,
        )
        cell = f"{method}{' by htmx' if htmx else ''} {url} as {who}"
        if answer.status >= 500 and not url.startswith("/readyz"):
            self.found.append(f"{cell}: {answer.status} {getattr(response, 'exc_info', None) or ''}")
        if not STRICT.match(response.get("Content-Security-Policy", "")):
            self.found.append(f"{cell}: {answer.status} without a strict content security policy")
        if who in STRANGERS and MARK in answer.body:
            self.found.append(f"{cell}: shows what is another school's")
        if reads and answer.written - {"core_auditevent"}:
            self.found.append(f"{cell}: writes to {sorted(answer.written)}")
        return answer

    def expect(self, answer: Answer, allowed: set[int], cell: str) -> None:
        """Note a cell whose answer is none of the allowed ones."""
        if answer.status not in allowed:
            self.found.append(f"{cell}: {answer.status} instead of {sorted(allowed)}")


def _ghost_of(arg: Any) -> Any:
    if isinstance(arg, uuid.UUID):
        return uuid.uuid4()
    return 10**12 if isinstance(arg, int) else f"ghost{uuid.uuid4().hex}"
