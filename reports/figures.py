"""What a report shows, computed from the records. One function a kind; the result is plain data that is kept.

Nothing here names a person but the qualifications of those who agreed to be named (policy RM-8). Groups so small
that a reader could tell who is meant are told together, or not at all (`reports.small_groups`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q

from certificates.summary import MET, UNMET, Summary, number_of, rate, summarise
from core.calendar import today, year_bounds
from core.formatting import sum_of
from core.text import fold
from courses.models import DeclineReason
from people.models import School, Term
from people.selectors import terms_in
from planning.approaches.selectors import approach_names
from planning.suppression import smallest_group
from planning.vocabulary import KINDS, ROUTES
from reports.budget_figures import budget_figures, budget_side_by_side
from reports.facts import GOVERNING, GROUPS, Asked, Booked, Earned, Learned, asked, booked, earned, learned
from reports.planning_figures import plan_figures
from reports.small_groups import (
    TOGETHER,
    Below,
    Parts,
    R,
    is_small,
    may_be_added_up,
    people_of,
    split,
    without_small_schools,
)
from reports.statutory_figures import statutory_position

OTHERS = "Other qualifications"


def period(school: School | None, year: int, term: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day that a report of this term covers."""
    span = next(span for span in terms_in(school, year) if span.name == term)
    return span.first, span.last


def as_of(last: dt.date) -> dt.date:
    """Return the day for which a report says who is up to date: the last of its term, or today in a term that runs."""
    return min(last, today())


def school_figures(school: School, year: int, term: str) -> dict[str, Any]:
    """Return the figures of a school's termly report (policy RP-1, RM-4, RM-6, RM-8)."""
    first, last = period(school, year, term)
    scope, smallest = Q(school=school), smallest_group()
    figures = common_figures(Rows.of(scope, first, last), smallest) | {
        "statutory": statutory_position(summarise(as_of(last), school), school),
        "budget": budget_figures(school, year, last),
        "plan": plan_figures(school, year, first, last),
    }
    if term == Term.Name.SUMMER:
        # The yearly account of staff CPD stands in the summer report (RM-6), beside those of its three terms.
        terms = [Rows.of(scope, span.first, span.last) for span in terms_in(school, year)]
        figures["year"] = common_figures(Rows.of(scope, *year_bounds(year)), smallest, terms)
    return figures


def trust_figures(year: int, term: str) -> dict[str, Any]:
    """Return the figures of the summary to the trustees: the trust, and its schools side by side (policy RP-2)."""
    first, last = period(None, year, term)
    schools, smallest = list(School.objects.all()), smallest_group()
    everything = Rows.of(Q(), first, last)
    counted, left_out = everything.without_small_schools(smallest)
    summary = summarise(as_of(last))
    return common_figures(counted, smallest, [counted.at(school) for school in schools]) | {
        "left_out": [school.name for school in schools if school.pk in left_out],
        "statutory": statutory_position(summary, None),
        "schools": side_by_side(schools, everything, summary, smallest),
        "budget": budget_side_by_side(schools, year, last),
    }


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that a report counts between two days."""

    first: dt.date
    last: dt.date
    learned: list[Learned]
    asked: list[Asked]
    booked: list[Booked]
    earned: list[Earned]

    @classmethod
    def of(cls, scope: Q, first: dt.date, last: dt.date) -> "Rows":
        """Return the rows of a scope between two days."""
        return cls(
            first,
            last,
            learned(scope, first, last),
            asked(scope, first, last),
            booked(scope, first, last),
            earned(scope, first, last),
        )

    def at(self, school: School) -> "Rows":
        """Return the rows of one school."""
        return replace(
            self,
            learned=[row for row in self.learned if row.school == school.pk],
            asked=[row for row in self.asked if row.school == school.pk],
            booked=[row for row in self.booked if row.school == school.pk],
            earned=[row for row in self.earned if row.school == school.pk],
        )

    def without_small_schools(self, smallest: int) -> tuple["Rows", set[int]]:
        """Return the rows that the trust's totals count, and the schools that some of them leave out."""
        learned, without = without_small_schools(self.learned, smallest)
        asked, also = without_small_schools(self.asked, smallest)
        booked, and_also = without_small_schools(self.booked, smallest)
        return replace(self, learned=learned, asked=asked, booked=booked), without | also | and_also


def common_figures(rows: Rows, smallest: int, below: Sequence[Rows] = ()) -> dict[str, Any]:
    """Return requests, participation, cost and qualifications of some rows.

    `below`: the rows of the reports that are read beside this one, of schools or terms that these rows are the sum of.
    """
    learned_below = [some.learned for some in below]
    return {
        "first": rows.first.isoformat(),
        "last": rows.last.isoformat(),
        "smallest": smallest,
        "requests": request_figures(rows.asked, smallest, [some.asked for some in below]),
        "participation": participation_figures(rows.learned, smallest, learned_below),
        "cost": cost_figures(rows.booked, smallest, [some.booked for some in below])
        | {"per_hour": cost_of_an_hour(rows.learned, smallest, learned_below)},
        "qualifications": qualification_figures(rows.earned, smallest, [some.earned for some in below]),
    }


def request_figures(rows: Sequence[Asked], smallest: int, below: "Below[Asked]" = ()) -> dict[str, Any]:
    """Return how many requests were made, what became of them, and how long decisions took.

    What became of those of few people is None, and told together where that is enough of them.
    """
    outcomes = ("approved", "declined", "withdrawn", "open")
    parts = split(rows, lambda row: row.outcome, smallest, below)
    declined = parts.shown.get("declined", [])
    declined_below = [[row for row in some if row.outcome == "declined"] for some in below]
    decided = [row for row in rows if row.days is not None]
    return {
        "made": len(rows) if may_be_added_up(rows, smallest, below) else None,
        **{name: None if name in parts.hidden else len(parts.shown.get(name, ())) for name in outcomes},
        "together": len(parts.together) or None,
        "decline_reasons": split_up(
            declined, lambda row: row.decline_reason, dict(DeclineReason.choices), smallest, declined_below
        ),
        "days_to_decide": None
        if not decided or is_small(decided, smallest)
        else round(median(row.days for row in decided if row.days is not None)),
    }


def participation_figures(rows: Sequence[Learned], smallest: int, below: "Below[Learned]" = ()) -> dict[str, Any]:
    """Return activities, people and hours; by reason (R-4), by approach, route and staff group, outside and inside."""
    told = may_be_added_up(rows, smallest, below)
    places = split(rows, lambda row: "external" if row.is_external else "internal", smallest, below)
    return {
        "activities": len(rows) if told else None,
        "people": len(people_of(rows)) if told else None,
        "hours": hours_in(rows) if told else None,
        "by_reason": split_up(rows, lambda row: row.reason, KINDS, smallest, below, hours_in),
        "by_approach": split_up(rows, lambda row: row.approach, approach_names(), smallest, below, hours_in),
        "by_route": split_up(rows, lambda row: row.route, ROUTES, smallest, below, hours_in),
        "by_group": [
            [label, len(people_of(part)), hours_in(part)]
            for label, part in parts_in_order(split(rows, lambda row: row.group, smallest, below), [*GROUPS, GOVERNING])
        ],
        "external": None if not told or places.hidden else len(places.shown.get("external", ())),
    }


def cost_figures(rows: Sequence[Booked], smallest: int, below: "Below[Booked]" = ()) -> dict[str, Any]:
    """Return what bookings cost, by reason; and, apart from that, what was charged for those that were cancelled."""
    held, cancelled = ([row for row in rows if row.is_cancelled is gone] for gone in (False, True))
    held_below, gone_below = (
        [[row for row in some if row.is_cancelled is gone] for some in below] for gone in (False, True)
    )
    told = may_be_added_up(held, smallest, held_below)
    told_cancelled = may_be_added_up(cancelled, smallest, gone_below)
    return {
        "booked": len(held) if told else None,
        "spent": costs_in(held) if told else None,
        "cancelled": len(cancelled) if told_cancelled else None,
        "charges": plain(sum((row.charge for row in cancelled), Decimal(0))) if told_cancelled else None,
        "by_reason": split_up(held, lambda row: row.reason, KINDS, smallest, held_below, costs_in),
        "closed_cover": closed_cover_figures(held, smallest, held_below),
    }


def closed_cover_figures(rows: Sequence[Booked], smallest: int, below: "Below[Booked]") -> dict[str, Any] | None:
    """Return the supply cover that is booked on days when the school is closed; None where there is none.

    Of few people the number is None and no sum is told.
    """
    closed, *closed_below = ([row for row in some if row.has_closed_cover] for some in (rows, *below))
    if not closed:
        return None
    if not may_be_added_up(closed, smallest, closed_below):
        return {"bookings": None}
    return {"bookings": len(closed), "cover": sum_of(row.closed_cover for row in closed)}


def cost_of_an_hour(rows: Sequence[Learned], smallest: int, below: "Below[Learned]" = ()) -> str | None:
    """Return what an hour of a person cost, over what was paid for (AP-10)."""
    paid, *paid_below = ([row for row in some if row.cost > 0] for some in (rows, *below))
    hours = sum((row.hours for row in paid), Decimal(0))
    if not hours or not may_be_added_up(paid, smallest, paid_below):
        return None
    return plain(sum((row.cost for row in paid), Decimal(0)) / hours)


def hours_in(rows: "Collection[Learned]") -> str:
    """Return the hours of some records together."""
    return plain(sum((row.hours for row in rows), Decimal(0)))


def costs_in(rows: "Collection[Booked]") -> str:
    """Return the cost of some bookings together."""
    return plain(sum((row.cost for row in rows), Decimal(0)))


def split_up(
    rows: Sequence[R],
    part_of: Callable[[R], str],
    labels: dict[str, str],
    smallest: int,
    below: "Below[R]" = (),
    amount_of: Callable[[Collection[R]], str] | None = None,
) -> list[list[Any]]:
    """Return label, number and amount of each part that may be shown, the most first, and of the others together."""
    parts = split(rows, part_of, smallest, below)
    found: list[list[Any]] = []
    for key, part in parts_in_order(parts, sorted(parts.shown)):
        label = labels.get(key, key or "Another reason")
        found.append([label, len(part), amount_of(part)] if amount_of else [label, len(part)])
    together = [row for row in found if row[0] == TOGETHER]
    return sorted([row for row in found if row[0] != TOGETHER], key=lambda row: -Decimal(row[-1])) + together


def parts_in_order(parts: "Parts[R]", order: Sequence[str]) -> list[tuple[str, list[R]]]:
    """Return the parts that may be shown in an order, and the others together at the end."""
    shown = [(name, parts.shown[name]) for name in order if name in parts.shown]
    return [*shown, (TOGETHER, parts.together)] if parts.together else shown


def qualification_figures(rows: Sequence[Earned], smallest: int, below: "Below[Earned]" = ()) -> list[dict[str, Any]]:
    """Return the qualifications that the school or trust paid for (RM-8): those of whoever agreed to be named, by name.

    Of the others, a qualification that enough people have, with their number, and the rest together. At a school a
    title alone tells who is meant, so it is not told of fewer; and the number of the rest only where it may be.
    """
    found: list[dict[str, Any]] = [
        {
            "title": row.title,
            "body": row.body,
            "paid_by": row.paid_by,
            "school": row.place,
            "person": row.name,
            "on": row.on.isoformat(),
        }
        for row in rows
        if row.name
    ]
    unnamed, *unnamed_below = ([row for row in some if not row.name] for some in (rows, *below))
    parts = split(unnamed, lambda row: fold(row.title), smallest, unnamed_below)
    for title in sorted(parts.shown):
        part = parts.shown[title]
        found.append({"title": part[0].title, "people": len(people_of(part))})
    rest = [row for part in parts.hidden.values() for row in part]
    if rest:
        rest_below = [[row for row in some if fold(row.title) in parts.hidden] for some in unnamed_below]
        is_told = may_be_added_up(rest, smallest, rest_below)
        found.append({"title": OTHERS, "people": len(people_of(rest)) if is_told else None})
    return found


def side_by_side(schools: list[School], rows: Rows, summary: Summary, smallest: int) -> list[dict[str, Any]]:
    """Return each school's main figures in a row; those of fewer people than may be told apart are None."""
    result = []
    for school in schools:
        own = rows.at(school)
        held = [row for row in own.booked if not row.is_cancelled]
        counts = [summary.of(school.pk, requirement) for requirement in summary.requirements]
        needed = max((number_of(one, MET) + number_of(one, UNMET) for one in counts), default=0)
        participation = not is_small(own.learned, smallest)
        result.append(
            {
                "school": school.name,
                "requests": None if is_small(own.asked, smallest) else len(own.asked),
                "activities": len(own.learned) if participation else None,
                "people": len(people_of(own.learned)) if participation else None,
                "hours": hours_in(own.learned) if participation else None,
                "spent": None if is_small(held, smallest) else costs_in(held),
                "valid_percent": rate(sum(counts, Counter())) if needed >= smallest else None,
            }
        )
    return result


def plain(amount: Decimal) -> str:
    """Return an amount as text with two decimals: JSON keeps it as it is."""
    return f"{amount:.2f}"
