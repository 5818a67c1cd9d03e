"""How long a certificate holds, and how somebody stands: pure functions of dates, the only ones that decide.

A certificate is valid through its expiry date, to the end of that day in Europe/London (`core.calendar.today`), and
expired from the next day. Pages, exports, reports and reminders all ask here.
"""

import datetime as dt
from functools import cache
from typing import NamedTuple, Protocol

from django.db import models

from core.calendar import academic_year, add_months, year_bounds


class Rule(Protocol):
    """What `expires_on` needs to know of a requirement."""

    expiry: str
    interval_months: int | None
    early_renewal_months: int


def expires_on(
    rule: Rule, *, awarded_on: dt.date, printed: dt.date | None = None, previous_expiry: dt.date | None = None
) -> dt.date | None:
    """Return the last day on which an award is valid, or nothing when it holds for good (policy CX-1).

    A printed date wins, but where the requirement is renewed each academic year: there it can only end it sooner.
    An interval counts in calendar months (29 February plus twelve months is 28 February). A renewal within
    `early_renewal_months` before `previous_expiry` keeps the anniversary; in a yearly window, what is done so many
    months before 1 September counts for the year that begins then.
    """
    if rule.expiry == "academic_year":
        year_end = year_bounds(academic_year(add_months(awarded_on, rule.early_renewal_months)))[1]
        return min(printed, year_end) if printed else year_end
    if printed:
        return printed
    if rule.expiry == "none" or not rule.interval_months:
        return None
    counts_from = awarded_on
    if previous_expiry and rule.early_renewal_months:
        window_opens = add_months(previous_expiry, -rule.early_renewal_months)
        if window_opens <= awarded_on <= previous_expiry:
            counts_from = previous_expiry
    return add_months(counts_from, rule.interval_months)


def covered_until(lower: Rule, *, awarded_on: dt.date, last_day: dt.date | None) -> dt.date | None:
    """Return the last day on which an award for something higher counts for a lower requirement; None: no last day.

    The lower rule runs from the day of the award, and never longer than the award itself (`last_day`).
    """
    ends = (last_day, expires_on(lower, awarded_on=awarded_on))
    return min((day for day in ends if day is not None), default=None)


class Status(models.TextChoices):
    """How a person stands with a requirement on a day. The words are those that pages and exports show."""

    VALID = "valid", "Up to date"
    DUE_SOON = "due_soon", "Due soon"
    EXPIRED = "expired", "Overdue"
    NEVER_DONE = "never_done", "Never done"
    BOOKED = "booked", "Booked"
    NOT_YET_DUE = "not_yet_due", "Not due yet"
    EXEMPT = "exempt", "Exempt"
    AWAY = "away", "Away"
    NOT_APPLICABLE = "not_applicable", "Not required"

    @classmethod
    @cache
    def met(cls) -> frozenset[str]:
        """Return the statuses that count as meeting a requirement. Booked does not count until it was attended."""
        return frozenset({cls.VALID.value, cls.DUE_SOON.value, cls.EXEMPT.value})

    @classmethod
    @cache
    def unmet(cls) -> frozenset[str]:
        """Return the statuses that count against a school."""
        return frozenset({cls.EXPIRED.value, cls.NEVER_DONE.value, cls.BOOKED.value})


class Facts(NamedTuple):
    """All that the status of one person and one requirement hangs on.

    `due_on`: the day by which somebody who never did it must have; nothing: no deadline is set. `exempt_until` counts
    only when `is_exempt`; None: it does not expire. `is_away`: on a long absence (`people.LongAbsence`).
    """

    applies: bool = True
    is_away: bool = False
    has_certificate: bool = False
    expires_on: dt.date | None = None
    due_on: dt.date | None = None
    is_exempt: bool = False
    exempt_until: dt.date | None = None
    is_booked: bool = False


def status_on(day: dt.date, facts: Facts, *, warn_days: int = 90) -> Status:
    """Return how somebody stands on `day`: the one function behind every page, export, report and reminder.

    "Due soon" is the last `warn_days` days before it runs out, or before it must first be done. "Booked" takes the
    place of "expired" and "never done" only: who is still valid, or has until a day to come, stays so, booked or not.
    Who is away is neither met nor unmet with anything: nobody can ask them to train, and no figure counts them.
    """
    if not facts.applies:
        return Status.NOT_APPLICABLE
    if facts.is_away:
        return Status.AWAY
    if facts.is_exempt and (facts.exempt_until is None or day <= facts.exempt_until):
        return Status.EXEMPT
    if facts.has_certificate:
        last_day = facts.expires_on
        if last_day is None or (last_day - day).days > warn_days:
            return Status.VALID
        if day <= last_day:
            return Status.DUE_SOON
        return Status.BOOKED if facts.is_booked else Status.EXPIRED
    if facts.due_on is not None and day <= facts.due_on:
        return Status.DUE_SOON if (facts.due_on - day).days <= warn_days else Status.NOT_YET_DUE
    return Status.BOOKED if facts.is_booked else Status.NEVER_DONE
