"""What a person's CPD record comes to, by reason and year, and the feedback on what somebody did."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, QuerySet, Sum, Window

from core.calendar import academic_year, today, year_bounds
from core.formatting import short_date
from core.search import has_words, whole_words
from core.site_search import SHOWN
from people.models import Person, Role
from planning.models import Reason
from planning.overview.figures import Quote, Quoted
from training.models import Feedback, Record

# So many records that wait for feedback are named one by one.
FEW = 3


@dataclass(frozen=True, slots=True)
class ReasonTotal:
    """How much a person did for one of the four reasons of the policy (R-4)."""

    reason: str
    label: str
    count: int
    hours: Decimal


@dataclass(frozen=True, slots=True)
class RecordTotals:
    """How much a person did altogether, and for which reasons."""

    count: int
    hours: Decimal
    by_reason: tuple[ReasonTotal, ...]


def hours_by_month(records: "QuerySet[Record]") -> dict[tuple[int, int], Decimal]:
    """Return the hours of some records by year and month, in one query, to the hundredth: SQLite adds up floats."""
    rows = records.order_by().values_list("starts_on__year", "starts_on__month").annotate(Sum("hours"))
    return {(year, month): Decimal(amount or 0).quantize(Decimal("0.01")) for year, month, amount in rows}


def totals_by_reason(records: "QuerySet[Record]") -> RecordTotals:
    """Return number and hours of the records, altogether and for each reason of the policy, in one query."""
    found = {
        row["reason"]: row
        for row in records.order_by().values("reason").annotate(count=Count("pk"), hours=Sum("hours"))
    }
    by_reason = tuple(
        ReasonTotal(reason.value, reason.label, found[reason]["count"], found[reason]["hours"])
        if reason in found
        else ReasonTotal(reason.value, reason.label, 0, Decimal(0))
        for reason in Reason
    )
    return RecordTotals(sum(r.count for r in by_reason), sum((r.hours for r in by_reason), Decimal(0)), by_reason)


def years_of(person: Person) -> list[int]:
    """Return the academic years in which the person did something, and the present one, the newest first."""
    ends = Record.objects.filter(person=person).aggregate(first=Min("starts_on"), last=Max("starts_on"))
    this_year = academic_year(today())
    if ends["first"] is None:
        return [this_year]
    return list(range(max(academic_year(ends["last"]), this_year), academic_year(ends["first"]) - 1, -1))


def records_of(person: Person, year: int | None) -> "QuerySet[Record]":
    """Return one person's records, of one academic year or of all, with school and certificates."""
    records = Record.objects.of(person)
    if year is not None:
        records = records.filter(starts_on__range=year_bounds(year))
    return records.select_related("school", "requirement", "feedback", "feedback_request").prefetch_related(
        "certificates"
    )


def waiting_of(person: Person) -> "QuerySet[Record]":
    """Return the records of a person on which feedback was asked for and not given, the newest first."""
    return Record.objects.of(person).waiting_for_feedback()


def feedback_in_words(record: Record) -> str:
    """Return how it stands with the feedback on a record, in a word; nothing where nobody was asked."""
    if (given := record.given_feedback) is not None:
        return "Shared" if given.is_shared else "Given"
    return "Missing" if record.awaits_feedback else ""


def readers_of(record: Record) -> str:
    """Return who reads the feedback on a record in any case, in words for whoever gives it."""
    authority = record.person.authority
    if authority.posts:
        # A leader reads what a present member of staff did, and a school keeps what was for it.
        also = "" if record.school_id in authority.schools_worked_at() else f" and of {record.school}"
        return f"your line manager, the leaders of your school{also} and the central team"
    if authority.holds_any([Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER]):
        return "the chair of trustees and the central team"
    return "the leaders of the school, the chair and the clerk of your board, and the central team"


def quoted(rows: "QuerySet[Feedback]", more_url: str) -> Quoted:
    """Return the newest of some shared feedback as quotes, and how much there is, in one query."""
    newest = rows.select_related("record__person", "record__school").order_by("-shared_at", "-pk")
    found = list(newest.annotate(number=Window(Count("pk")))[:FEW])
    quotes = tuple(
        Quote(
            f.learnt,
            f"{f.record.title}, {short_date(f.record.starts_on)}",
            f"{f.author}, {f.record.school}",
            f.get_absolute_url(),
        )
        for f in found
    )
    return Quoted("What colleagues say", quotes, found[0].number if found else 0, more_url)


def newest_first(rows: "QuerySet[Record]", words: str, actor: Person) -> list[Record]:
    """Return the first records that fit the words: whole words first, then parts, each the newest first.

    So no query sorts a million rows.
    """
    found = list(rows.filter(whole_words(words, "title"))[:SHOWN])
    if len(found) < SHOWN:
        others = rows.filter(has_words(words, "title")).exclude(pk__in=[row.pk for row in found])
        found += others[: SHOWN - len(found)]
    return found
