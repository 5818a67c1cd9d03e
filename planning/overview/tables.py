"""The list of schools with how their planning stands."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from core.exports import Column
from core.plugins import registered
from planning.overview.selectors import Place
from planning.sections import Section


class PartColumn(tables.Column):
    """How one part stands, as a link to it."""

    def __init__(self, section: Section) -> None:
        self.section = section
        super().__init__(section.label, empty_values=(), orderable=False)

    def render(self, record: Place) -> Any:
        """Return the state as a link; nothing where the reader has no such part."""
        part = next((part for part in record.parts if part.key == self.section.key), None)
        return format_html('<a href="{}">{}</a>', part.url, part.state or "Open") if part else ""


class HubTable(tables.Table):
    """A row a school; a column for each part that is there."""

    name = tables.Column("School", empty_values=())

    caption = "How planning stands"
    one = "school"
    exports = True
    empty_text = "No school fits"

    def render_name(self, record: Place) -> Any:
        """Return the school as a link to its priorities."""
        return format_html('<a href="{}">{}</a>', record.url, record.name)


def sections_shown(places: Sequence[Place]) -> list[Section]:
    """Return the parts that the reader has at one of the schools at least."""
    keys = {part.key for place in places for part in place.parts}
    return [section for section in registered(Section) if section.key in keys]


def hub_table(places: Sequence[Place]) -> HubTable:
    """Return the table of these schools."""
    return HubTable(
        places, extra_columns=[(section.key, PartColumn(section)) for section in sections_shown(places)], order_by=()
    )


def hub_columns(places: Sequence[Place]) -> list[Column]:
    """Return the columns of the list as a file."""

    def state(section: Section) -> Column:
        return Column(section.label, lambda place: place.state_of(section.key))

    return [Column("School", "name"), *[state(section) for section in sections_shown(places)]]
