"""Where each person can go: the same few words for everybody, and what their roles add."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from appraisal.policies import can_see_list
from core.counting import count_up_to
from courses.models import Request
from courses.selectors.queue import count_waiting
from people.models import Person, Role
from planning.policies.budget import can_see_board_page
from planning.standing import plans_somewhere
from training.policies import can_read_library

# The badge stands on every page: beyond this nothing is counted, and the badge says "99+".
COUNTED = 99
# The bar of a wide screen in pixels: what it holds (some is left for the bold label of where the reader is), a letter,
# what stands around a label, a badge, and "More" with its sign.
BAR, LETTER, AROUND, BADGE, MORE = 1120, 8, 28, 34, 100


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place in the navigation.

    `count`: how many things wait there, `None` where nothing is counted; more than `COUNTED` only says that there are
    more. `icon`: a lucide name. `on_phone`: whether it stands in the bar at the foot of a phone; the first four of
    them do, the menu holds all. `is_own`: whether it leads to what is only about the reader.
    """

    label: str
    url: str
    icon: str = "circle"
    current: bool = False
    count: int | None = None
    on_phone: bool = False
    is_own: bool = False

    @property
    def width(self) -> int:
        """Return how wide the entry is in the bar, in pixels, with the widest font that a browser may choose."""
        return LETTER * len(self.label) + AROUND + (BADGE if self.count else 0)

    @property
    def shown(self) -> str:
        """Return the count in a badge's few letters: "7", "99+", nothing where nothing waits."""
        if not self.count:
            return ""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation may lead to."""

    label: str
    name: str
    icon: str
    on_phone: bool = False
    count: int | None = None
    also: tuple[str, ...] = ()  # names of other pages that belong here
    is_own: bool = False


# The lists of what is one's own beside one's requests, told apart by tabs.
OWN = ("planning:my-needs", "planning:conversation-list", "planning:survey-mine", "appraisal:review-list")


def places_for(person: Person) -> list[Place]:
    """Return the places of a person, by what they hold today. Governors and members who only read get little."""
    authority = person.authority
    decides = authority.holds_any(
        [
            *Role.school_leaders(),
            Role.EXECUTIVE_LEAD,
            Role.CEO,
            Role.CENTRAL_HEAD,
            Role.CHAIR_OF_GOVERNORS,
            Role.CHAIR_OF_TRUSTEES,
        ]
    ) or bool(authority.delegators)
    leads = bool(authority.schools_led())
    trust_wide = authority.is_trust_wide
    reads_reports = authority.governs or leads or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.CLERK])
    places = [Place("Home", "home:home", "house", on_phone=True)]
    if decides:
        waiting = count_waiting(person, at_most=COUNTED + 1)
        places.append(Place("To decide", "courses:request-queue", "inbox", on_phone=True, count=waiting))
    if authority.holds(Role.BOOKING_OFFICER):
        to_book = count_up_to(Request.objects.to_book(), COUNTED + 1)
        places.append(Place("To book", "courses:desk", "ticket", on_phone=True, count=to_book))
    places += [
        Place("Courses", "courses:course-list", "book-open", on_phone=True),
        Place("My requests", "courses:request-list", "send", on_phone=True, also=OWN, is_own=True),
        Place("My certificates", "certificates:mine", "badge-check", on_phone=True, is_own=True),
        Place("My record", "training:my-record", "history", is_own=True),
    ]
    if can_read_library(person):
        places.append(Place("What colleagues say", "training:feedback-list", "message-square-quote"))
    places += why_places(person)
    if leads or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
        places.append(Place("All requests", "courses:request-school-list", "layers"))
    if leads or trust_wide:
        places.append(Place("Register", "courses:register", "table"))
        places.append(
            Place("Who holds what", "certificates:matrix-choose", "grid-3x3", also=("certificates:trust-matrix",))
        )
    if authority.governs and can_see_board_page(person):
        places.append(Place("Budgets", "planning:board", "scale"))
    if reads_reports:
        places.append(Place("Reports", "reports:report-list", "file-text", on_phone=authority.governs))
    if trust_wide or leads or authority.manages_people:
        places.append(Place("People", "people:person-list", "users"))
    if authority.holds(Role.ADMINISTRATOR):
        places += [
            Place("Schools", "people:school-list", "school"),
            Place("Outbox", "notifications:outbox", "mail"),
            Place("Settings", "people:settings", "settings"),
        ]
    return places


def why_places(person: Person) -> list[Place]:
    """Return where a person reads what all the training is for: priorities and planning, and the reviews of staff."""
    places = []
    if plans_somewhere(person):
        places.append(Place("Planning", "planning:hub", "target"))
    elif person.authority.grants or person.authority.posts:
        places.append(Place("Priorities", "planning:hub", "target"))
    if can_see_list(person):
        also = ("appraisal:review-none",)
        places.append(Place("Reviews of staff", "appraisal:review-staff", "clipboard-check", also=also))
    return places


@cache
def _url(name: str) -> str:
    """Return the address of a place: the same in every answer, and asked for two dozen of them in each."""
    return reverse(name)


def navigation_for(person: Person, path: str) -> list[NavigationEntry]:
    """Return the entries for a page at `path`; the one with the longest fitting address is where the reader is."""
    places = places_for(person)
    fitting = {
        url: place.name
        for place in places
        for url in map(_url, (place.name, *place.also))
        if path == url or (url != "/" and path.startswith(url))
    }
    here = fitting[max(fitting, key=len)] if fitting else ""
    return [
        NavigationEntry(
            place.label, _url(place.name), place.icon, place.name == here, place.count, place.on_phone, place.is_own
        )
        for place in places
    ]


def in_one_line(entries: list[NavigationEntry]) -> tuple[list[NavigationEntry], list[NavigationEntry]]:
    """Return what stands in the bar of a wide screen, in one line of it, and what a menu beside it holds.

    Where there is too much for one line, what is only about the reader leaves first, then the last places. Where the
    reader is always stands in the bar.
    """
    bar, more = list(entries), []
    leaving = [e for e in reversed(entries) if e.is_own] + [e for e in reversed(entries) if not e.is_own]
    for entry in leaving:
        if sum(e.width for e in bar) + (MORE if more else 0) <= BAR:
            break
        if not entry.current:
            bar.remove(entry)
            more.append(entry)
    return bar, [entry for entry in entries if entry in more]
