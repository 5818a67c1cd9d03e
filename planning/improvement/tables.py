"""Priorities as a list over schools, and as a file that can be read again."""

from collections.abc import Iterable, Iterator
from typing import Any

from core import exports
from core.calendar import year_label
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from planning.improvement.importing import LABELS
from planning.improvement.models import Priority, Target
from planning.scope import place_name


def targets_in_words(row: Any) -> str:
    """Return how many of a priority's targets (`with_target_counts`) are met so far."""
    return f"{row.targets_met} of {row.targets_all} met" if row.targets_all else "No targets yet"


class PriorityTable(Table):
    """A row a priority."""

    place = Column("School", lambda row: place_name(row.school), order_by=("school__kind", "school__name"))
    year = Column("Year", lambda row: year_label(row.year), order_by="year", css="k-nowrap")
    number = FileColumn("Number", kind="number")
    title = Column(
        "Priority",
        width=40,
        draw=lambda row: f"{row}{' (dropped)' if row.dropped_at else ''}",
        linkify=True,
        order_by=("number", "title"),
    )
    area = Column("About", file="Topic")
    owner = Column("Led by", default="No one yet", order_by=("owner__last_name", "owner__first_name"), with_label=True)
    targets = PageColumn("Targets", draw=targets_in_words, order_by=("targets_met", "targets_all"), with_label=True)
    targets_all = FileColumn("Targets", kind="number")
    targets_met = FileColumn("Targets met", kind="number")
    dropped_at = FileColumn("Dropped", kind="date")

    class Meta:
        sequence = ("title", "place", "year", "area", "owner", "targets")

    caption = "Priorities"
    one, many = "priority", "priorities"
    code, file_name = "planning.priority", "priorities"
    empty = Empty(
        "No priorities this year yet",
        "School leaders add their school’s priorities. Choose another year to see earlier ones.",
    )


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
    exports.Column(LABELS["number"], lambda line: line[0].number, kind="number"),
    exports.Column(LABELS["title"], lambda line: line[0].title, width=40),
    exports.Column(LABELS["area"], lambda line: line[0].get_area_display()),
    exports.Column(LABELS["detail"], lambda line: line[0].detail, width=50),
    exports.Column(LABELS["owner"], lambda line: (line[0].owner.email or "") if line[0].owner else ""),
    exports.Column(LABELS["target"], _of_target("text"), width=50),
    exports.Column(LABELS["measure"], _of_target("measure"), width=30),
    exports.Column(LABELS["due_on"], _of_target("due_on"), kind="date"),
]
