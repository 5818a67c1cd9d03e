import calendar
import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import (
    academic_year,
    add_months,
    add_school_days,
    bank_holidays,
    is_school_day,
    now,
    today,
    year_bounds,
    year_label,
)

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
AUTUMN = (dt.date(2026, 9, 1), dt.date(2026, 10, 23))
SECOND_HALF = (dt.date(2026, 11, 2), dt.date(2026, 12, 18))
TERMS = [AUTUMN, SECOND_HALF]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T22:59:59Z", dt.date(2026, 6, 30)),
        ("2026-06-30T23:00:00Z", dt.date(2026, 7, 1)),  # summer time: midnight in London is 23:00 in UTC
        ("2026-12-31T23:59:59Z", dt.date(2026, 12, 31)),
        ("2027-01-01T00:00:00Z", dt.date(2027, 1, 1)),
        ("2026-03-29T00:59:59Z", dt.date(2026, 3, 29)),  # the clock goes forward
        ("2026-10-24T23:30:00Z", dt.date(2026, 10, 25)),  # the clock goes back in the coming night
        ("2026-10-25T23:30:00Z", dt.date(2026, 10, 25)),
    ],
)
def test_today_is_the_day_in_london(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today() == day
        assert now().utcoffset() == dt.timedelta()


def reference_add_months(day, months):
    """Count months one at a time and keep the day, or the last there is."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@given(DAYS, st.integers(0, 120))
def test_add_months_agrees_with_counting(day, months):
    assert add_months(day, months) == reference_add_months(day, months)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 29)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 24), 36, dt.date(2029, 11, 24)),
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(day, months, then):
    assert add_months(day, months) == then


@given(DAYS)
def test_each_day_lies_in_its_academic_year(day):
    first, last = year_bounds(academic_year(day))
    assert first <= day <= last
    assert (first.month, first.day, last.month, last.day) == (9, 1, 8, 31)


def test_year_label_reads_as_schools_write_it():
    assert year_label(2026) == "2026–27"
    assert year_label(1999) == "1999–00"


def test_bank_holidays_are_englands():
    assert dt.date(2026, 12, 28) in bank_holidays(2026)  # Boxing Day falls on a Saturday
    assert dt.date(2026, 8, 31) in bank_holidays(2026)
    assert dt.date(2026, 11, 30) not in bank_holidays(2026)  # Scotland's


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (dt.date(2026, 9, 1), True),
        (dt.date(2026, 10, 23), True),
        (dt.date(2026, 10, 24), False),  # Saturday
        (dt.date(2026, 10, 26), False),  # half-term
        (dt.date(2026, 11, 2), True),
        (dt.date(2026, 8, 31), False),
    ],
)
def test_is_school_day_knows_terms_weekends_and_bank_holidays(day, is_one):
    assert is_school_day(day, TERMS) is is_one


def test_without_term_dates_every_working_day_counts():
    assert is_school_day(dt.date(2026, 10, 27), [])
    assert not is_school_day(dt.date(2026, 12, 25), [])
    assert not is_school_day(dt.date(2026, 10, 25), [])


def test_add_school_days_goes_round_weekends_and_half_term():
    assert add_school_days(dt.date(2026, 10, 22), 1, TERMS) == dt.date(2026, 10, 23)
    assert add_school_days(dt.date(2026, 10, 22), 2, TERMS) == dt.date(2026, 11, 2)
    assert add_school_days(dt.date(2026, 10, 25), 0, TERMS) == dt.date(2026, 10, 25)


def test_add_school_days_counts_on_where_the_known_terms_end():
    assert add_school_days(dt.date(2026, 12, 18), 1, TERMS) == dt.date(2026, 12, 21)
    assert add_school_days(dt.date(2027, 6, 1), 3, TERMS) == dt.date(2027, 6, 4)


@given(st.dates(dt.date(2026, 8, 1), dt.date(2027, 2, 1)), st.integers(0, 60), st.booleans())
def test_add_school_days_agrees_with_counting(day, count, with_terms):
    terms = TERMS if with_terms else []
    then = add_school_days(day, count, terms)
    known = max((last for _, last in terms), default=day)
    between = [day + dt.timedelta(days=n) for n in range(1, (then - day).days + 1)]
    assert sum(is_school_day(d, terms if d <= known else []) for d in between) == count
    assert not between or is_school_day(between[-1], terms if then <= known else [])


def test_a_year_without_term_dates_counts_its_weekdays_though_another_year_has_them():
    terms = [(dt.date(2026, 9, 1), dt.date(2027, 7, 20))]
    assert not is_school_day(dt.date(2027, 8, 31), terms)
    assert is_school_day(dt.date(2027, 9, 1), terms)
