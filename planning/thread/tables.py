"""The list of missing links, with the form that fixes each."""

from typing import Any

from django.template.loader import render_to_string

from core.tables import Column, Empty, FileColumn, PageColumn, Table
from planning.thread.missing_links import MissingLink


class MissingTable(Table):
    """Objects that lack a link."""

    title = Column("What", str, linkify=True)
    school = Column("School", order_by=("school__name", "pk"))
    when = Column("When")
    note = Column("Who it's for, or status")
    missing = FileColumn("What is missing")
    fix = PageColumn("Add link", orderable=False)

    code = "planning.missing"
    empty = Empty("No missing links", "Nothing of this kind is missing a link.", icon="circle-check")

    def __init__(self, *args: Any, missing: MissingLink, **kwargs: Any) -> None:
        self.caption, self.one, self.file_name = missing.label, missing.one, f"not linked {missing.key}"
        of_kind = [
            ("when", Column("When", missing.when, default="", order_by=missing.when_field, empty_last=True)),
            ("note", Column("Who it's for, or status", missing.note, default="", orderable=False)),
            ("missing", FileColumn("What is missing", lambda row: missing.label)),
        ]
        super().__init__(*args, extra_columns=of_kind, **kwargs)

    def render_fix(self, record: Any) -> str:
        """Return the form that fixes it."""
        context = {"record": record, "here": self.request.get_full_path()}
        return render_to_string("planning/thread/fix_link_row.html", context, request=self.request)
