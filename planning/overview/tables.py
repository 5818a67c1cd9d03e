"""The list of schools with how their planning stands."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.plugins import registered
from core.tables import Column, Empty, Table
from planning.overview.selectors import Place
from planning.sections import Section


class HubTable(Table):
    """A row a school; a column for each part that is there."""

    name = Column("School", linkify=lambda place: place.url)

    caption = "Planning progress by school"
    one = "school"
    code, file_name = "planning.hub", "planning"
    empty = Empty("No schools yet", "Their planning shows here once an administrator adds the schools.")


def part_column(section: Section) -> Column:
    """Return the column of a part: how it stands, as a link to it; nothing where the reader has no such part."""

    def link(place: Place) -> SafeString | str:
        part = next((part for part in place.parts if part.key == section.key), None)
        return format_html('<a href="{}">{}</a>', part.url, part.state or "Open") if part else ""

    return Column(
        section.label,
        lambda place: place.state_of(section.key),
        draw=link,
        default="",
        orderable=False,
        with_label=True,
    )


def hub_table(places: Sequence[Place]) -> HubTable:
    """Return the table of these schools, with the parts that the reader has at one of them at least."""
    keys = {part.key for place in places for part in place.parts}
    columns = [(section.key, part_column(section)) for section in registered(Section) if section.key in keys]
    return HubTable(places, extra_columns=columns, order_by=())
