"""Several questions to the database in one statement.

What a page asks of many apps is asked by steps: a part yields a queryset and goes on with its rows, and `together` asks
what all parts wait for at once. A page then costs as many statements as its longest part has questions.
"""

import datetime as dt
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models
from django.db.models import QuerySet, Value

Answer = TypeVar("Answer")
# Yields a queryset, or several, and gets the rows of each as a list; returns the answer.
Steps = Generator[Any, Any, Answer]

# What PostgreSQL writes into JSON otherwise than its driver would give it.
FROM_JSON: dict[Any, Callable[[Any], Any]] = {
    models.DateField: lambda text: (dt.datetime if "T" in text else dt.date).fromisoformat(text),
    models.DecimalField: Decimal,
    models.FloatField: float,
    models.UUIDField: UUID,
    models.JSONField: json.dumps,
}


def read_together(*asked: "QuerySet[Any]") -> list[list[Any]]:
    """Return the rows of each queryset in its order, as evaluating it would; all are read in one statement."""
    if not asked:
        return []
    connection = connections[asked[0].db]
    is_postgresql = connection.vendor == "postgresql"
    gather, row_of = ("json_agg", "json_build_array") if is_postgresql else ("json_group_array", "json_array")
    compilers = [rows.query.get_compiler(rows.db, elide_empty=False) for rows in asked]
    parts, reads, params = [], [], []
    for number, compiler in enumerate(compilers):
        sql, values = compiler.as_sql()
        params += values
        columns = ", ".join(f"c{n}" for n in range(len(compiler.select)))
        parts.append(f"p{number} ({columns}) AS ({sql})")
        rows = f"CAST({gather}({row_of}({columns})) AS text)"
        reads.append(f"(SELECT {rows} FROM p{number})")  # noqa: S608 -- no value in it
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {', '.join(reads)}", params)
        found = cursor.fetchone()
    return [
        _evaluated(rows, compiler, _decoded(text, compiler) if is_postgresql else json.loads(text or "[]"))
        for rows, compiler, text in zip(asked, compilers, found, strict=True)
    ]


def _decoded(text: str | None, compiler: Any) -> list[list[Any]]:
    """Return rows that PostgreSQL wrote as JSON, with the values that its driver would have given."""
    rows: list[list[Any]] = json.loads(text or "[]", parse_float=Decimal)
    for place, (expression, *_) in enumerate(compiler.select):
        field = expression.output_field
        for read in [read for kind, read in FROM_JSON.items() if isinstance(field, kind)]:
            for row in rows:
                row[place] = None if row[place] is None else read(row[place])
    return rows


def _evaluated(asked: "QuerySet[Any]", compiler: Any, found: list[list[Any]]) -> list[Any]:
    """Return what a queryset makes of rows that were read already."""
    compiler.execute_sql = lambda *args, **kwargs: [found]
    rows = asked.all()
    rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
    return list(rows)


def together(parts: Iterable[Steps[Answer]]) -> list[Answer]:
    """Return the answer of each part; what they ask in the same step is read in one statement."""
    answers: dict[int, Answer] = {}
    waiting: list[tuple[int, Steps[Answer], Any]] = [(number, part, None) for number, part in enumerate(parts)]
    while waiting:
        asking: list[tuple[int, Steps[Answer], Any]] = []
        for number, part, rows in waiting:
            try:
                asking.append((number, part, part.send(rows)))
            except StopIteration as end:
                answers[number] = end.value
        found = iter(read_together(*(rows for _, _, asked in asking for rows in _listed(asked))))
        waiting = [
            (number, part, next(found) if isinstance(asked, QuerySet) else [next(found) for _ in asked])
            for number, part, asked in asking
        ]
    return [answers[number] for number in sorted(answers)]


def _listed(asked: "QuerySet[Any] | Sequence[QuerySet[Any]]") -> "Sequence[QuerySet[Any]]":
    return [asked] if isinstance(asked, QuerySet) else asked


def alone(part: Steps[Answer]) -> Answer:
    """Return the answer of one part, for whoever asks nothing besides."""
    return together([part])[0]


def summed(rows: "QuerySet[Any]", **sums: Any) -> "QuerySet[Any, dict[str, Any]]":
    """Return the queryset whose one row holds what `rows.aggregate(**sums)` would return."""
    return rows.order_by().annotate(everything=Value(1)).values("everything").annotate(**sums).values(*sums)


def counting_up_to(rows: "QuerySet[Any]", most: int | None) -> Steps[int]:
    """Return how many rows there are, or `most` where there are as many or more. The database stops there."""
    return len((yield rows.order_by().values_list("pk")[:most]))
