"""When a certificate runs out, against a small reference that shares no code with it."""

import calendar
import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certificates.expiry import Facts, Status, expires_on, status_on
from core.calendar import today

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@dataclass
class Rule:
    expiry: str = "interval"
    interval_months: int | None = 12
    early_renewal_months: int = 0


def later(day, months):
    """The reference: count months on the fingers, then step back from a day that the month does not have."""
    year, month, number = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(number, calendar.monthrange(year, month)[1]))


@given(awarded=DAYS, months=st.integers(1, 120))
@settings(max_examples=2500)
@example(awarded=dt.date(2024, 2, 29), months=12)
@example(awarded=dt.date(2023, 8, 31), months=6)
def test_an_interval_counts_calendar_months(awarded, months):
    assert expires_on(Rule(interval_months=months), awarded_on=awarded) == later(awarded, months)


@given(awarded=DAYS)
@settings(max_examples=2500)
@example(awarded=dt.date(2026, 8, 31))
@example(awarded=dt.date(2026, 9, 1))
def test_an_academic_year_ends_on_the_next_31_august(awarded):
    end = awarded
    while (end.month, end.day) != (8, 31):
        end += dt.timedelta(days=1)
    assert expires_on(Rule("academic_year"), awarded_on=awarded) == end


@given(awarded=DAYS, days=st.integers(0, 2000), expiry=st.sampled_from(["interval", "printed", "none"]))
@settings(max_examples=500)
def test_a_printed_date_wins(awarded, days, expiry):
    printed = awarded + dt.timedelta(days=days)
    assert expires_on(Rule(expiry), awarded_on=awarded, printed=printed) == printed


def test_a_printed_date_can_only_shorten_an_academic_year():
    rule = Rule("academic_year")
    awarded = dt.date(2026, 10, 1)
    assert expires_on(rule, awarded_on=awarded, printed=dt.date(2029, 10, 1)) == dt.date(2027, 8, 31)
    assert expires_on(rule, awarded_on=awarded, printed=dt.date(2027, 1, 31)) == dt.date(2027, 1, 31)


def test_one_year_after_29_february_is_28_february():
    assert expires_on(Rule(), awarded_on=dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)
    assert expires_on(Rule(interval_months=48), awarded_on=dt.date(2024, 2, 29)) == dt.date(2028, 2, 29)


def test_what_never_expires_has_no_last_day():
    assert expires_on(Rule("none", 12), awarded_on=dt.date(2024, 2, 29)) is None
    assert expires_on(Rule("printed", None), awarded_on=dt.date(2024, 2, 29)) is None


@given(expiry=DAYS, early=st.integers(-200, 200), window=st.integers(0, 6))
@settings(max_examples=2500)
def test_an_early_renewal_keeps_the_anniversary_within_its_window_only(expiry, early, window):
    awarded = expiry - dt.timedelta(days=early)
    found = expires_on(
        Rule(interval_months=36, early_renewal_months=window), awarded_on=awarded, previous_expiry=expiry
    )
    opens = expiry
    for _ in range(window):  # the same day of the months before, by stepping back
        year, month = (opens.year - 1, 12) if opens.month == 1 else (opens.year, opens.month - 1)
        opens = dt.date(year, month, min(expiry.day, calendar.monthrange(year, month)[1]))
    kept = window > 0 and opens <= awarded <= expiry
    assert found == later(expiry if kept else awarded, 36)


@given(last_day=DAYS, offset=st.integers(-400, 400))
@settings(max_examples=2500)
def test_valid_through_the_last_day_and_expired_from_the_next(last_day, offset):
    day = last_day + dt.timedelta(days=offset)
    status = status_on(day, Facts(has_certificate=True, expires_on=last_day))
    assert status == (Status.VALID if offset < -90 else Status.DUE_SOON if offset <= 0 else Status.EXPIRED)


DAY = dt.date(2026, 11, 24)
SOON = dt.date(2026, 12, 1)
PAST = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (Facts(applies=False, has_certificate=True), Status.NOT_APPLICABLE),
        (Facts(applies=False, is_away=True), Status.NOT_APPLICABLE),
        (Facts(is_away=True), Status.AWAY),
        (Facts(is_away=True, has_certificate=True), Status.AWAY),
        (Facts(is_away=True, is_exempt=True), Status.AWAY),
        (Facts(is_exempt=True), Status.EXEMPT),
        (Facts(is_exempt=True, exempt_until=DAY), Status.EXEMPT),
        (Facts(is_exempt=True, exempt_until=PAST), Status.NEVER_DONE),
        (Facts(has_certificate=True), Status.VALID),
        (Facts(has_certificate=True, expires_on=DAY), Status.DUE_SOON),
        (Facts(has_certificate=True, expires_on=SOON, is_booked=True), Status.DUE_SOON),
        (Facts(has_certificate=True, expires_on=PAST), Status.EXPIRED),
        (Facts(has_certificate=True, expires_on=PAST, is_booked=True), Status.BOOKED),
        (Facts(), Status.NEVER_DONE),
        (Facts(is_booked=True), Status.BOOKED),
        (Facts(due_on=SOON), Status.DUE_SOON),
        (Facts(due_on=DAY, is_booked=True), Status.DUE_SOON),
        (Facts(due_on=PAST, is_booked=True), Status.BOOKED),
        (Facts(due_on=DAY + dt.timedelta(days=91), is_booked=True), Status.NOT_YET_DUE),
        (Facts(due_on=DAY), Status.DUE_SOON),
        (Facts(due_on=PAST), Status.NEVER_DONE),
        (Facts(due_on=DAY + dt.timedelta(days=90)), Status.DUE_SOON),
        (Facts(due_on=DAY + dt.timedelta(days=91)), Status.NOT_YET_DUE),
    ],
)
def test_status_table(facts, status):
    assert status_on(DAY, facts) == status


def test_every_status_is_met_unmet_or_neither():
    assert not Status.met() & Status.unmet()
    assert set(Status.values) - Status.met() - Status.unmet() == {
        Status.NOT_YET_DUE,
        Status.AWAY,
        Status.NOT_APPLICABLE,
    }


# British Summer Time: in London 25 June begins at 23:00 UTC on the 24th.
AROUND_MIDNIGHT = [
    (dt.datetime(2026, 6, 24, 22, 30, tzinfo=dt.UTC), Status.DUE_SOON),  # 23:30 on its last day
    (dt.datetime(2026, 6, 24, 23, 30, tzinfo=dt.UTC), Status.EXPIRED),  # 00:30 the day after
]


@pytest.mark.policy("CX-1")
@pytest.mark.parametrize(("moment", "status"), AROUND_MIDNIGHT)
def test_midnight_is_londons(moment, status):
    facts = Facts(has_certificate=True, expires_on=dt.date(2026, 6, 24))
    with time_machine.travel(moment, tick=False):
        assert status_on(today(), facts) == status


def test_twin_the_servers_own_day_is_wrong_around_midnight():
    """The twin: with the day of the server's clock in UTC, the certificate would hold an hour too long."""
    moment, status = AROUND_MIDNIGHT[1]
    with time_machine.travel(moment, tick=False):
        utc_day = dt.datetime.now(dt.UTC).date()
        assert status_on(utc_day, Facts(has_certificate=True, expires_on=dt.date(2026, 6, 24))) != status
