"""Dates of an English school: today in London, the academic year, months, school days.

A date is a date: valid to its end in Europe/London. Nothing else in the project asks the clock for a day.
"""

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
YEAR_STARTS_IN = 9


def today() -> dt.date:
    """Return today's date in Europe/London, whatever the server's zone."""
    return timezone.localdate(timezone=LONDON)


def now() -> dt.datetime:
    """Return the moment, aware, in UTC."""
    return timezone.now()


def academic_year(day: dt.date) -> int:
    """Return the year in which the academic year of `day` began: 1 September 2026 to 31 August 2027 is 2026."""
    return day.year if day.month >= YEAR_STARTS_IN else day.year - 1


def year_label(year: int) -> str:
    """Return "2026–27" for 2026."""
    return f"{year}–{(year + 1) % 100:02d}"


def year_bounds(year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of an academic year."""
    return dt.date(year, YEAR_STARTS_IN, 1), dt.date(year + 1, YEAR_STARTS_IN - 1, 31)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last of that month where it has no such day.

    29 February plus twelve months is 28 February; 31 August plus six is the last of February.
    """
    return day + relativedelta(months=months)


@lru_cache(maxsize=16)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """Return England's bank holidays of a calendar year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_school_day(day: dt.date, terms: Collection[tuple[dt.date, dt.date]]) -> bool:
    """Return whether `day` is a weekday, no bank holiday, inside one of the terms.

    `terms`: first and last days of the stretches between holidays. Where none of the day's academic year is among them,
    its term dates are not known, and then every weekday that is no bank holiday counts.
    """
    if day.weekday() > 4 or day in bank_holidays(day.year):
        return False
    known = [term for term in terms if academic_year(term[0]) == academic_year(day)]
    return not known or any(first <= day <= last for first, last in known)


def add_school_days(day: dt.date, count: int, terms: Collection[tuple[dt.date, dt.date]]) -> dt.date:
    """Return the school day that is `count` school days after `day`; looks at most two years ahead.

    Where the known terms end before the count is reached, weekdays count again, so that a missing calendar delays
    nothing for ever.
    """
    last_known = max((last for _, last in terms), default=day)
    for _ in range(731):
        if count <= 0:
            return day
        day += dt.timedelta(days=1)
        if is_school_day(day, terms if day <= last_known else ()):
            count -= 1
    return day
