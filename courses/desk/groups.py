"""What the desk shows as one row: a course on its dates, with everybody who is booked on it by the same call."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Lower

from courses.bookings.models import Booking
from courses.desk.details import offer_of

# Rows for a course of the catalogue go together by the course, others by title and provider.
KEY = ("offer_course", "offer_title", "offer_provider", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Group:
    """One course on one date, with the requests or bookings for it, the most urgent first."""

    rows: tuple[Any, ...]

    @property
    def first(self) -> Any:
        """Return the row that leads the group; its public id stands for the group in addresses."""
        return self.rows[0]

    @property
    def request(self) -> Any:
        """Return the request of the first row."""
        return getattr(self.first, "request", self.first)

    @property
    def title(self) -> str:
        """Return the course."""
        return self.request.title

    @property
    def provider(self) -> str:
        """Return who offers it."""
        return self.request.provider_name

    @property
    def starts_on(self) -> dt.date:
        """Return the first day."""
        return self.first.starts_on

    @property
    def ends_on(self) -> dt.date:
        """Return the last day."""
        return self.first.ends_on

    @property
    def count(self) -> int:
        """Return how many people there are."""
        return len(self.rows)

    @property
    def school_count(self) -> int:
        """Return over how many schools they are spread."""
        return len({row.school_id for row in self.rows})

    @property
    def people(self) -> list[tuple[Any, Any]]:
        """Return the rows, each with its person."""
        return [(row, person_of(row)) for row in self.rows]

    @property
    def leaving_words(self) -> str:
        """Return how many leave before it ends, in words; "" where nobody does."""
        count = sum(bool(getattr(row, "leaving", None)) for row in self.rows)
        return f"{count} leave{'s' if count == 1 else ''} before it ends" if count else ""

    @property
    def names(self) -> str:
        """Return the people with their schools, one a line: what a provider asks for."""
        return "\n".join(f"{person}, {row.school}" for row, person in self.people)


def person_of(row: Any) -> Any:
    """Return whom a request or booking is for."""
    return row.person if isinstance(row, Booking) else row.applicant


def _keyed(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Add to requests or bookings what makes two of them the same thing to book."""
    request = "request__" if rows.model is Booking else ""
    return rows.annotate(
        offer_course=F(f"{request}course"),
        offer_title=Case(When(**{f"{request}course": None}, then=Lower(f"{request}title")), default=Value("")),
        offer_provider=Case(
            When(**{f"{request}course": None}, then=Lower(f"{request}provider_name")), default=Value("")
        ),
    )


def grouped(rows: "QuerySet[Any]", fitting: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return the groups of requests or bookings of which one is `fitting`, as dictionaries, one a course and date.

    `total` and the like are of the whole group: one call books all of it. `fill` adds the people to a page of them.
    """
    is_booked = rows.model is Booking
    request = "request__" if is_booked else ""
    return (
        _keyed(rows)
        .order_by()
        .values(*KEY)
        .annotate(
            name=Min(f"{request}title"),
            best_rank=Min(f"{request}rank"),
            oldest=Min("booked_at" if is_booked else "waiting_since"),
            total=Sum("cost" if is_booked else "agreed_cost"),
            fits=Count("pk", filter=Q(pk__in=fitting.order_by().values("pk"))),
        )
        .filter(fits__gt=0)
    )


def members(rows: "QuerySet[Any]", keys: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], list[Any]]:
    """Return the requests or bookings of some groups by their key, the most urgent first: one query for all."""
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(**{name: key[name] for name in KEY if key[name] is not None}) & Q(
            offer_course__isnull=key["offer_course"] is None
        )
    order = ("request__rank", "pk") if rows.model is Booking else ("rank", "waiting_since", "pk")
    found = defaultdict(list)
    for row in _keyed(rows).filter(wanted).order_by(*order):
        found[tuple(getattr(row, name) for name in KEY)].append(row)
    return found


def fill(dictionaries: Iterable[dict[str, Any]], rows: "QuerySet[Any]") -> list[Group]:
    """Put on each of a page's dictionaries its `group`, with all who belong to it, and return the groups."""
    shown = list(dictionaries)
    found = members(rows, shown) if shown else {}
    for row in shown:
        row["group"] = Group(tuple(found[tuple(row[name] for name in KEY)]))
    return [row["group"] for row in shown]


def groups_of(named: "QuerySet[Any]", rows: "QuerySet[Any]") -> list[Group]:
    """Return the whole groups to which the `named` requests or bookings belong, out of `rows`."""
    keys = [{name: getattr(row, name) for name in KEY} for row in _keyed(named)]
    return split(row for group in members(rows, keys).values() for row in group)


def split(rows: Iterable[Any]) -> list[Group]:
    """Return requests or bookings as groups of the same course and dates, the most urgent group first."""
    found = defaultdict(list)
    for row in rows:
        found[offer_of(row)].append(row)
    groups = [Group(tuple(group)) for group in found.values()]
    return sorted(groups, key=lambda group: (group.request.rank, group.starts_on, group.first.pk))
