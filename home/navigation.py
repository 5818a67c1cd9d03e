"""Where each person can go: the same few words for everybody, and what their roles add."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from core.navigation import Place
from core.plugins import registered
from core.tabs import tabs_of_bar
from people.models import Person

# The badge stands on every page: beyond this nothing is counted, and the badge says "50+".
COUNTED = 50


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place in the navigation.

    `count`: how many things wait there, `None` where nothing is counted; more than `COUNTED` only says that there are
    more. `icon`: a lucide name. `on_phone`: whether it stands in the bar at the foot of a phone; the first four of
    them do, the menu holds all.
    """

    label: str
    url: str
    icon: str = "circle"
    current: bool = False
    count: int | None = None
    on_phone: bool = False

    @property
    def shown(self) -> str:
        """Return the count in a badge's few letters: "7", "50+", nothing where nothing waits."""
        if not self.count:
            return ""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


@cache
def _url(name: str) -> str:
    """Return the address of a place: the same in every answer, and asked for two dozen of them in each."""
    return reverse(name)


def _addresses(place: Place) -> list[str]:
    """Return the addresses of a place and of the pages that belong there."""
    tabs = [tab.key for tab in tabs_of_bar(place.name)] if place.with_tabs else []
    return [_url(name) for name in (place.name, *place.also, *tabs)]


def navigation_for(person: Person, path: str) -> list[NavigationEntry]:
    """Return the entries for a page at `path`; the one with the longest fitting address is where the reader is.

    A page that belongs to two places of the reader belongs to the first of them.
    """
    places = [place for place in registered(Place) if place.is_for(person)]
    fitting = {
        url: place.name
        for place in reversed(places)
        for url in _addresses(place)
        if path == url or (url != "/" and path.startswith(url))
    }
    here = fitting[max(fitting, key=len)] if fitting else ""
    return [
        NavigationEntry(
            place.label,
            _url(place.name),
            place.icon,
            place.name == here,
            place.count(person, COUNTED + 1) if place.count else None,
            place.on_phone(person),
        )
        for place in places
    ]
