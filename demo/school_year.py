"""The demo's school year, in whatever year it is built: stretches of term, training days, the nearest school day."""

import datetime as dt
from functools import lru_cache

from dateutil.easter import easter

from core.calendar import academic_year, is_school_day

ONE, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
LATE_EASTER = (4, 12)

Stretch = tuple[str, int, dt.date, dt.date]


@lru_cache(maxsize=16)
def stretches(year: int) -> tuple[Stretch, ...]:
    """Return the six stretches of an academic year: term, half, first and last day, each a school day."""
    autumn_break, spring_break = _monday(dt.date(year, 10, 28)), _monday(dt.date(year + 1, 2, 20))
    summer_break, sunday = _monday(dt.date(year + 1, 5, 31)), easter(year + 1)
    # An early Easter begins the holiday of two weeks, a late one ends it.
    spring_ends, summer_starts = sunday - 3 * ONE, sunday + 15 * ONE
    if sunday > dt.date(year + 1, *LATE_EASTER):
        spring_ends, summer_starts = sunday - 16 * ONE, sunday + 2 * ONE
    return (
        ("autumn", 1, _weekday(dt.date(year, 9, 2)), autumn_break - 3 * ONE),
        ("autumn", 2, autumn_break + WEEK, _monday(dt.date(year, 12, 23)) - 3 * ONE),
        ("spring", 1, _weekday(dt.date(year + 1, 1, 4)), spring_break - 3 * ONE),
        ("spring", 2, spring_break + WEEK, spring_ends),
        ("summer", 1, summer_starts, summer_break - 3 * ONE),
        ("summer", 2, summer_break + WEEK, _weekday(dt.date(year + 1, 7, 20))),
    )


def inset_days(year: int) -> list[dt.date]:
    """Return the training days of an academic year: its first two days, and the first after three of the breaks."""
    firsts = [first for _, _, first, _ in stretches(year)]
    return [firsts[0], on_or_after(firsts[0] + ONE), firsts[1], firsts[2], firsts[5]]


def is_open(day: dt.date) -> bool:
    """Return whether the schools are open on a day."""
    return is_school_day(day, [(first, last) for _, _, first, last in stretches(academic_year(day))])


def on_or_after(day: dt.date) -> dt.date:
    """Return the first school day from `day` on."""
    while not is_open(day):
        day += ONE
    return day


def on_or_before(day: dt.date) -> dt.date:
    """Return the last school day up to `day`."""
    while not is_open(day):
        day -= ONE
    return day


def past(day: dt.date, today: dt.date) -> dt.date:
    """Return the last school day up to `day` that is over."""
    return on_or_before(min(day, today - ONE))


def soon_after(day: dt.date, days: int, before: dt.date) -> dt.date:
    """Return a school day at least `days` after `day`, and `day` itself where that one is not before `before`."""
    then = on_or_after(day + days * ONE)
    return then if then < before else day


def _monday(day: dt.date) -> dt.date:
    """Return the last Monday up to a day."""
    return day - day.weekday() * ONE


def _weekday(day: dt.date) -> dt.date:
    """Return the day, or the Monday after it where it is at a weekend."""
    return day if day.weekday() < 5 else _monday(day) + WEEK
