"""Where each person can go: the same few words for everybody, and what their roles add."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from appraisal.policies import can_see_list
from budgets.policies import can_see_board_page
from core.counting import count_up_to
from courses.approvals.selectors import count_waiting
from courses.models import CourseRequest
from people.models import Person, Role
from planning.scope import plans_somewhere
from training.policies import can_read_library

# The badge stands on every page: beyond this nothing is counted, and the badge says "50+".
COUNTED = 50
# The bar of a wide screen in pixels: what it holds (some is left for the bold label of where the reader is), a letter,
# what stands around a label, a badge, and "More" with its sign.
BAR, LETTER, AROUND, BADGE, MORE = 1120, 8, 28, 34, 100


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place in the navigation.

    `count`: how many things wait there, `None` where nothing is counted; more than `COUNTED` only says that there are
    more. `icon`: a lucide name. `on_phone`: whether it stands in the bar at the foot of a phone; the first four of
    them do, the menu holds all. `is_aside`: whether it leaves a full bar before others: what is
    only about the reader, or to read at leisure.
    """

    label: str
    url: str
    icon: str = "circle"
    current: bool = False
    count: int | None = None
    on_phone: bool = False
    is_aside: bool = False

    @property
    def width(self) -> int:
        """Return how wide the entry is in the bar, in pixels, with the widest font that a browser may choose."""
        return LETTER * len(self.label) + AROUND + (BADGE if self.count else 0)

    @property
    def shown(self) -> str:
        """Return the count in a badge's few letters: "7", "50+", nothing where nothing waits."""
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
    is_aside: bool = False


# The lists of what is one's own beside one's requests, told apart by tabs.
OWN = ("planning:my-needs", "planning:conversation-list", "surveys:survey-mine", "appraisal:review-list")


DECIDES = (
    *Role.school_leaders(),
    Role.EXECUTIVE_LEAD,
    Role.CEO,
    Role.CENTRAL_HEAD,
    Role.CHAIR_OF_GOVERNORS,
    Role.CHAIR_OF_TRUSTEES,
)


def places_for(person: Person) -> list[Place]:
    """Return the places of a person, by what they hold today. Governors and members who only read get little."""
    return [
        Place("Home", "home:home", "house", on_phone=True),
        *_what_waits(person),
        *_what_one_does(person),
        *_what_one_leads(person),
        *_what_one_reads(person),
        *_what_one_administers(person),
    ]


def _what_waits(person: Person) -> Iterator[Place]:
    authority = person.authority
    if authority.holds_any(DECIDES) or authority.delegators:
        waiting = count_waiting(person, at_most=COUNTED + 1)
        yield Place("To decide", "courses:request-queue", "inbox", on_phone=True, count=waiting)
    if authority.holds(Role.BOOKING_OFFICER):
        to_book = count_up_to(CourseRequest.objects.to_book(), COUNTED + 1)
        yield Place("To book", "courses:desk", "ticket", on_phone=True, count=to_book)


def _what_one_does(person: Person) -> Iterator[Place]:
    yield Place("Courses", "courses:course-list", "book-open", on_phone=True)
    yield Place("My requests", "courses:request-list", "send", on_phone=True, also=OWN, is_aside=True)
    yield Place("My certificates", "certificates:mine", "badge-check", on_phone=True, is_aside=True)
    yield Place("My record", "training:my-record", "history", is_aside=True)
    if can_read_library(person):
        yield Place("What colleagues say", "training:feedback-list", "message-square-quote", is_aside=True)
    if plans_somewhere(person):
        yield Place("Planning", "planning:hub", "target")
    elif person.authority.grants or person.authority.posts:
        yield Place("Priorities", "planning:hub", "target")


def _what_one_leads(person: Person) -> Iterator[Place]:
    authority = person.authority
    leads = bool(authority.schools_led())
    if can_see_list(person):
        # Every other page below `/reviews/` is about staff too, for those who look after them.
        also = ("appraisal:review-none", "appraisal:review-list")
        yield Place("Reviews of staff", "appraisal:review-staff", "clipboard-check", also=also)
    if leads or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
        yield Place("All requests", "courses:request-school-list", "layers")
    if leads or authority.is_trust_wide:
        yield Place("Register", "courses:register", "table")
        yield Place("Who holds what", "certificates:matrix-choose", "grid-3x3", also=("certificates:trust-matrix",))


def _what_one_reads(person: Person) -> Iterator[Place]:
    authority = person.authority
    leads = bool(authority.schools_led())
    if authority.governs and can_see_board_page(person):
        yield Place("Budgets", "budgets:board", "scale")
    if authority.governs or leads or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.CLERK]):
        yield Place("Reports", "reports:report-list", "file-text", on_phone=authority.governs)
    if authority.is_trust_wide or leads or authority.manages_people:
        yield Place("People", "people:person-list", "users")


def _what_one_administers(person: Person) -> Iterator[Place]:
    if person.authority.holds(Role.ADMINISTRATOR):
        yield Place("Schools", "people:school-list", "school")
        yield Place("Outbox", "notifications:outbox", "mail")
        yield Place("Settings", "people:settings", "settings")


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
            place.label, _url(place.name), place.icon, place.name == here, place.count, place.on_phone, place.is_aside
        )
        for place in places
    ]


def in_one_line(entries: list[NavigationEntry]) -> tuple[list[NavigationEntry], list[NavigationEntry]]:
    """Return what stands in the bar of a wide screen, in one line of it, and what a menu beside it holds.

    Where there is too much for one line, what is aside leaves first, then the last places. Where the
    reader is always stands in the bar.
    """
    bar = list(entries)
    more: list[NavigationEntry] = []
    leaving = [e for e in reversed(entries) if e.is_aside] + [e for e in reversed(entries) if not e.is_aside]
    for entry in leaving:
        if sum(e.width for e in bar) + (MORE if more else 0) <= BAR:
            break
        if not entry.current:
            bar.remove(entry)
            more.append(entry)
    return bar, [entry for entry in entries if entry in more]
