"""What the first page answers: what needs me, what is coming, how do I stand."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from budgets.charging import Pending, pending
from budgets.models import Entry
from budgets.money import Money
from budgets.selectors import NEARLY_USED
from certificates.compliance import compliance_of
from certificates.expiry import Status
from certificates.summary import MET, UNMET, number_of, rate, summarise
from certificates.words import ASK_WHOM, NOT_SET_UP, is_set_up
from core.calendar import academic_year, today, year_bounds
from core.formatting import money, number
from core.plugins import registered
from core.to_do import Task, Tasks
from courses.bookings.selectors import HELD, booking_sums
from courses.models import Booking
from people.models import Person, Role, School
from people.selectors import term_on
from training.models import Record
from training.selectors import hours_of


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is coming up."""

    day: dt.date
    title: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A number on how this person, school or trust stands. `tone`: a tone of the kit, or none."""

    number: str
    label: str
    url: str = ""
    tone: str = ""
    hint: str = ""


def tasks_for(person: Person) -> list[Task]:
    """Return what waits for the person, the most pressing first. Nothing that waits: an empty list."""
    tasks = [task for part in registered(Tasks) for task in part.waiting(person) if task.count]
    return sorted(tasks, key=lambda task: not task.urgent)


def coming_for(person: Person) -> list[Coming]:
    """Return the person's next bookings."""
    bookings = (
        Booking.objects.open()
        .filter(person=person, ends_on__gte=today())
        .select_related("request")
        .order_by("starts_on", "pk")[:6]
    )
    return [Coming(b.starts_on, b.request.title, b.venue, b.get_absolute_url()) for b in bookings]


def colleagues_out(person: Person) -> list[tuple[dt.date, str, str]]:
    """Return who of the schools that the person leads is out on a course in the next fortnight: day, who, what."""
    leads = person.authority.schools_led()
    if not leads:
        return []
    first, last = today(), today() + dt.timedelta(days=14)
    rows = (
        Booking.objects.open()
        .filter(school__in=leads, starts_on__lte=last, ends_on__gte=first)
        .exclude(person=person)
        .select_related("person", "request")
        .order_by("starts_on", "person__last_name")[:12]
    )
    return [(row.starts_on, row.person.full_name, row.request.title) for row in rows]


def tiles_for(person: Person) -> list[Tile]:
    """Return how the person stands: what is required and met, and this year's hours."""
    counts = Counter(row.status for row in compliance_of(person))
    met, lacking, soon = number_of(counts, MET), number_of(counts, UNMET), counts[Status.DUE_SOON]
    later = counts[Status.NOT_YET_DUE]
    first, last = year_bounds(academic_year(today()))
    hours = hours_of(Record.objects.filter(person=person, starts_on__range=(first, last)))
    compliance = reverse("certificates:mine")
    tiles = []
    if counts:
        words = f"{lacking} lacking" if lacking else f"{soon} due soon" if soon else "All up to date" if met else ""
        tiles.append(
            Tile(
                f"{met} of {met + lacking}" if met + lacking else "–",
                "requirements up to date",
                compliance,
                "danger" if lacking else "warning" if soon else "success",
                ", ".join(filter(None, [words, f"{later} not due yet" if later else ""])),
            )
        )
    elif not is_set_up():
        tiles.append(Tile("–", "requirements up to date", compliance, hint=f"{NOT_SET_UP}. {ASK_WHOM}"))
    tiles.append(Tile(number(hours), "hours of CPD this year", reverse("training:my-record")))
    return tiles


def lead_tiles(person: Person) -> list[tuple[str, list[Tile]]]:
    """Return how each school that the person leads stands, or the trust for those who see all of it."""
    authority = person.authority
    if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
        return [("The trust", place_tiles(None))]
    led = School.objects.filter(pk__in=authority.schools_with(Role.school_leaders()))
    return [(school.name, place_tiles(school)) for school in led]


def place_tiles(school: School | None) -> list[Tile]:
    """Return the numbers of a school this term, or of the whole trust; each leads to the rows that it counts."""
    term = term_on(school, today())
    asked = {"year": "all", "first_day": term.first.isoformat(), "last_day": term.last.isoformat()}
    if school:
        asked["school"] = str(school.public_id)
    place = {"school": school} if school else {}
    records = Record.objects.filter(**place, starts_on__range=(term.first, term.last))
    bookings = Booking.objects.filter(**place, starts_on__range=(term.first, term.last))
    return [
        requirements_tile(school),
        Tile(
            number(hours_of(records)),
            "hours of CPD this term",
            f"{reverse('training:record-list')}?{urlencode(asked)}",
        ),
        Tile(
            money(booking_sums(bookings).cost),
            "booked this term",
            f"{reverse('courses:register')}?{urlencode(asked | {'status': HELD})}",
        ),
        *budget_tiles(school),
    ]


def requirements_tile(school: School | None) -> Tile:
    """Return how many of a hundred requirements are met at a school or in the trust: the total of its matrix."""
    everything = summarise(school=school).everything()
    unmet = number_of(everything, UNMET)
    percent = rate(everything, unmet)
    if percent is None:
        return Tile(
            "–",
            "of requirements up to date",
            hint="Nobody must meet one yet" if is_set_up() else f"{NOT_SET_UP}. {ASK_WHOM}",
        )
    url = f"{reverse('certificates:trust-matrix')}?topic=all"
    if school:
        url = reverse("certificates:matrix", args=[school.public_id])
    tone = "success" if percent >= 95 else "warning" if percent >= 85 else "danger"
    return Tile(f"{percent}%", "of requirements up to date", url, tone, f"{unmet} lacking")


def budget_tiles(school: School | None) -> list[Tile]:
    """Return what is left of this year's CPD budget of a school or of all; nothing where none is open (AP-6)."""
    year = academic_year(today())
    entries = Entry.objects.filter(line__year=year)
    url = reverse("budgets:budget-list")
    if school:
        entries = entries.filter(line__school=school)
        url = reverse("budgets:budget", args=[school.public_id, year])
    sums = Money.of(entries.sums())
    if not sums.allocated:
        return []
    tone = "danger" if sums.left < 0 else "warning" if sums.share >= NEARLY_USED else ""
    hint = f"of {money(sums.allocated)}, {sums.share}% used"
    schools = [school.pk] if school else list(School.objects.values_list("pk", flat=True))
    if waiting := sum(pending(schools, year).values(), Pending()):
        hint += f", {waiting.total} awaiting final approval"
    return [Tile(money(sums.left), "left of the CPD budget", url, tone, hint)]
