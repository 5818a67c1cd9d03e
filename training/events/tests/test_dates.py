"""The days of a series against a small reference that asks each day by itself; clocks, holidays, half terms."""

import datetime as dt
from random import Random

import holidays
import pytest

from conftest import LONG
from training.events.dates import Closures, at, days_of_series
from training.models import Series

ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2025, 2030))
# Two years of half terms, over four changes of the clocks.
SPANS = [
    (dt.date(2026, 9, 2), dt.date(2026, 10, 23)), (dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    (dt.date(2027, 1, 4), dt.date(2027, 2, 12)), (dt.date(2027, 2, 22), dt.date(2027, 3, 25)),
    (dt.date(2027, 4, 12), dt.date(2027, 5, 28)), (dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
    (dt.date(2027, 9, 2), dt.date(2027, 10, 22)), (dt.date(2027, 11, 1), dt.date(2027, 12, 17)),
    (dt.date(2028, 1, 4), dt.date(2028, 2, 11)), (dt.date(2028, 2, 21), dt.date(2028, 3, 31)),
    (dt.date(2028, 4, 17), dt.date(2028, 5, 26)), (dt.date(2028, 6, 5), dt.date(2028, 7, 20)),
]  # fmt: skip
ONE_DAY = dt.timedelta(days=1)
SERIES = 10_000 if LONG else 400


def every_day(first, last):
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def days_expected(repeats, first, last):
    """Return which days there are, asking each day from the first to the last what it is."""
    term = next((span for span in SPANS if span[0] <= first <= span[1]), None)
    week = lambda day, start: ((day - start).days + start.weekday()) // 7  # noqa: E731
    for day in every_day(first, last):
        if day.weekday() != first.weekday() or day in ENGLAND:
            continue
        span = next((span for span in SPANS if span[0] <= day <= span[1]), None)
        if span is None:
            continue
        if repeats == "fortnightly" and (day - first).days % 14:
            continue
        if repeats == "half_termly" and (term is None or week(day, span[0]) != week(first, term[0])):
            continue
        yield day


def test_random_series_have_the_days_and_the_clock_of_the_reference():
    random = Random(16)
    for _ in range(SERIES):
        repeats = random.choice(["weekly", "fortnightly", "half_termly"])
        start, end = random.choice(SPANS[:9])
        first = start + dt.timedelta(days=random.randrange((end - start).days + 1))
        last = min(first + dt.timedelta(days=random.randrange(500)), SPANS[-1][1])
        planned = days_of_series(repeats, first, last=last, chosen=[], closures=Closures(SPANS))
        kept = [day.day for day in planned if not day.left_out]
        assert kept == list(days_expected(repeats, first, last)), (repeats, first, last)
        assert all(bool(day.closed) == day.left_out for day in planned)
        hour, minute = random.randrange(7, 21), random.choice([0, 15, 30, 45])
        for day in kept:
            moment = at(day, dt.time(hour, minute))
            # The rule of the European clock, said without a table of zones.
            changes = [max(d for d in every_day(dt.date(day.year, m, 25), dt.date(day.year, m, 31)) if d.weekday() == 6)
                       for m in (3, 10)]  # fmt: skip
            summer = changes[0] <= day < changes[1]
            assert moment.astimezone(dt.UTC).replace(tzinfo=None) == dt.datetime.combine(
                day, dt.time(hour, minute)
            ) - dt.timedelta(hours=summer)


@pytest.mark.parametrize(
    ("first", "last", "left_out"),
    [
        # The half term ends on 23 October; the clocks go back on the 25th, and school is on again from 2 November.
        (dt.date(2026, 10, 21), dt.date(2026, 11, 4), {dt.date(2026, 10, 28): "school holiday"}),
        # 3 May 2027 is a bank holiday in the middle of a term.
        (dt.date(2027, 4, 26), dt.date(2027, 5, 10), {dt.date(2027, 5, 3): "bank holiday"}),
    ],
)
def test_what_falls_in_a_holiday_is_left_out_and_says_why(first, last, left_out):
    planned = days_of_series("weekly", first, last=last, chosen=[], closures=Closures(SPANS))
    assert {day.day: day.closed for day in planned if day.left_out} == left_out
    assert len(planned) == 3


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (dt.date(2026, 10, 22), ""), (dt.date(2026, 10, 23), ""), (dt.date(2026, 10, 24), "school holiday"),
        (dt.date(2026, 11, 1), "school holiday"), (dt.date(2026, 11, 2), ""), (dt.date(2026, 11, 3), ""),
        (dt.date(2026, 9, 1), ""),  # a training day before the term
        (dt.date(2030, 8, 7), ""),  # of a year without known terms no holiday is known
        (dt.date(2028, 12, 25), "bank holiday"),
    ],
)  # fmt: skip
def test_when_a_school_is_closed(day, closed):
    assert Closures(SPANS, {dt.date(2026, 9, 1)}).on(day) == closed


def test_chosen_dates_stay_whatever_they_fall_on():
    first, other = dt.date(2026, 10, 21), dt.date(2026, 10, 28)
    planned = days_of_series(Series.Repeats.DATES, first, last=None, chosen=[other, first], closures=Closures(SPANS))
    assert [(day.day, day.closed, day.left_out) for day in planned] == [
        (first, "", False),
        (other, "school holiday", False),
    ]
