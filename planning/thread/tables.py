"""The list of missing links, with the form that fixes each."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html

from core.exports import Column
from planning.thread.missing_links import MissingLink


class MissingTable(tables.Table):
    """Objects that lack a link."""

    title = tables.Column("What")
    school = tables.Column("School", order_by=("school__name", "pk"))
    when = tables.Column("When", empty_values=())
    note = tables.Column("For whom, or where it is", empty_values=(), orderable=False)
    fix = tables.TemplateColumn(
        verbose_name="Mend it", template_name="planning/thread/fix_link_row.html", orderable=False
    )

    exports = True
    empty_text = "No link is missing here"
    empty_hint = "Everything of this kind is on the thread."

    class Meta:
        sequence = ("title", "school", "when", "note", "fix")

    def __init__(self, *args: Any, missing: MissingLink, **kwargs: Any) -> None:
        self.missing = missing
        self.caption, self.one = missing.label, missing.one
        super().__init__(*args, **kwargs)

    def order_when(self, queryset: "QuerySet[Any]", is_descending: bool) -> "tuple[QuerySet[Any], bool]":
        """Order by the kind's own day, those without one last."""
        column = F(self.missing.when_field)
        order = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
        return queryset.order_by(order, "-pk"), True

    def render_title(self, record: Any) -> str:
        """Return the title as a link to the object."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)

    def render_when(self, record: Any) -> str:
        """Return the day."""
        return self.missing.when(record)

    def render_note(self, record: Any) -> str:
        """Return the line more."""
        return self.missing.note(record)


def missing_columns(missing: MissingLink) -> list[Column]:
    """Return the columns of a download."""
    return [
        Column("What", str),
        Column("School", "school.name"),
        Column("When", missing.when),
        Column("For whom, or where it is", missing.note),
        Column("What is missing", lambda row: missing.label),
    ]
