"""Which budget line pays for a request, and what it would have left (policy AP-6, AP-7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from budgets.charging import Charged, Pending, PendingByLine
from budgets.models import Budget, BudgetLine, Entry
from budgets.money import Money, sums
from core.calendar import year_bounds, year_label
from core.decisions import Decision
from core.money import NOTHING, pence
from core.reading import read_together
from core.search import has_words
from courses.bookings.models import Booking
from courses.requests.capacities import early_career_among, is_early_career
from courses.requests.models import CourseRequest, Outcome, Stage
from people.models import Person, School
from planning.models import Reason, Source

Kind = BudgetLine.Kind
KIND_OF_REASON: dict[str, str] = {
    Reason.STATUTORY: Kind.STATUTORY,
    Reason.PRIORITY: Kind.PRIORITY,
    Reason.REVIEW: Kind.REVIEW,
    Reason.PERSONAL: Kind.OTHER,
}


def open_lines(request: CourseRequest) -> list[BudgetLine]:
    """Return the lines that could pay for a request: the open ones of its school's budget of its year, with sums."""
    year = request.budget_year
    if year is None:
        return []
    rows = BudgetLine.objects.filter(school=request.school_id, year=year, is_open=True)
    return list(rows.with_sums().order_by("position", "pk"))


def has_budget(request: CourseRequest) -> bool:
    """Return whether the school has a budget in the year of the request."""
    year = request.budget_year
    return year is not None and Budget.objects.filter(school=request.school_id, year=year).exists()


def line_for(request: CourseRequest, lines: Collection[BudgetLine], is_ect: bool | None = None) -> BudgetLine | None:
    """Return which of the open lines pays for a request (policy AP-6, AP-7).

    The one that an approver chose; that of the action that it carries out; that of its priority; then by its kind: an
    early career teacher's own line, the line of its reason, and the line for everything else. `is_ect`: whether the
    applicant is one, where the caller knows.
    """
    by_key = {line.pk: line for line in lines}
    planned = getattr(request.action, "funding", None)
    wanted = [request.budget_line_id, planned.line_id if planned else None]
    for key in wanted:
        if key in by_key:
            return by_key[key]
    if request.priority_id:
        for line in lines:
            if line.priority_id == request.priority_id:
                return line
    kinds = [KIND_OF_REASON.get(request.reason, Kind.OTHER), Kind.OTHER]
    if is_early_career(request.applicant) if is_ect is None else is_ect:
        kinds.insert(0, Kind.ECT)
    for kind in kinds:
        for line in lines:
            # The line of a priority pays for that priority alone.
            if line.kind == kind and line.priority_id is None:
                return line
    return None


def _approved_in_part(year: int) -> "QuerySet[CourseRequest]":
    """Return what is approved by the Headteacher, say, and not yet by the Executive Lead, and costs something."""
    later = Stage.objects.filter(request=OuterRef("request"), round__gt=OuterRef("round"))
    approved = Stage.objects.filter(~Exists(later), request=OuterRef("pk"), outcome=Outcome.APPROVED)
    return CourseRequest.objects.filter(
        Exists(approved),
        Q(total_cost__gt=0) | Q(fee_unknown=True),
        status=CourseRequest.Status.DECIDING,
        starts_on__range=year_bounds(year),
    )


def pending_sums(schools: Collection[int] | None, year: int) -> "QuerySet[Any, Any]":
    """Return what is approved in part as sums by school, of some or of all (None): `amount`, `count`, `unpriced`."""
    rows = _approved_in_part(year) if schools is None else _approved_in_part(year).filter(school__in=schools)
    return (
        rows.order_by()
        .values("school")
        .annotate(amount=Sum("total_cost"), count=Count("pk"), unpriced=Count("pk", filter=Q(fee_unknown=True)))
    )


def pending(schools: Collection[int], year: int, apart_from: CourseRequest | None = None) -> PendingByLine:
    """Return what is approved in part, by school and the line that would pay. Nothing is held for it, so what is left
    of a line does not show it. Two queries.
    """
    rows = _approved_in_part(year).filter(school__in=schools)
    # What `line_for` asks: a large trust has thousands of them.
    asked = ("school", "applicant", "total_cost", "fee_unknown", "budget_line", "priority", "reason")
    rows = rows.select_related("action__funding").only(*asked, "action__funding__line")
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from.pk)
    open_lines = BudgetLine.objects.filter(school__in=schools, year=year, is_open=True).order_by("position", "pk")
    requests, found_lines = read_together(rows, open_lines)
    lines: dict[int, list[BudgetLine]] = {}
    for line in found_lines:
        lines.setdefault(line.school_id, []).append(line)
    ects = early_career_among(row.applicant_id for row in requests)
    found: PendingByLine = {}
    for row in requests:
        pays = line_for(row, lines.get(row.school_id, []), is_ect=row.applicant_id in ects)
        key = (row.school_id, pays.pk if pays else None)
        found[key] = found.get(key, Pending()) + Pending(
            pence(row.total_cost), 1, int(row.fee_unknown), frozenset([row.applicant_id])
        )
    return found


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line that could pay, and what it would have left."""

    line: BudgetLine
    money: Money
    after: Decimal
    # Other requests on the line that have a first approval and not the last.
    pending: Pending

    @property
    def is_over(self) -> bool:
        """Return whether it has not enough left."""
        return self.after < 0

    @property
    def after_pending(self) -> Decimal:
        """Return what would be left after this one and the others that wait for their last approval."""
        return self.after - self.pending.amount


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """What an approver reads about the money: the line, what is left on it now, what would be left after."""

    year: str
    has_budget: bool
    chosen: LineChoice | None
    choices: tuple[LineChoice, ...]
    may_exceed: Decision
    fee_unknown: bool

    @property
    def asks_reason(self) -> bool:
        """Return whether the reader may let a line go over, and one of the lines would."""
        return bool(self.may_exceed) and any(choice.is_over for choice in self.choices)


def money_card(request: CourseRequest, may_exceed: Decision) -> MoneyCard:
    """Return the card of the money for a request that is being decided; `may_exceed`: whether the reader may go over.

    A request that costs nothing needs no line; one of which nobody knows the price may come to need one.
    """
    lines = open_lines(request)
    others = pending([request.school_id], lines[0].year, apart_from=request) if lines else {}
    choices = []
    for line in lines:
        money = Money.of_row(line)
        waiting = others.get((request.school_id, line.pk), Pending())
        choices.append(LineChoice(line, money, money.left - pence(request.total_cost), waiting))
    fitting = line_for(request, lines)
    chosen = next((choice for choice in choices if fitting is not None and choice.line.pk == fitting.pk), None)
    year = request.budget_year
    return MoneyCard(
        year_label(year) if year else "",
        bool(lines) or has_budget(request),
        chosen,
        tuple(choices) if request.total_cost or request.fee_unknown else (),
        may_exceed,
        request.fee_unknown,
    )


def due(request: CourseRequest, status: str) -> tuple[Decimal, Decimal]:
    """Return what a request with `status` should hold and have spent: it follows from the request and its bookings.

    Approved, it holds what was agreed. Booked and after, it has spent the real cost. What a cancelled booking was
    charged stays spent, whatever became of the request.
    """
    held = pence(request.total_cost) if status == CourseRequest.Status.TO_BOOK else NOTHING
    spent = NOTHING
    for booking in request.bookings.all():
        if booking.status == Booking.Status.CANCELLED:
            spent += pence(booking.cancellation_charge)
        else:
            spent += pence(booking.cost)
    return held, spent


# --- What planning asks about the requests behind its entries -------------------------------------------------------


def live_requests(school: School, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests of a school that are, or may still come to be, paid out of the year's budget."""
    first, last = year_bounds(year)
    unsettled = [CourseRequest.Status.DRAFT, CourseRequest.Status.DECIDING, CourseRequest.Status.RETURNED]
    approved = [*CourseRequest.Status.approved(), CourseRequest.Status.CANCELLED]
    return CourseRequest.objects.filter(
        Q(status__in=unsettled) | Q(status__in=approved, starts_on__range=(first, last)), school=school
    )


def describe(actor: Person, accounts: Collection[int]) -> dict[int, Charged]:
    """Return title and address of the requests that have the accounts, as far as the actor sees them."""
    rows = CourseRequest.objects.visible_to(actor).filter(account__in=accounts)
    shown = rows.only("public_id", "title", "account")
    return {row.account_id: Charged(str(row), row.get_absolute_url()) for row in shown if row.account_id}


def matching(actor: Person, words: str, school: School, year: int) -> list[int]:
    """Return the accounts of a school's requests of a year whose title or provider has the words, as the actor sees."""
    rows = CourseRequest.objects.visible_to(actor).filter(school=school, starts_on__range=year_bounds(year))
    rows = rows.filter(has_words(words, "title", "provider_name"), account__isnull=False)
    return [account for account in rows.values_list("account", flat=True)[:1000] if account]


def used_for_reviews(schools: Collection[int], year: int) -> Mapping[int, Decimal]:
    """Return by school what other lines than those for reviews hold and have spent for what reviews agreed (PM-2)."""
    first, last = year_bounds(year)
    agreed = CourseRequest.objects.filter(
        # Training agreed for an objective that serves a priority was agreed in a review all the same.
        Q(reason=Reason.REVIEW) | Q(need__source=Source.REVIEW),
        school__in=schools,
        starts_on__range=(first, last),
        status__in=[*CourseRequest.Status.approved(), CourseRequest.Status.CANCELLED],
    )
    rows = (
        Entry.objects.filter(account__in=agreed.values("account"), line__year=year, line__school__in=schools)
        .exclude(line__kind=Kind.REVIEW)
        .order_by()
        .values("line__school")
        .annotate(**sums())
    )
    return {row["line__school"]: Money.of(row).used for row in rows}


def answered_needs() -> "QuerySet[Any]":
    """Return the keys of the needs that an approved request answers, so that money is held or spent for them."""
    return CourseRequest.objects.filter(need__isnull=False, status__in=CourseRequest.Status.approved()).values("need")
