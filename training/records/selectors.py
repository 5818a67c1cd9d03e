"""What a person's CPD record comes to, by reason and year, and what a record may be linked to (policy R-4)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from core.calendar import academic_year, add_months, today, year_bounds, year_label
from core.components import Bar
from core.formatting import hours as hours_words
from core.reading import Steps, run_steps
from core.search import has_words, whole_words
from core.site_search import SHOWN
from people.models import Person
from planning.approaches.selectors import approach_choices, approach_names
from planning.links.selectors import actions_to_serve, needs_to_answer, priorities_to_serve
from planning.models import Reason
from planning.vocabulary import ROUTES
from training.records.models import Record

# So many records that wait for feedback are named one by one.
FEW = 3


@dataclass(frozen=True, slots=True)
class PartTotal:
    """How much of a record has one reason or is one type of training: its code, number and hours."""

    code: str
    label: str
    count: int = 0
    hours: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class RecordTotals:
    """How much a person did altogether: by the policy's four reasons (R-4), by type of training and by route."""

    count: int
    hours: Decimal
    by_reason: tuple[PartTotal, ...]
    by_approach: tuple[PartTotal, ...]
    by_route: tuple[PartTotal, ...]


@dataclass(frozen=True, slots=True)
class YearTotal:
    """How much a person did in an academic year."""

    year: int
    count: int = 0
    hours: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        """Return the year as people write it."""
        return year_label(self.year)

    @property
    def asked(self) -> str:
        """Return what an address asks for this year by: nothing for the present one."""
        return "" if self.year == academic_year(today()) else str(self.year)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a person's whole record holds: its years, the newest first, and the types of training in it."""

    years: tuple[YearTotal, ...]
    approaches: tuple[tuple[str, str], ...]


def adding_up_months(records: "QuerySet[Record]") -> Steps[dict[tuple[int, int], Decimal]]:
    """Return the hours of some records by year and month, to the hundredth: SQLite adds up floats."""
    rows = yield records.order_by().values_list("starts_on__year", "starts_on__month").annotate(Sum("hours"))
    return {(year, month): Decimal(amount or 0).quantize(Decimal("0.01")) for year, month, amount in rows}


def month_bars(records: "QuerySet[Record]", year: int) -> list[Bar]:
    """Return the hours of each month of an academic year for a chart, up to this one; nothing without any hours."""
    found = run_steps(adding_up_months(records.filter(starts_on__range=year_bounds(year))))
    first, _ = year_bounds(year)
    months = [add_months(first, number) for number in range(12)]
    shown = [month for month in months if month <= today() or found.get((month.year, month.month))]
    sums = [(f"{month:%b}", found.get((month.year, month.month), Decimal(0))) for month in shown]
    return [Bar(label, amount, hours_words(amount)) for label, amount in sums] if any(found.values()) else []


def record_totals(records: "QuerySet[Record]") -> RecordTotals:
    """Return number and hours of the records: altogether, by reason, and by each type and route there is; one query."""
    parts = records.order_by().values_list("reason", "approach", "route")
    rows = list(parts.annotate(count=Count("pk"), hours=Sum("hours")))
    reasons, approaches, routes = (
        tuple(_part(code, label, [row[3:] for row in rows if row[place] == code]) for code, label in labels.items())
        for place, labels in enumerate((dict(Reason.choices), approach_names(), ROUTES))
    )
    return RecordTotals(
        sum(part.count for part in reasons),
        sum((part.hours for part in reasons), Decimal(0)),
        reasons,
        _most_first(approaches),
        _most_first(routes),
    )


def _most_first(parts: tuple[PartTotal, ...]) -> tuple[PartTotal, ...]:
    """Return the parts that there are, those with most hours first."""
    return tuple(sorted((part for part in parts if part.count), key=lambda part: -part.hours))


def _part(code: str, label: str, sums: list[tuple[int, Decimal]]) -> PartTotal:
    hours = sum((hours for _, hours in sums), Decimal(0)).quantize(Decimal("0.01"))  # SQLite adds up floats
    return PartTotal(code, str(label), sum(count for count, _ in sums), hours)


def overview_of(person: Person) -> Overview:
    """Return the years of a person's record with their totals, the present one included, and its types; one query."""
    rows = list(Record.objects.filter(person=person).values_list("starts_on", "approach", "hours"))
    by_year: dict[int, list[Decimal]] = {academic_year(today()): []}
    for starts_on, _, hours in rows:
        by_year.setdefault(academic_year(starts_on), []).append(hours)
    newest_first = sorted(by_year.items(), reverse=True)
    years = (YearTotal(year, len(found), sum(found, Decimal(0))) for year, found in newest_first)
    there = {approach for _, approach, _ in rows}
    return Overview(tuple(years), tuple(choice for choice in approach_choices() if choice[0] in there))


def own_word_hours(records: "QuerySet[Record]") -> Decimal:
    """Return the hours among some records that nobody has confirmed yet; no figure of a school counts them."""
    found = records.own_word().order_by().aggregate(Sum("hours"))["hours__sum"]  # type: ignore[attr-defined]
    return Decimal(found or 0).quantize(Decimal("0.01"))


def records_of(person: Person, year: int | None, approach: str = "") -> "QuerySet[Record]":
    """Return one person's records, of one academic year and one type or of all, with school and certificates."""
    records = Record.objects.of(person)
    if year is not None:
        records = records.filter(starts_on__range=year_bounds(year))
    if approach:
        records = records.filter(approach=approach)
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
    return "Not given yet" if record.awaits_feedback else ""


def newest_first(rows: "QuerySet[Record]", words: str, actor: Person) -> list[Record]:
    """Return the first records that fit the words: whole words first, then parts, each the newest first.

    So no query sorts a million rows.
    """
    found = list(rows.filter(whole_words(words, "title"))[:SHOWN])
    if len(found) < SHOWN:
        others = rows.filter(has_words(words, "title")).exclude(pk__in=[row.pk for row in found])
        found += others[: SHOWN - len(found)]
    return found


def choices_for(record: Record, actor: Person) -> "dict[str, QuerySet[Any]]":
    """Return what the actor may choose for each link of a record; a priority only where it is the reason."""
    year = academic_year(record.starts_on)
    choices: dict[str, QuerySet[Any]] = {
        "need": needs_to_answer(actor, record.school, record.person, ended_too=True),
        "action": actions_to_serve(actor, record.school, year),
    }
    if record.reason == Reason.PRIORITY:
        choices = {"priority": priorities_to_serve(actor, record.school, year), **choices}
    return choices
