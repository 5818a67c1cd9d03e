"""Priorities as a list over schools, and as a file that can be read again."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_tables2 as tables

from core.calendar import year_label
from core.exports import Column
from planning.improvement.importing import LABELS
from planning.improvement.models import Priority, Target
from planning.scope import place_name


def targets_in_words(row: Any) -> str:
    """Return how many of a priority's targets (`with_target_counts`) are met so far."""
    return f"{row.targets_met} of {row.targets_all} met" if row.targets_all else "None yet"


class PriorityTable(tables.Table):
    """A row a priority."""

    title = tables.Column("Priority", linkify=True, order_by=("number", "title"))
    place = tables.Column("School", empty_values=(), order_by=("school__kind", "school__name"))
    year = tables.Column("Year")
    area = tables.Column("About")
    owner = tables.Column("Led by", default="Nobody yet", order_by=("owner__last_name", "owner__first_name"))
    targets = tables.Column("Targets", empty_values=(), order_by=("targets_met", "targets_all"))

    class Meta:
        model = Priority
        fields: tuple[str, ...] = ()
        sequence = ("title", "place", "year", "area", "owner", "targets")

    caption = "Priorities"
    one, many = "priority", "priorities"
    exports = True
    empty_text = "No priority fits"

    def render_title(self, record: Priority) -> str:
        """Return the number and the words, and that it was dropped."""
        return f"{record}{' (dropped)' if record.dropped_at else ''}"

    def render_place(self, record: Priority) -> str:
        """Return the school, or the whole trust."""
        return place_name(record.school)

    def render_year(self, value: int) -> str:
        """Return "2026–27"."""
        return year_label(value)

    def render_targets(self, record: Priority) -> str:
        """Return how many targets are met."""
        return targets_in_words(record)


PRIORITY_COLUMNS = [
    Column("School", lambda row: place_name(row.school)),
    Column("Year", lambda row: year_label(row.year)),
    Column("Number", "number", kind="number"),
    Column("Priority", "title", width=40),
    Column("What it is about", "get_area_display"),
    Column("Led by", lambda row: row.owner.full_name if row.owner else ""),
    Column("Targets", "targets_all", kind="number"),
    Column("Targets met", "targets_met", kind="number"),
    Column("Dropped", lambda row: row.dropped_at and row.dropped_at.date(), kind="date"),
]


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
