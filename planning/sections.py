"""The tabs over the parts of a school's planning for a year. Apps above add theirs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.urls import reverse

from core.components import Tab
from core.plugins import Plugin, registered
from people.models import Person, School

# How a part stands in a few words, by school.
States = dict[int, str]


@dataclass(frozen=True, slots=True)
class Section(Plugin):
    """One part: its words, the address (school's public id, year), who has it, and how it stands in a year.

    `states`: asked for the actor, the schools' keys and the year; two queries at most, however many the schools.
    `is_told_to_all`: how it stands is for all who have the part to know, not only for those who plan.
    """

    key: str
    label: str
    url_name: str
    is_for: Callable[[Person, School], bool]
    states: Callable[[Person, Collection[int], int], States]
    is_told_to_all: bool = False


def counted(number: int, one: str, many: str, none: str) -> str:
    """Return "1 open need", "3 open needs" or the words for none."""
    return none if not number else f"{number} {one if number == 1 else many}"


def section_tabs(actor: Person, school: School, year: int, current: str) -> list[Tab]:
    """Return the tabs of a school's planning that the actor may open; `current`: the key of the page's own part."""
    return [
        Tab(part.label, reverse(part.url_name, args=[school.public_id, year]), current=part.key == current)
        for part in registered(Section)
        if part.is_for(actor, school)
    ]
