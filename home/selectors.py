"""What the first page answers: what needs me, what is coming, how do I stand."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
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
from core.formatting import money, number, short_date
from courses.bookings.selectors import HELD, TO_CONFIRM, booking_sums
from courses.desk.selectors import ATTENDANCE, queue_of
from courses.models import Booking, CourseRequest
from home.appraisal_tasks import appraisal_tasks
from home.planning_tasks import planning_tasks
from home.task import Task
from notifications.models import Mail
from people.models import Person, Role, School
from people.policies import can_open_account_changes
from people.selectors import changes_to_agree, term_on
from reports.models import Report
from training.models import Record
from training.selectors import FEW, hours_of, waiting_of


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
    tasks = [
        *deciding_tasks(person),
        *own_tasks(person),
        *feedback_tasks(person),
        *booking_tasks(person),
        *appraisal_tasks(person),
        *planning_tasks(person),
        *office_tasks(person),
    ]
    return sorted([task for task in tasks if task.count], key=lambda task: not task.urgent)


def deciding_tasks(person: Person) -> list[Task]:
    """Return requests that wait for a decision."""
    expired = Count("pk", filter=Q(rank=CourseRequest.Rank.STATUTORY_EXPIRED))
    waiting = (
        CourseRequest.objects.awaiting(person)
        .order_by()
        .aggregate(number=Count("pk"), expired=expired, oldest=Min("waiting_since"))
    )
    hint = f"The oldest since {short_date(waiting['oldest'])}"
    if waiting["expired"]:
        hint += f"; {waiting['expired']} with an expired certificate"
    url = reverse("courses:request-queue")
    return [Task("Requests to decide", url, waiting["number"], hint, urgent=bool(waiting["expired"]))]


def own_tasks(person: Person) -> list[Task]:
    """Return one's own requests that came back, and requirements that are lacking or run out."""
    returned = CourseRequest.objects.filter(applicant=person, status=CourseRequest.Status.RETURNED).count()
    drafts = CourseRequest.objects.filter(applicant=person, status=CourseRequest.Status.DRAFT).count()
    url = reverse("courses:request-list")
    return [
        Task("Requests returned to you to change", f"{url}?status=returned", returned, urgent=True),
        Task("Drafts not sent yet", f"{url}?status=draft", drafts),
    ]


def feedback_tasks(person: Person) -> list[Task]:
    """Return the training on which feedback was asked for and waits: the newest by name, the rest in one line (IM-2).

    One query, whatever waits.
    """
    rows = list(waiting_of(person)[: FEW + 1])
    tasks = [
        Task(
            f"Tell colleagues what you took away from “{record.title}”",
            reverse("training:feedback-give", args=[record.public_id]),
            hint=short_date(record.starts_on),
        )
        for record in rows[:FEW]
    ]
    if len(rows) > FEW:
        tasks.append(Task("More of your training waits for feedback", reverse("training:my-record")))
    return tasks


def booking_tasks(person: Person) -> list[Task]:
    """Return what the central booking officer is to book, and whose attendance is to be confirmed."""
    tasks = []
    if person.authority.holds(Role.BOOKING_OFFICER):
        to_book = CourseRequest.objects.to_book().count()
        tasks.append(Task("Courses to book", reverse("courses:desk"), to_book, urgent=True))
    if person.authority.holds(Role.BOOKING_OFFICER):
        due, url = queue_of(ATTENDANCE), reverse("courses:desk-queue", args=[ATTENDANCE])
    else:
        due = Booking.objects.in_register_of(person).attendance_to_confirm(person, today())
        url = f"{reverse('courses:register')}?year=all&status={TO_CONFIRM}"
    tasks.append(Task("Attendance to confirm", url, due.order_by().count()))
    return tasks


def office_tasks(person: Person) -> list[Task]:
    """Return drafts of reports, mails that need a look, and people without an invitation."""
    tasks = []
    leads = person.authority.schools_with(Role.school_leaders())
    mine = Q(kind=Report.Kind.SCHOOL, school__in=leads)
    if person.authority.holds(Role.CEO):
        mine |= Q(kind=Report.Kind.TRUST)
    drafts = Report.objects.filter(mine, status=Report.Status.DRAFT).count()
    tasks.append(Task("Reports in draft", reverse("reports:report-list") + "?status=draft", drafts))
    if can_open_account_changes(person):
        changes = changes_to_agree(person).count()
        tasks.append(Task("Email changes to check", reverse("people:account-changes"), changes))
    if person.authority.holds(Role.ADMINISTRATOR):
        outbox = reverse("notifications:outbox")
        for status, label in (
            (Mail.Status.UNKNOWN, "Mails of which nobody knows whether they were sent"),
            (Mail.Status.FAILED, "Mails that failed"),
        ):
            tasks.append(
                Task(label, f"{outbox}?status={status}", Mail.objects.filter(status=status).count(), urgent=True)
            )
        uninvited = Person.objects.uninvited(today()).count()
        tasks.append(Task("People not invited yet", reverse("people:person-list") + "?state=uninvited", uninvited))
    return tasks


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
