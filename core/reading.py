"""Several questions to the database in one statement.

What a page asks of many apps is asked by steps: a part yields a queryset and goes on with its rows, and parts that are
put `side_by_side` ask at once what all of them wait for. All cost as many statements as the longest has steps.
"""

import datetime as dt
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import connections, models
from django.db.models import Count, QuerySet, Value

Answer = TypeVar("Answer")
# Yields a queryset, or several, and gets the rows of each as a list; returns the answer.
Steps = Generator[Any, Any, Answer]

# What PostgreSQL writes into JSON otherwise than its driver would give it; the first kind that fits counts.
FROM_JSON: dict[Any, Callable[[Any], Any]] = {
    models.DateTimeField: dt.datetime.fromisoformat,
    models.DateField: lambda text: dt.date.fromisoformat(text[:10]),
    models.TimeField: dt.time.fromisoformat,
    models.DecimalField: Decimal,
    models.FloatField: float,
    models.UUIDField: UUID,
    models.JSONField: json.dumps,
}


# Stands for the reader's key where a question is written once for all readers. No row has it.
READER = -1 - 2**31


@dataclass(frozen=True, slots=True)
class Written:
    """A question as SQL: composing and compiling one takes longer than the database needs for a few rows."""

    asked: "QuerySet[Any]"
    compiler: Any
    sql: str
    values: Sequence[Any]

    def by(self, reader: int) -> "Written":
        """Return the same, asked by a reader whose place was kept by `READER`."""
        return replace(self, values=[reader if value == READER else value for value in self.values])


def written(asked: "QuerySet[Any]") -> Written:
    """Return a queryset as SQL."""
    compiler = asked.query.get_compiler(asked.db, elide_empty=False)
    return Written(asked, compiler, *compiler.as_sql())


def read_together(*asked: "QuerySet[Any] | Written") -> list[list[Any]]:
    """Return the rows of each queryset in its order, as evaluating it would; all are read in one statement."""
    if not asked:
        return []
    questions = [one if isinstance(one, Written) else written(one) for one in asked]
    connection = connections[questions[0].asked.db]
    is_postgresql = connection.vendor == "postgresql"
    gather, row_of = ("json_agg", "json_build_array") if is_postgresql else ("json_group_array", "json_array")
    parts, reads = [], []
    params: list[Any] = []
    for number, question in enumerate(questions):
        params += question.values
        columns = ", ".join(f"c{n}" for n in range(len(question.compiler.select)))
        parts.append(f"p{number} ({columns}) AS ({question.sql})")
        rows = f"CAST({gather}({row_of}({columns})) AS text)"
        reads.append(f"(SELECT {rows} FROM p{number})")  # noqa: S608 -- no value in it
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {', '.join(reads)}", params)
        found = cursor.fetchone()
    return [
        _evaluated(question, _decoded(text, question.compiler) if is_postgresql else json.loads(text or "[]"))
        for question, text in zip(questions, found, strict=True)
    ]


def _decoded(text: str | None, compiler: Any) -> list[list[Any]]:
    """Return rows that PostgreSQL wrote as JSON, with the values that its driver would have given."""
    rows: list[list[Any]] = json.loads(text or "[]", parse_float=Decimal)
    for place, (expression, *_) in enumerate(compiler.select):
        field = expression.output_field
        for read in [read for kind, read in FROM_JSON.items() if isinstance(field, kind)][:1]:
            for row in rows:
                row[place] = None if row[place] is None else read(row[place])
    return rows


def _evaluated(question: Written, found: list[list[Any]]) -> list[Any]:
    """Return what a queryset makes of rows that were read already."""
    compiler = copy(question.compiler)
    compiler.execute_sql = lambda *args, **kwargs: [found]
    rows = question.asked.all()
    rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
    return list(rows)


def run_steps(part: Steps[Answer]) -> Answer:
    """Return what a part answers: each of its steps is one statement."""
    rows: Any = None
    while True:
        try:
            asked = part.send(rows)
        except StopIteration as end:
            return cast(Answer, end.value)
        found = read_together(*_listed(asked))
        rows = found[0] if isinstance(asked, QuerySet) else found


def at_once(found: Answer) -> Steps[Answer]:
    """Return by steps what is known without a question."""
    yield ()
    return found


def rows_of(asked: "QuerySet[Any]") -> Steps[list[Any]]:
    """Return the rows of a queryset by steps, to put beside others."""
    return (yield asked)


def side_by_side(parts: Iterable[Steps[Any]]) -> Steps[list[Any]]:
    """Return the answers of several parts: each step asks whatever all of them wait for."""
    answers: dict[int, Any] = {}
    waiting: list[tuple[int, Steps[Any], Any]] = [(number, part, None) for number, part in enumerate(parts)]
    while waiting:
        asking: list[tuple[int, Steps[Any], Any]] = []
        for number, part, rows in waiting:
            try:
                asking.append((number, part, part.send(rows)))
            except StopIteration as end:
                answers[number] = end.value
        found = iter((yield [rows for _, _, asked in asking for rows in _listed(asked)]))
        waiting = [
            (number, part, next(found) if isinstance(asked, QuerySet) else [next(found) for _ in asked])
            for number, part, asked in asking
        ]
    return [answers[number] for number in sorted(answers)]


def _listed(asked: "QuerySet[Any] | Sequence[QuerySet[Any]]") -> "Sequence[QuerySet[Any]]":
    return [asked] if isinstance(asked, QuerySet) else asked


def summed(rows: "QuerySet[Any]", **sums: Any) -> "QuerySet[Any, dict[str, Any]]":
    """Return the queryset whose one row holds what `rows.aggregate(**sums)` would return."""
    return rows.order_by().annotate(everything=Value(1)).values("everything").annotate(**sums).values(*sums)


def counting_up_to(rows: "QuerySet[Any]", most: int | None) -> Steps[int]:
    """Return how many rows there are, or `most` where there are as many or more. The database stops there."""
    return len((yield rows.order_by().values_list("pk")[:most]))


def counting(rows: "QuerySet[Any]") -> Steps[int]:
    """Return how many rows there are."""
    [found] = yield summed(rows, number=Count("pk"))
    return int(found["number"])
