"""What a report says of the money: the budget by what it is for, and by school for the trust (policy RM-4, AP-6).

No person, no course, and no name that somebody gave a line: kinds of lines, and priorities as the plan words them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from budgets.board import BoardLine, lines_by_school
from budgets.money import Money
from core.calendar import LONDON, year_label
from core.money import NOTHING
from people.models import School


def budget_figures(school: School, year: int, last: dt.date) -> dict[str, Any] | None:
    """Return a school's CPD budget of the year as it stood at the end of `last`; nothing where it has none (RM-4)."""
    lines = [line for _, line in lines_by_school([school.pk], year, after(last)).get(school.pk, [])]
    if not lines:
        return None
    return {"year": year_label(year), "lines": [line_row(line) for line in lines]} | totals(lines)


def budget_side_by_side(schools: Sequence[School], year: int, last: dt.date) -> dict[str, Any] | None:
    """Return the schools' budgets of the year side by side, at the end of `last`; nothing where none has one."""
    found = lines_by_school([school.pk for school in schools], year, after(last))
    if not found:
        return None
    rows = [
        {"school": school.name} | totals([line for _, line in found[school.pk]])
        for school in schools
        if school.pk in found
    ]
    everything = [line for lines in found.values() for _, line in lines]
    without = [school.name for school in schools if school.pk not in found]
    return {"year": year_label(year), "schools": rows, "without": without} | totals(everything)


def after(last: dt.date) -> dt.datetime:
    """Return the first moment after a day in London."""
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), LONDON)


def line_row(line: BoardLine) -> dict[str, Any]:
    """Return a line as plain data."""
    return {"label": line.label, "outside": line.is_outside} | plain_money(line.money)


def totals(lines: Sequence[BoardLine]) -> dict[str, Any]:
    """Return what the lines come to, and how much of what is used serves no priority, review or duty, as plain data."""
    total = sum((line.money for line in lines), Money())
    outside = sum((line.money.used for line in lines if line.is_outside), NOTHING)
    share = int(100 * outside / total.used) if total.used > 0 else 0
    return {"total": plain_money(total), "outside": str(outside), "outside_share": share}


def plain_money(money: Money) -> dict[str, str]:
    """Return the sums as texts with two decimals: JSON keeps them as they are."""
    return {
        "allocated": str(money.allocated),
        "held": str(money.held),
        "spent": str(money.spent),
        "left": str(money.left),
    }
