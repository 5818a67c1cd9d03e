"""Registers that stay quick with a million rows: capped counts, totals of the rows shown, one academic year first."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, QueryDict

from core.calendar import year_bounds
from core.forms import BritishDateField, LineField, YearField
from core.search import has_words
from core.tables import Table, show
from people.models import Person, School
from planning.approaches.selectors import approach_choices
from planning.models import Reason

# Up to so many rows are counted and added up at once; beyond that the page says "more than" and offers the whole sum.
CAP = 10_000
# So many people are looked for by name; a register is no list of people.
MANY_PEOPLE = 500
YEARS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rows of a register come to. `is_capped`: there are more rows, and nothing is added up."""

    count: int
    hours: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    is_capped: bool = False


def totals_of(rows: "QuerySet[Any]", *, cost: str = "cost", hours: str = "hours", everything: bool = False) -> Totals:
    """Return number, hours and cost of the rows, in one query that reads at most `CAP` rows unless asked for all.

    `rows` is the very queryset that the list shows. An empty `cost` or `hours` is not added up.
    """
    wanted = rows.order_by()
    if not everything:
        wanted = rows[: CAP + 1]
    sums: dict[str, Any] = {"count": Count("pk")}
    if cost:
        sums["cost"] = Sum(cost)
    if hours:
        sums["hours"] = Sum(hours)
    found = wanted.aggregate(**sums)
    if not everything and found["count"] > CAP:
        return Totals(CAP, is_capped=True)
    return Totals(found["count"], found.get("hours") or Decimal(0), found.get("cost") or Decimal(0))


class CountedPaginator(Paginator):
    """A paginator that was told the count, so that it asks no database for it; `is_capped`: there are more rows."""

    def __init__(self, *args: Any, counted: int, is_capped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = counted
        self.is_capped = is_capped


def everything_address(query: QueryDict) -> str:
    """Return the address of the same list with all of its rows added up."""
    asked = query.copy()
    asked["totals"] = "all"
    asked.pop("page", None)
    return f"?{asked.urlencode()}"


def show_counted(request: HttpRequest, table: Table, totals: Totals) -> None:
    """Make the page of a register ready; its rows are counted already."""
    show(request, table, paginator_class=CountedPaginator, counted=totals.count, is_capped=totals.is_capped)


def words_condition(words: str, *fields: str) -> Q:
    """Return the condition that all words stand in the fields, or name the person of the row."""
    people = Person.objects.matching(words).values_list("pk", flat=True)[:MANY_PEOPLE]  # a condition without a join
    return Q(person__in=list(people)) | has_words(words, *fields)


class RegisterFilter(forms.Form):
    """How a register is narrowed: words, year or days, school, approach, provider, reason. This year comes first."""

    # Where the rows keep what the register knows by these names.
    approach_field, provider_field, reason_field, title_field = "approach", "provider", "reason", "title"
    extra_words: tuple[str, ...] = ()

    q = LineField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year = YearField(everything=True)
    school = forms.ModelChoiceField(
        queryset=School.objects.none(), to_field_name="public_id", required=False, empty_label="All schools"
    )
    approach = forms.ChoiceField(required=False)
    provider = LineField(required=False, max_length=100)
    reason = forms.ChoiceField(required=False)
    first_day = BritishDateField(label="From", required=False)
    last_day = BritishDateField(label="To", required=False)

    def __init__(self, data: Any, *, schools: "QuerySet[School]") -> None:
        super().__init__(data)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.choose("approach", approach_choices())
        self.choose("reason", Reason.choices)

    def choose(self, name: str, choices: Any) -> None:
        """Give a field its choices, "All" first."""
        self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """Return the answers that can be read; others narrow nothing."""
        self.full_clean()
        return self.cleaned_data

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the rows that fit, still in the order that they came in."""
        asked = self.asked()
        rows = self._narrow_days(rows, asked)
        if asked.get("school"):
            rows = rows.filter(school=asked["school"].pk)
        if asked.get("approach"):
            rows = rows.filter(**{self.approach_field: asked["approach"]})
        rows = rows.filter(has_words(asked.get("provider", ""), self.provider_field))
        if asked.get("reason"):
            rows = rows.filter(**{self.reason_field: asked["reason"]})
        if asked.get("q"):
            rows = rows.filter(words_condition(asked["q"], self.title_field, *self.extra_words))
        return rows

    def one_year(self) -> int | None:
        """Return the academic year that is asked for, None where it is all of them or some days."""
        asked = self.asked()
        has_days = asked.get("first_day") or asked.get("last_day")
        return None if has_days or asked["year"] == YearField.ALL else int(asked["year"])

    def _narrow_days(self, rows: "QuerySet[Any]", asked: dict[str, Any]) -> "QuerySet[Any]":
        first, last = asked.get("first_day"), asked.get("last_day")
        if first or last:
            return rows.filter(**_between(first, last))
        if asked["year"] == YearField.ALL:
            return rows
        return rows.filter(**_between(*year_bounds(asked["year"])))


def _between(first: dt.date | None, last: dt.date | None) -> dict[str, dt.date]:
    """Return the condition on the first day of a row, which the register's index is sorted by."""
    return ({"starts_on__gte": first} if first else {}) | ({"starts_on__lte": last} if last else {})
