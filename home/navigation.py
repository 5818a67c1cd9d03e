"""Where each person can go: a few groups in the bar, each with its pages as tabs, by what the person holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.calendar import academic_year, today
from core.navigation import Place, Whereabouts, plain_address
from core.plugins import registered
from core.reading import run_steps, side_by_side
from core.trust_settings import in_own_words
from people.models import Person
from planning.scope import place_name, reads_all_priorities, reads_several_schools, schools_to_read, works_centrally

# The badge stands on every page: beyond this nothing is counted, and the badge says "50+".
COUNTED = 50
# So many pages of a group have a tab each; where there are more, those that belong together share one.
FEW = 8
SCHOOL = "school"
# More schools than this are chosen from their list.
SWITCHABLE = 30


@dataclass(frozen=True, slots=True)
class Group:
    """What people think of as one: its words and a lucide icon.

    `in_bar`: those outside it stand in the header. `keeps_label`: also where it is one page.
    """

    label: str
    icon: str
    in_bar: bool = True
    keeps_label: bool = False


GROUPS = {
    "home": Group("Home", "house"),
    "approvals": Group("Approvals", "inbox", keeps_label=True),
    "courses": Group("Courses", "book-open"),
    "my-cpd": Group("My CPD", "user-round"),
    SCHOOL: Group("My school", "school"),
    "bookings": Group("Bookings", "ticket"),
    "governance": Group("Governance", "scale"),
    "reports": Group("Reports", "file-text"),
    "admin": Group("Admin", "settings"),
    "notifications": Group("Notifications", "bell", in_bar=False),
    "account": Group("Account", "circle-user-round", in_bar=False),
}


@dataclass(frozen=True, slots=True)
class NavigationTab:
    """A page of a group. `shared`: the words of the tab in which it stands beside others, "" for one of its own."""

    label: str
    url: str
    icon: str
    current: bool = False
    shared: str = ""


@dataclass(frozen=True, slots=True)
class RowTab:
    """A tab in the second row of a group: one page, or several that share it as its `parts`, in a row below."""

    label: str
    parts: tuple[NavigationTab, ...]

    @property
    def url(self) -> str:
        """Return where the tab leads to: its first page."""
        return self.parts[0].url

    @property
    def current(self) -> bool:
        """Return whether the reader is at one of its pages."""
        return any(part.current for part in self.parts)


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A group in the bar, or a link in the header.

    `count`: how many things wait there, `None` where nothing is counted; more than `COUNTED` only says that there are
    more. `tabs`: its pages; none where the group is one page.
    """

    key: str
    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None
    tabs: tuple[NavigationTab, ...] = ()

    @property
    def shown(self) -> str:
        """Return the count in a badge's few letters: "7", "50+", nothing where nothing waits."""
        if not self.count:
            return ""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)

    @property
    def row(self) -> list[RowTab]:
        """Return its second row: a shared tab stands where the first of its pages does; few pages share none."""
        shared: dict[str, list[NavigationTab]] = {}
        for tab in self.tabs:
            shared.setdefault((len(self.tabs) > FEW and tab.shared) or tab.url, []).append(tab)
        return [
            RowTab(parts[0].label if len(parts) == 1 else parts[0].shared, tuple(parts)) for parts in shared.values()
        ]

    @property
    def parts(self) -> tuple[NavigationTab, ...]:
        """Return the pages that share the tab where the reader is; none where it is of one page."""
        here = next((tab.parts for tab in self.row if tab.current), ())
        return here if len(here) > 1 else ()


@dataclass(frozen=True, slots=True)
class Switcher:
    """The school whose pages the tabs lead to, and the others to which the reader may change."""

    name: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """Where a person can go from a page, and where that page stands: the name of its `place`.

    `is_place`: it is that place itself.
    """

    entries: tuple[NavigationEntry, ...] = ()
    switcher: Switcher | None = None
    is_place: bool = False
    place: str = ""

    @property
    def bar(self) -> list[NavigationEntry]:
        """Return the groups of the bar."""
        return [entry for entry in self.entries if GROUPS[entry.key].in_bar]

    @property
    def here(self) -> NavigationEntry | None:
        """Return the group where the reader is."""
        return next((entry for entry in self.entries if entry.current), None)

    @property
    def header(self) -> list[NavigationEntry]:
        """Return the groups beside it, in the header."""
        return [entry for entry in self.entries if not GROUPS[entry.key].in_bar]


def place_of(places: Sequence[Place], path: str, view_name: str, where: Whereabouts) -> Place | None:
    """Return the reader's place to which a page belongs.

    What its view said comes first, then the page's own name, then the longest address above it. Everything else is
    below the first page.
    """
    by_name = {name: place for place in reversed(places) for name in (*place.also, *place.pages)}
    for name in (*where.places, view_name):
        if name in by_name:
            return by_name[name]
    above = [name for name in by_name if (url := plain_address(name)) and path.startswith(url)]
    return by_name[max(above, key=lambda name: len(plain_address(name)))] if above else None


def _entry(
    person: Person,
    places: Sequence[Place],
    here: Place | None,
    where: Whereabouts,
    year: int,
    waiting: Mapping[Place, int],
) -> NavigationEntry:
    """Return a group with those of its places that have a page for the person where the reader is."""
    key = places[0].group
    group = GROUPS[key]
    found = [
        (place, place.address_within(person, where.school, year) if where.school else place.address(person))
        for place in places
    ]
    # A shared tab that is called like one of its pages has that page's own word too.
    called = {place.label: place.words for place in places}
    tabs = tuple(
        NavigationTab(place.words, url, place.icon, place == here, called.get(place.tab) or in_own_words(place.tab))
        for place, url in found
        if url
    )
    counts = [waiting[place] for place in places if place in waiting]
    label = group.label
    if len(tabs) == 1 and not group.keeps_label:
        label = tabs[0].label
    elif key == SCHOOL:
        label = _school_label(person)
    return NavigationEntry(
        key=key,
        label=label,
        url=places[0].address(person),
        icon=group.icon,
        current=here in places,
        count=sum(counts) if counts else None,
        tabs=tabs if len(tabs) > 1 else (),
    )


def _school_label(person: Person) -> str:
    """Return what the group of schools is called for a person."""
    if reads_several_schools(person):
        return "Schools"
    return "The trust" if works_centrally(person) else GROUPS[SCHOOL].label


def _switcher(person: Person, here: Place | None, where: Whereabouts, year: int) -> Switcher | None:
    """Return the other schools that have the page too; `None` where it is of no school or there is no other."""
    if here is None or where.school is None or not reads_several_schools(person):
        return None
    schools = schools_to_read(person)
    if len(schools) > SWITCHABLE:
        return Switcher(place_name(where.school), (("All schools", here.address(person)),))
    found = [(place_name(school), here.address_within(person, school, year)) for school in schools]
    everywhere = [("All schools", here.address(person))] if reads_all_priorities(person) else []
    return Switcher(place_name(where.school), (*everywhere, *((name, url) for name, url in found if url)))


def navigation_for(person: Person, path: str, view_name: str = "", where: Whereabouts | None = None) -> Navigation:
    """Return where somebody can go from the page at `path`, of which the view may have said where it stands."""
    where = where or Whereabouts()
    places = [place for place in registered(Place) if place.is_for(person)]
    here = place_of(places, path, view_name, where)
    year = where.year or academic_year(today())
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.group, []).append(place)
    counted = [place for place in places if place.count]
    numbers = run_steps(side_by_side(place.count(person, COUNTED + 1) for place in counted if place.count))
    waiting = dict(zip(counted, numbers, strict=True))
    # Another group's places lead to no school: only those beside the page do.
    entries = [
        _entry(person, group, here, where if here in group else Whereabouts(), year, waiting)
        for group in groups.values()
    ]
    is_place = here is not None and view_name in here.pages
    return Navigation(tuple(entries), _switcher(person, here, where, year), is_place, here.name if here else "")
