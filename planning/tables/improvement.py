"""Priorities as files: a row a target, in the columns that the import reads."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.exports import Column
from planning.imports.priorities import LABELS
from planning.models import Priority, Target

# A priority with one of its targets, or with none.
Line = tuple[Priority, Target | None]


def lines_of(priorities: Iterable[Priority]) -> Iterator[Line]:
    """Yield a line a target, and one for a priority without any (targets and owner prefetched)."""
    for priority in priorities:
        for target in priority.targets.all() or [None]:
            yield priority, target


def _of_target(name: str) -> Any:
    return lambda line: getattr(line[1], name) if line[1] is not None else ""


FILE_COLUMNS = [
    Column(LABELS["number"], lambda line: line[0].number, kind="number"),
    Column(LABELS["title"], lambda line: line[0].title, width=40),
    Column(LABELS["area"], lambda line: line[0].get_area_display()),
    Column(LABELS["detail"], lambda line: line[0].detail, width=50),
    Column(LABELS["owner"], lambda line: (line[0].owner.email or "") if line[0].owner else ""),
    Column(LABELS["target"], _of_target("text"), width=50),
    Column(LABELS["measure"], _of_target("measure"), width=30),
    Column(LABELS["due_on"], _of_target("due_on"), kind="date"),
]
