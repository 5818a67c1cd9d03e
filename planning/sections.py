"""The tabs over pages: the parts of a school's planning for a year, and lists of one's own. Apps above add theirs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.urls import reverse

from core.components import Tab
from people.models import Person, School

# How a part stands in a few words, by school.
States = dict[int, str]


@dataclass(frozen=True, slots=True)
class Section:
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


_sections: list[tuple[int, Section]] = []


def register_section(position: int, section: Section) -> None:
    """Add a part, in the order of `position`: why, what for, how, with what money. Twice changes nothing."""
    if (position, section) not in _sections:
        _sections.append((position, section))
        _sections.sort(key=lambda entry: entry[0])


def sections() -> list[Section]:
    """Return every part in its order."""
    return [section for _, section in _sections]


def counted(number: int, one: str, many: str, none: str) -> str:
    """Return "1 open need", "3 open needs" or the words for none."""
    return none if not number else f"{number} {one if number == 1 else many}"


def section_tabs(actor: Person, school: School, year: int, current: str) -> list[Tab]:
    """Return the tabs of a school's planning that the actor may open; `current`: the key of the page's own part."""
    return [
        Tab(part.label, reverse(part.url_name, args=[school.public_id, year]), current=part.key == current)
        for part in sections()
        if part.is_for(actor, school)
    ]


_lists: list[tuple[int, str, str]] = []


def register_own_list(position: int, label: str, url_name: str) -> None:
    """Let an app add a list of one's own, in the order of `position`; twice changes nothing."""
    if (position, label, url_name) not in _lists:
        _lists.append((position, label, url_name))
        _lists.sort()


def own_tabs(current: str) -> list[Tab]:
    """Return the tabs; `current`: the name of the address of the page that shows them."""
    return [Tab(label, reverse(name), current=name == current) for _, label, name in _lists]
