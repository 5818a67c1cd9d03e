"""The demo's budgets of last year and this year, with a ledger that fits its requests and bookings to the penny."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_UP, Decimal
from itertools import accumulate
from random import Random

from budgets.models import Budget, BudgetLine, Entry
from budgets.selectors import NAMES
from core.calendar import academic_year, year_bounds
from courses.charging.selectors import line_for
from courses.charging.services import account_of
from courses.models import Booking, CourseRequest
from demo.history import at
from demo.people import DemoPeople
from demo.school_year import past
from people.models import Person, School
from planning.models import Priority

Kind, Kinds = BudgetLine.Kind, Entry.Kind
FIFTY = Decimal(50)
# What is moved from everything else to the early career teachers.
MOVED = Decimal(20)
# The day in the summer before on which budgets are opened.
OPENED = (7, 10)
# What a line had beyond what it came to use, in per cent; the first school's priorities are nearly used up.
SPARE = (108, 115, 125, 140, 160)
LEAST = {Kind.PRIORITY: 600, Kind.REVIEW: 500, Kind.STATUTORY: 500, Kind.ECT: 400, Kind.OTHER: 250}
NOTES = [
    (
        "ECTs are our first call on the budget this year. We’ll look at personal development in the summer if there’s "
        "money left."
    ),
    "Most of the budget goes on reading, in line with our improvement plan.",
    "",
]


def make_budgets(random: Random, day: dt.date, people: DemoPeople) -> None:
    """Open the budgets of the schools and the central team, and write what every request held and spent."""
    this_year = academic_year(day)
    assert people.central is not None
    heads = people.heads | {people.central.pk: people.central_staff["ceo"]}
    for year in (this_year - 1, this_year):
        for number, school in enumerate([*people.schools, people.central]):
            lines = _open(school, year, heads[school.pk], NOTES[number % len(NOTES)], day)
            charged = _charges(school, year, lines, people)
            _allocate(random, lines, charged, heads[school.pk], day, is_tight=number == 0)
            rows = sorted((entry for entries in charged.values() for entry in entries), key=lambda entry: entry.at)
            Entry.objects.bulk_create(rows, batch_size=200)
            if number == 0:
                _transfer(lines, heads[school.pk], past(year_bounds(year)[0] + dt.timedelta(days=60), day))


def _open(school: School, year: int, head: Person, note: str, day: dt.date) -> list[BudgetLine]:
    opened = at(past(dt.date(year, *OPENED), day))
    budget = Budget.objects.create(school=school, year=year, note=note, opened_by=head, opened_at=opened)
    wanted: list[tuple[str, str, Priority | None]] = [
        (Kind.PRIORITY, str(priority)[:200], priority)
        for priority in Priority.objects.in_force().filter(school=school, year=year).order_by("number")
    ] or [(Kind.PRIORITY, "Improvement priorities", None)]
    wanted += [(kind, name, None) for kind, name in NAMES.items()]
    return BudgetLine.objects.bulk_create(
        BudgetLine(budget=budget, school=school, year=year, kind=kind, name=name, priority=priority, position=position)
        for position, (kind, name, priority) in enumerate(wanted, start=1)
    )


def _charges(school: School, year: int, lines: list[BudgetLine], people: DemoPeople) -> dict[int, list[Entry]]:
    """Return by line what the school's requests of the year held, spent and gave back."""
    rows = (
        CourseRequest.objects.filter(school=school, starts_on__range=year_bounds(year), agreed_cost__isnull=False)
        .exclude(status__in=[CourseRequest.Status.DECIDING, CourseRequest.Status.WITHDRAWN])
        .select_related("applicant", "action__funding", "school")
        .prefetch_related("bookings", "stages__decisions")
        .order_by("pk")
    )
    executive, officer = people.central_staff["executive-lead"], people.central_staff["booking-officer"]
    found: dict[int, list[Entry]] = defaultdict(list)
    for request in rows:
        line = line_for(request, lines)
        if line is None or not request.total_cost:
            continue
        found[line.pk] += _entries(request, line, executive, officer)
    return found


def _entries(request: CourseRequest, line: BudgetLine, executive: Person, officer: Person) -> Iterable[Entry]:
    """Return what one request moved, in its order."""
    bookings = list(request.bookings.all())
    moments = [decision.at for stage in request.stages.all() for decision in stage.decisions.all()]
    approved = max(moments)
    if bookings:
        approved = min(approved, bookings[0].booked_at - dt.timedelta(hours=1))

    account = account_of(request)

    def entry(kind: str, amount: Decimal, by: Person, moment: dt.datetime) -> Entry:
        return Entry(line=line, kind=kind, amount=amount, account=account, made_by=by, at=moment)

    yield entry(Kinds.COMMITTED, request.total_cost, executive, approved)
    for booking in bookings:
        yield entry(Kinds.RELEASED, request.total_cost, officer, booking.booked_at)
        yield entry(Kinds.SPENT, booking.cost, officer, booking.booked_at)
        back = booking.cost - booking.cancellation_charge
        if booking.status == Booking.Status.CANCELLED and back > 0:
            assert booking.cancelled_at is not None
            yield entry(Kinds.REFUNDED, back, officer, max(booking.cancelled_at, booking.booked_at))


def _allocate(
    random: Random,
    lines: list[BudgetLine],
    charged: dict[int, list[Entry]],
    head: Person,
    day: dt.date,
    *,
    is_tight: bool,
) -> None:
    """Put on each line the most that it came to use, and something to spare."""
    moment = at(past(dt.date(lines[0].year, *OPENED), day), 9)
    rows = []
    for line in lines:
        used = _most_used(charged[line.pk])
        spare = 106 if is_tight and line.kind == Kind.PRIORITY and used else random.choice(SPARE)
        amount = (used * spare / 100 / FIFTY).quantize(Decimal(1), rounding=ROUND_UP) * FIFTY
        least = Decimal(LEAST[Kind(line.kind)])
        if is_tight and line.kind == Kind.PRIORITY and used:
            least = Decimal(0)
        elif line.kind == Kind.OTHER:
            least = max(least, used + MOVED)
        rows.append(
            Entry(
                line=line,
                kind=Kinds.ALLOCATED,
                amount=max(amount, least),
                note="Opening allocation",
                made_by=head,
                at=moment,
            )
        )
    Entry.objects.bulk_create(rows)


def _most_used(entries: list[Entry]) -> Decimal:
    """Return the most that the entries used of their line at any moment: what comes back later had to be there."""
    in_order = sorted(entries, key=lambda entry: entry.at)
    return max(accumulate((_signed(entry) for entry in in_order), initial=Decimal(0)))


def _signed(entry: Entry) -> Decimal:
    return entry.amount if entry.kind in (Kinds.COMMITTED, Kinds.SPENT) else -entry.amount


def _transfer(lines: list[BudgetLine], head: Person, day: dt.date) -> None:
    """Move a little from everything else to the early career teachers, with its reason."""
    shared = uuid.uuid4()
    by_kind = {line.kind: line for line in lines}
    Entry.objects.bulk_create(
        Entry(
            line=by_kind[kind], kind=Kinds.ALLOCATED, amount=amount, transfer=shared, made_by=head, at=at(day),
            note="A second early career teacher has joined us.",
        )
        for kind, amount in ((Kind.OTHER, -MOVED), (Kind.ECT, MOVED))
    )  # fmt: skip
