"""A calendar by day, week and month as pages show it: which days, under which words, and where the others are."""

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.http import QueryDict

from core.calendar import today
from core.components import Tab
from core.formatting import long_date, short_date

VIEWS = {"day": "Day", "week": "Week", "month": "Month"}
WITH_LIST = VIEWS | {"list": "List"}
YEARS = range(2000, 2101)
# What the address of another day, or of another view, does not take along.
LEFT_BEHIND = ("view", "day", "page", "sort", "export")


def kept_day(day: dt.date) -> dt.date:
    """Return the day, or the nearest that there is a calendar for."""
    return min(max(day, dt.date(YEARS[0], 1, 1)), dt.date(YEARS[-1], 12, 31))


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A view of a calendar (`day`, `week`, `month`, `list`) at a day.

    `views`: those that it has, with their words. `all_days`: whether it has weekends. `query`: what else the address
    says, such as filters; it is kept.
    """

    view: str
    day: dt.date
    views: dict[str, str]
    all_days: bool = False
    query: QueryDict | None = None

    @property
    def first(self) -> dt.date:
        """Return the first day that it shows."""
        if self.view == "week":
            return self.day - dt.timedelta(days=self.day.weekday())
        return self.day.replace(day=1) if self.view == "month" else self.day

    @property
    def last(self) -> dt.date:
        """Return the last day that it shows; a list has its first."""
        if self.view == "week":
            return self.first + dt.timedelta(days=6 if self.all_days else 4)
        return self.first + relativedelta(months=1, days=-1) if self.view == "month" else self.day

    @property
    def days(self) -> list[dt.date]:
        """Return the days that it shows."""
        count = (self.last - self.first).days + 1
        return [self.first + dt.timedelta(days=step) for step in range(count)]

    @property
    def title(self) -> str:
        """Return "Tuesday 24 November 2026", "23 to 27 November 2026", "November 2026" or "From 24 Nov 2026"."""
        first, last = self.first, self.last
        if self.view == "day":
            return long_date(first)
        if self.view == "month":
            return f"{first:%B %Y}"
        if self.view == "list":
            return f"From {short_date(first)}"
        begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
        begin += "" if first.year == last.year else f" {first.year}"
        return f"{begin} to {last.day} {last:%B %Y}"

    @property
    def step_words(self) -> str:
        """Return how far it is to the next one, in a word."""
        return "month" if self.view == "list" else self.view

    @property
    def tabs(self) -> list[Tab]:
        """Return the views at this day."""
        return [Tab(label, self.address(name, self.day), name == self.view) for name, label in self.views.items()]

    @property
    def previous(self) -> str:
        """Return the address of the one before."""
        return self.address(self.view, kept_day(self.first - self._step()))

    @property
    def next(self) -> str:
        """Return the address of the one after."""
        return self.address(self.view, kept_day(self.first + self._step()))

    @property
    def now(self) -> str:
        """Return the address of today."""
        return self.address(self.view, today())

    @property
    def has_today(self) -> bool:
        """Return whether it shows today; a list, whether it begins there."""
        return self.first <= today() <= self.last

    def address(self, view: str, day: dt.date) -> str:
        """Return the address of a view at a day, with the filters that are set."""
        query = QueryDict(mutable=True)
        query["view"], query["day"] = view, day.isoformat()
        for name, values in (self.query or QueryDict()).lists():
            if name not in LEFT_BEHIND and any(values):
                query.setlist(name, values)
        return f"?{query.urlencode()}"

    def _step(self) -> relativedelta:
        if self.view == "day":
            return relativedelta(days=1)
        return relativedelta(weeks=1) if self.view == "week" else relativedelta(months=1)


def calendar_page(
    query: QueryDict, *, usual: str, views: dict[str, str] | None = None, all_days: bool = False, keeps: bool = False
) -> CalendarPage:
    """Return the view and the day that an address asks for (`?view=`, `?day=`).

    Without them, or with what makes no sense, it is the `usual` view, and today. `keeps`: whether the addresses of
    other days keep what else this one says.
    """
    views = views or VIEWS
    asked = query.get("view", "")
    return CalendarPage(
        asked if asked in views else usual, _day(query.get("day", "")), views, all_days, query if keeps else None
    )


def _day(text: str) -> dt.date:
    """Return the day that an address asks for; today for words that are none, or a year that makes no sense."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today()
    return day if day.year in YEARS else today()
