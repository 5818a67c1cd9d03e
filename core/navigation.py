"""The pages that the navigation leads to: each app gives its own, with their group and whom they are for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.plugins import Plugin
from core.reading import Steps
from core.trust_settings import has_own_word, in_own_words, own_word

if TYPE_CHECKING:
    from people.models import Person, School


def everybody(person: "Person") -> bool:
    """Return that it is for this person, whoever that is."""
    return True


def nobody(person: "Person") -> bool:
    """Return that it is for nobody."""
    return False


@cache
def plain_address(name: str) -> str:
    """Return the address of a page by its name; "" for one that needs to know of what it is the page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Place(Plugin):
    """A page in the navigation: a tab in the second row of its group, or the group itself where it has no other.

    `group`: the key of one of `home.navigation.GROUPS`. `name`: of its address. `count`: how many things wait there for
    the person, counted no further than a number. `also`: names of other pages that belong here. `leads_to`: its address
    for a person, where `name` needs to know of what. `within`: its address for the school and year that the reader
    looks at, "" where there is none; without it the place is the same at every school. `icon`: a lucide name, for a
    place in the menu of the header. `own`: the key of the trust's own word, which is the label where there is one.
    `tab`: the words of a tab that it shares with others of its group; alone in it, it keeps its own. A group stands in
    the bar where the first of its places does.
    """

    group: str
    label: str
    name: str
    is_for: "Callable[[Person], object]" = everybody
    count: "Callable[[Person, int], Steps[int]] | None" = None
    also: tuple[str, ...] = ()
    leads_to: "Callable[[Person], str] | None" = None
    within: "Callable[[Person, School, int], str] | None" = None
    icon: str = ""
    own: str = ""
    tab: str = ""

    @property
    def words(self) -> str:
        """Return the label, in the trust's own word where it has one."""
        if self.own and has_own_word(self.own):
            return own_word(self.own, many=True, first=True)
        return in_own_words(self.label)

    @property
    def pages(self) -> tuple[str, ...]:
        """Return the names of the pages that are the place itself."""
        return (self.name,)

    def address(self, person: "Person") -> str:
        """Return where it leads to from a page that is of no school."""
        return self.leads_to(person) if self.leads_to else plain_address(self.name)

    def address_within(self, person: "Person", school: "School", year: int) -> str:
        """Return where it leads to from a page of a school and year; "" where it has nothing for the person there."""
        return self.within(person, school, year) if self.within else self.address(person)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a page stands: the names of places, of which the reader's first counts; the school and year it is of."""

    places: tuple[str, ...] = ()
    school: "School | None" = None
    year: int = 0


def stand_at(request: HttpRequest, *places: str, school: "School | None" = None, year: int = 0) -> None:
    """Say where the page stands, when its address does not: whose the thing is decides, or of which school it is."""
    request.whereabouts = Whereabouts(places, school, year)  # type: ignore[attr-defined]


def stand_by_owner(request: HttpRequest, owner_id: int, own: str, *others: str) -> None:
    """Say that the page stands with what is the reader's own where it is of the reader, else at the first of others."""
    stand_at(request, *((own,) if owner_id == request.user.pk else others))


def whereabouts(request: HttpRequest) -> Whereabouts:
    """Return what the view said about where its page stands; nothing said is the default."""
    return getattr(request, "whereabouts", Whereabouts())
