"""The parts of a school's planning for a year. Apps above add theirs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.urls import reverse

from core.navigation import Place, plain_address
from people.models import Person, School
from planning.scope import reads_all_priorities

# How a part stands in a few words, by school.
States = dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Place):
    """A place that has a page for each school and year.

    `key`: its word in addresses. `url_name`: the page of a school (public id) and year; `is_at`: whether the person has
    it there. `name` is the list over all schools, for whoever `lists_all`. `states`: how it stands in a year, asked for
    the actor, the schools' keys and the year; two queries at most, however many the schools. `is_told_to_all`: how it
    stands is for all who have the part to know, not only for those who plan.
    """

    key: str
    url_name: str
    is_at: Callable[[Person, School], object]
    states: Callable[[Person, Collection[int], int], States]
    lists_all: Callable[[Person], object] = reads_all_priorities
    is_told_to_all: bool = False
    group: str = "school"

    @property
    def pages(self) -> tuple[str, ...]:
        """Return the names of the list over all schools and of the page of one."""
        return self.name, self.url_name

    def address(self, person: Person) -> str:
        """Return the list over all schools, or what leads to the page of the person's own school."""
        return plain_address(self.name) if self.lists_all(person) else reverse("planning:part", args=[self.key])

    def address_within(self, person: Person, school: School, year: int) -> str:
        """Return the page of a school and year; "" where the person has none there."""
        return reverse(self.url_name, args=[school.public_id, year]) if self.is_at(person, school) else ""


def counted(number: int, one: str, many: str, none: str) -> str:
    """Return "1 open need", "3 open needs" or the words for none."""
    return none if not number else f"{number} {one if number == 1 else many}"
