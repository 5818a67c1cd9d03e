"""The lists of priorities over schools, and of who leads what at a school."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html

from core.calendar import year_label
from core.exports import Column
from core.words import short_date
from planning.models import Action, Priority
from planning.standing import place_name


def targets_in_words(row: Any) -> str:
    """Return how many of a priority's targets (`with_target_counts`) are met so far."""
    return f"{row.targets_met} of {row.targets_all} met" if row.targets_all else "None yet"


def when_of(action: Action) -> str:
    """Return the days of an action, or that it has none yet."""
    if action.starts_on and action.ends_on and action.starts_on != action.ends_on:
        return f"{short_date(action.starts_on)} to {short_date(action.ends_on)}"
    day = action.starts_on or action.ends_on
    return short_date(day) if day else "No dates yet"


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


class LeaderTable(tables.Table):
    """A row an action that somebody leads."""

    lead = tables.Column("Who leads", order_by=("lead__last_name", "lead__first_name"))
    title = tables.Column("What", linkify=True)
    priority = tables.Column("For which priority", default="Not for a priority", order_by="priority__number")
    when = tables.Column("When", empty_values=(), order_by="starts_on")
    status = tables.Column("State")
    develops_leaders = tables.BooleanColumn(verbose_name="Leadership development", yesno="Yes,No")

    class Meta:
        model = Action
        fields: tuple[str, ...] = ()
        sequence = ("lead", "title", "priority", "when", "status", "develops_leaders")

    caption = "Who leads what"
    one = "action"
    exports = True
    empty_text = "Nobody leads anything yet"
    empty_hint = "As soon as an action of the plan names who leads it, it stands here."

    def render_priority(self, value: Priority) -> Any:
        """Return the priority as a link."""
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)

    def render_when(self, record: Action) -> str:
        """Return its days."""
        return when_of(record)

    def render_develops_leaders(self, value: bool) -> str:
        """Return the words, for a sign alone says little."""
        return "Yes" if value else "No"

    def order_when(self, queryset: "QuerySet[Action]", is_descending: bool) -> tuple["QuerySet[Action]", bool]:
        """Order by the first day, those without one last."""
        column = F("starts_on")
        return queryset.order_by(column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)), True


LEADER_COLUMNS = [
    Column("Who leads", lambda row: row.lead.full_name),
    Column("What", "title", width=40),
    Column("Priority", lambda row: str(row.priority) if row.priority else ""),
    Column("Approach", "get_approach_display"),
    Column("From", "starts_on", kind="date"),
    Column("To", "ends_on", kind="date"),
    Column("State", "get_status_display"),
    Column("Leadership development", lambda row: "Yes" if row.develops_leaders else "No"),
]
