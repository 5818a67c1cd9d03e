"""The lists of needs."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import year_label
from core.exports import Column
from core.formatting import known_or_said, short_date
from core.templatetags.kit import status
from people.models import Person
from planning.needs.models import Need
from planning.needs.selectors import TONES, for_whom, serves_words


def stands(row: Any) -> str:
    """Return how a need of a register stands: its status, and while it is open whether something answers it."""
    if row.status != Need.Status.OPEN:
        return str(row.get_status_display())
    if row.gathered_into_id is not None:
        return "Open, planned together"
    return "Open, planned for" if row.is_answered else "Open"


class OwnNeedTable(tables.Table):
    """What one raised, and what was raised for one."""

    title = tables.Column("Need", linkify=True)
    person = tables.Column("For", empty_values=(), order_by=("person__last_name", "person__first_name"))
    status = tables.Column("How it stands")
    wanted_by = tables.Column("Wanted by", default="No day")
    raised_at = tables.Column("Raised")

    caption = "My needs"
    one = "need"
    exports = True
    empty_text = "No need fits"

    class Meta:
        model = Need
        fields: tuple[str, ...] = ()
        sequence: tuple[str, ...] = ("title", "person", "status", "wanted_by", "raised_at")
        order_by = "-raised_at"

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def order_wanted_by(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the day by which it is wanted, those without one last."""
        column = F("wanted_by")
        order = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
        return queryset.order_by(order, "-pk"), True

    def order_raised_at(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the moment of raising, in the order that an index keeps."""
        return queryset.order_by(*(("-raised_at", "-pk") if is_descending else ("raised_at", "pk"))), True

    def render_person(self, record: Need) -> str:
        """Return for whom it is, short where it is the reader."""
        return "Me" if record.person_id == self.actor.pk else for_whom(record)

    def render_status(self, record: Any) -> SafeString:
        """Return how it stands, and how it ended."""
        tone = TONES[Need.Status(record.status)]
        shown = status(stands(record), tone)
        if not record.ended_note:
            return shown
        note = record.ended_note if len(record.ended_note) <= 120 else record.ended_note[:119].rstrip() + "…"
        return format_html('{}<br><span class="k-hint">{}</span>', shown, note)

    def render_wanted_by(self, value: dt.date) -> str:
        """Return the day."""
        return short_date(value)

    def render_raised_at(self, value: dt.datetime) -> str:
        """Return the day."""
        return short_date(value)


class RegisterTable(OwnNeedTable):
    """A school's register."""

    area = tables.Column("About")
    source = tables.Column("Source")

    caption = "Register of needs"

    class Meta:
        model = Need
        fields: tuple[str, ...] = ()
        sequence: tuple[str, ...] = ("title", "person", "area", "source", "status", "wanted_by", "raised_at")
        order_by = "-raised_at"


class TrustRegisterTable(RegisterTable):
    """The trust's register."""

    school = tables.Column("School", order_by="school__name")

    class Meta:
        model = Need
        fields: tuple[str, ...] = ()
        sequence: tuple[str, ...] = ("title", "school", "person", "area", "source", "status", "wanted_by", "raised_at")
        order_by = "-raised_at"


OWN_COLUMNS = [
    Column("Need", "title"),
    Column("For", for_whom),
    Column("School", "school.name"),
    Column("Year", lambda row: year_label(row.year)),
    Column("About", "get_area_display"),
    Column("Serves", serves_words),
    Column("Wanted by", "wanted_by", kind="date"),
    Column("How it stands", stands),
    Column("How it ended", "ended_note"),
    Column("Ended", "ended_at", kind="date"),
    Column("Raised", "raised_at", kind="date"),
]
REGISTER_COLUMNS = [
    Column("School", "school.name"),
    Column("Year", lambda row: year_label(row.year)),
    Column("Need", "title"),
    Column("About", "get_area_display"),
    Column("How do we know", "evidence"),
    Column("Source", "get_source_display"),
    Column("For whom", for_whom),
    Column("People", "people_count", kind="number"),
    Column("Serves", serves_words),
    Column("Wanted by", "wanted_by", kind="date"),
    Column("May cost", lambda row: known_or_said(row.estimated_cost), kind="money"),
    Column("How it stands", stands),
    Column("How it ended", "ended_note"),
    Column("Ended", "ended_at", kind="date"),
    Column("Raised by", lambda row: str(row.raised_by)),
    Column("Raised", "raised_at", kind="date"),
]
