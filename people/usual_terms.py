"""The dates on which most schools in England have their terms: something to begin with, and to be checked."""

import datetime as dt

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, WE, relativedelta

from core.calendar import bank_holidays

A_WEEK = dt.timedelta(days=7)
A_DAY = dt.timedelta(days=1)
# An Easter this early comes before the two weeks of holiday, a later one in their middle.
EARLY_EASTER = (4, 5)


def usual_terms(year: int) -> dict[tuple[str, int], tuple[dt.date, dt.date]]:
    """Return (term, half) → first and last day of an academic year, as local authorities mostly set them.

    Half-terms are the week of the last Monday up to 28 October, that of February's third Monday, and that of the spring
    bank holiday; Easter has two weeks. Sources: the term dates that councils publish; the bank holidays of England.
    """
    autumn = _working(dt.date(year, 9, 1))
    october = dt.date(year, 10, 28) + relativedelta(weekday=MO(-1))
    december = dt.date(year, 12, 21) + relativedelta(weekday=FR(-1))
    january = _working(dt.date(year + 1, 1, 3) + relativedelta(weekday=MO(+1)))
    february = dt.date(year + 1, 2, 1) + relativedelta(weekday=MO(+3))
    sunday = easter(year + 1)
    if (sunday.month, sunday.day) < EARLY_EASTER:
        spring_ends, summer = sunday - 3 * A_DAY, sunday + A_DAY + 2 * A_WEEK
    else:
        spring_ends, summer = sunday - 9 * A_DAY, sunday + A_DAY + A_WEEK
    spring_ends -= A_DAY if spring_ends in bank_holidays(year + 1) else dt.timedelta()
    may = dt.date(year + 1, 5, 31) + relativedelta(weekday=MO(-1))
    july = dt.date(year + 1, 7, 22) + relativedelta(weekday=WE(-1))
    return {
        ("autumn", 1): (autumn, october - 3 * A_DAY),
        ("autumn", 2): (october + A_WEEK, december),
        ("spring", 1): (january, february - 3 * A_DAY),
        ("spring", 2): (february + A_WEEK, spring_ends),
        ("summer", 1): (_working(summer), may - 3 * A_DAY),
        ("summer", 2): (_working(may + A_WEEK), july),
    }


def _working(day: dt.date) -> dt.date:
    """Return the day, or the next one that is neither weekend nor bank holiday."""
    while day.weekday() >= 5 or day in bank_holidays(day.year):
        day += A_DAY
    return day
