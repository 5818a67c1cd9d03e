"""The days of a series, worked out before anything is saved: which there are, which are left out, and why."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core.calendar import LONDON, academic_year, bank_holidays
from training.events.models import Series

# More dates than these are no series of one form.
MOST_DATES = 80
BANK_HOLIDAY, HOLIDAY = "bank holiday", "school holiday"
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of a series. `closed`: why the school is closed then, or ""; `left_out`: whether no date is made of it."""

    day: dt.date
    closed: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Closures:
    """When a school is closed: bank holidays, and what lies between its stretches of term.

    `spans`: first and last days of the stretches; of a year of which none is known, no holidays are. `open_days`: days
    on which it works all the same, such as training days before a term.
    """

    spans: Sequence[Span]
    open_days: Collection[dt.date] = ()

    def on(self, day: dt.date) -> str:
        """Return why the school is closed on a day, or ""."""
        if day in bank_holidays(day.year):
            return BANK_HOLIDAY
        if day in self.open_days:
            return ""
        known = [span for span in self.spans if academic_year(span[0]) == academic_year(day)]
        in_term = not known or any(first <= day <= last for first, last in known)
        return "" if in_term else HOLIDAY


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment at which London's clock shows a time on a day, whatever the season."""
    return dt.datetime.combine(day, time, LONDON)


def days_of_series(
    repeats: str, first: dt.date, *, last: dt.date | None, chosen: Collection[dt.date], closures: Closures
) -> list[PlannedDay]:
    """Return the days of a series from `first`, of which those in a holiday are left out.

    `last`: the last possible day of a rule. `chosen`: the other days of a list; these are kept, whatever they fall on.
    """
    if repeats == Series.Repeats.DATES:
        days = sorted({first, *chosen})
        return [PlannedDay(day, closures.on(day)) for day in days]
    end = last or first
    if repeats == Series.Repeats.HALF_TERMLY:
        found = _half_termly(first, end, closures.spans)
    else:
        found = _every(7 if repeats == Series.Repeats.WEEKLY else 14, first, end)
    return [PlannedDay(day, why := closures.on(day), left_out=bool(why)) for day in found]


def _every(step: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= last:
        yield day
        day += dt.timedelta(days=step)


def _half_termly(first: dt.date, last: dt.date, spans: Sequence[Span]) -> Iterator[dt.date]:
    """Yield the day of the same week and weekday in each half term; where a half term is too short, in none."""
    home = next((span for span in spans if span[0] <= first <= span[1]), None)
    if home is None:
        yield first
        return
    offset = first - _monday(home[0])
    for start, end in sorted(spans):
        day = _monday(start) + offset
        if first <= day <= last and start <= day <= end:
            yield day


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
