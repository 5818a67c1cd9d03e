"""What of courses stands on a first page: to decide, to change, to send, to book, to record; what is coming."""

import datetime as dt
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse

from core.calendar import now, today
from core.first_page import Coming, Concern, Task, Tile, Urgency
from core.formatting import counted, days_from_now, money
from core.reading import Steps, side_by_side, summed
from courses.approvals.selectors import rows_waiting
from courses.bookings.selectors import HELD, TO_CONFIRM, booking_sums
from courses.desk.selectors import ATTENDANCE, queue_of
from courses.models import Booking, Course, CourseRequest
from people.first_page import AHEAD, Visit, heading_of
from people.models import Person, Role, School
from people.selectors import TermSpan

# A request that has waited longer makes its school one to look at first.
LONG_WAIT = dt.timedelta(days=14)
# So many bookings to come are listed.
FEW = 6


def courses_missing() -> Steps[str]:
    """Return that there is no course to ask for."""
    return "" if (yield Course.objects.on_offer().order_by().values("pk")[:1]) else "No courses yet."


def deciding_tasks(person: Person) -> Steps[list[Task]]:
    """Return requests that wait for a decision, with what they cost together and since when the oldest waits."""
    [waiting] = yield summed(
        (yield from rows_waiting(person)),
        number=Count("pk"),
        expired=Count("pk", filter=Q(rank=CourseRequest.Rank.STATUTORY_EXPIRED)),
        cost=Sum("total_cost"),
        oldest=Min("waiting_since"),
    )
    parts = [f"{money(waiting['cost'])} together"] if waiting["number"] > 1 and waiting["cost"] else []
    if waiting["oldest"]:
        parts.append(f"oldest sent {days_from_now(waiting['oldest'])}")
    if waiting["expired"]:
        parts.append(f"{waiting['expired']} with an expired certificate")
    url, one = reverse("courses:request-queue"), "course request to approve"
    return [
        Task("course requests to approve", url, waiting["number"], " · ".join(parts), Urgency.SOON, "Decide", one=one)
    ]


def own_tasks(person: Person) -> Steps[list[Task]]:
    """Return one's own requests that came back, and drafts."""
    status = CourseRequest.Status
    [found] = yield summed(
        CourseRequest.objects.filter(applicant=person),
        returned=Count("pk", filter=Q(status=status.RETURNED)),
        returned_title=Min("title", filter=Q(status=status.RETURNED)),
        drafts=Count("pk", filter=Q(status=status.DRAFT)),
        draft_title=Min("title", filter=Q(status=status.DRAFT)),
    )
    url = reverse("courses:request-list")
    return [
        Task(
            "requests sent back to you for changes",
            f"{url}?status=returned",
            found["returned"],
            found["returned_title"] if found["returned"] == 1 else "",
            Urgency.SOON,
            button="Change",
            one="request sent back to you for changes",
        ),
        Task(
            "draft requests not sent yet",
            f"{url}?status=draft",
            found["drafts"],
            found["draft_title"] if found["drafts"] == 1 else "",
            button="Finish",
            one="draft request not sent yet",
        ),
    ]


def booking_tasks(person: Person) -> Steps[list[Task]]:
    """Return what the central booking officer is to book, and whose attendance is to be recorded."""
    tasks = []
    if person.authority.holds(Role.BOOKING_OFFICER):
        [to_book] = yield summed(CourseRequest.objects.to_book(), number=Count("pk"), oldest=Min("waiting_since"))
        hint = f"oldest approved {days_from_now(to_book['oldest'])}" if to_book["oldest"] else ""
        tasks.append(
            Task(
                "courses to book",
                reverse("courses:desk"),
                to_book["number"],
                hint.capitalize(),
                Urgency.SOON,
                "Book",
                one="course to book",
            )
        )
        due, url = queue_of(ATTENDANCE), reverse("courses:desk-queue", args=[ATTENDANCE])
    else:
        due = Booking.objects.in_register_of(person).attendance_to_confirm(person, today())
        url = f"{reverse('courses:register')}?year=all&status={TO_CONFIRM}"
    [found] = yield summed(due, number=Count("pk"), oldest=Min("ends_on"))
    hint = f"Oldest {days_from_now(found['oldest'])}" if found["oldest"] else ""
    tasks.append(
        Task(
            "attendances to record",
            url,
            found["number"],
            hint,
            Urgency.SOON,
            "Record",
            one="attendance to record",
        )
    )
    return tasks


def coming_bookings(visit: Visit) -> Steps[list[Coming]]:
    """Return the reader's next bookings and, of the schools that they lead, who is out in the weeks to come."""
    person, first = visit.person, today()
    leads = person.authority.schools_led()
    shown = ("public_id", "starts_on", "venue", "request__title", "person__first_name", "person__last_name")
    rows = Booking.objects.open().filter(ends_on__gte=first).order_by("starts_on", "pk")
    rows = rows.select_related("request", "person").only(*shown)
    asked = [rows.filter(person=person)[:FEW]]
    if leads:
        asked.append(rows.filter(school__in=leads, starts_on__lte=first + AHEAD).exclude(person=person)[:FEW])
    own, *others = yield asked
    named = [(row, f"You · {row.venue}".rstrip(" ·")) for row in own]
    named += [(row, row.person.full_name) for found in others for row in found]
    return [Coming(max(row.starts_on, first), row.request.title, who, row.get_absolute_url()) for row, who in named]


def booked_tiles(visit: Visit) -> Steps[list[Tile]]:
    """Return what was booked this term at each place that the reader answers for; nothing where nothing was."""
    tiles = yield from side_by_side(_booked_tile(place, visit.term(place)) for place in visit.places)
    return [tile for tile in tiles if tile]


def _booked_tile(place: School | None, term: TermSpan) -> Steps[Tile | None]:
    bookings = Booking.objects.filter(starts_on__range=(term.first, term.last))
    asked = {"year": "all", "first_day": term.first.isoformat(), "last_day": term.last.isoformat(), "status": HELD}
    if place:
        bookings = bookings.filter(school=place)
        asked["school"] = str(place.public_id)
    sums = yield from booking_sums(bookings)
    if not sums.booked:
        return None
    return Tile(
        money(sums.cost),
        "booked this term",
        f"{reverse('courses:register')}?{urlencode(asked)}",
        hint=counted(sums.booked, "booking"),
        place=heading_of(place),
    )


def long_waits(visit: Visit) -> Steps[list[Concern]]:
    """Return the schools whose requests have waited long for a decision, for those who look after all schools."""
    concerns: list[Concern] = []
    if not visit.looks_after_all:
        return concerns
    rows = CourseRequest.objects.visible_to(visit.person).filter(
        status=CourseRequest.Status.DECIDING, waiting_since__lt=now() - LONG_WAIT
    )
    by_school = rows.order_by().values("school").annotate(number=Count("pk"), oldest=Min("waiting_since"))
    for school, number, oldest in (yield by_school.values_list("school", "number", "oldest")):
        days = (now() - oldest).days
        words = (
            f"1 request waiting {days} days"
            if number == 1
            else f"{counted(number, 'request')} waiting, the oldest {days} days"
        )
        concerns.append(Concern(school, words, 5 + 2 * number))
    return concerns
