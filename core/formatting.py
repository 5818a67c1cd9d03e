"""What the trust writes of amounts, days, people and browsers, in pages, mails, notices and files alike.

Templates have each of them as a filter of the same name (`core.templatetags.kit`).
"""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from textwrap import shorten
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from core.calendar import LONDON, today

NOBODY = "Former colleague"


def money(value: Decimal | float | str | None) -> str:
    """Return pounds as "£1,234.56", "−£5.00" below nothing, and "" for nothing at all. Half a penny is a penny."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"


def price(value: Decimal | float | str | None) -> str:
    """Return a price in pounds, "Free" where it costs nothing, and "Price not known" where nobody has said."""
    return "Price not known" if value is None else money(value) if Decimal(str(value)) else "Free"


def known_or_said(value: Decimal | None) -> Decimal | str:
    """Return an amount for a column of money, or in words that it is not known: an empty cell could be read as free."""
    return price(None) if value is None else value


def cost_words(known: Decimal, fee_unknown: bool) -> str:
    """Return a cost like a price; where the fee is not known, what is known beside it."""
    if not fee_unknown:
        return price(known)
    return f"{money(known)} plus a fee not known" if known else price(None)


def plus_unknown(text: str, count: int) -> str:
    """Return a sum in words with how many of its parts have no known price: "£120.00 plus 2 with no known price"."""
    return f"{text} {unknown_words(count)}" if count else text


def unknown_words(count: int) -> str:
    """Return "plus 2 with no known price" for beside a sum, or "" where every price is known."""
    return f"plus {count} with no known price" if count else ""


def sum_of(prices: Iterable[Decimal | None]) -> str:
    """Return what some prices come to in words; those that are not known are counted beside the sum."""
    rows = list(prices)
    known = [price for price in rows if price is not None]
    return plus_unknown(money(sum(known, Decimal(0))), len(rows) - len(known))


def _day(value: dt.date | dt.datetime | None) -> dt.date | None:
    """Return the day in London on which something is or happened."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value, LONDON).date() if timezone.is_aware(value) else value.date()
    return value or None


def long_date(value: dt.date | dt.datetime | None) -> str:
    """Return "Tuesday 24 November 2026", or "" without a date."""
    day = _day(value)
    return f"{day:%A} {day.day} {day:%B %Y}" if day else ""


def at_a_word(value: object, length: int) -> str:
    """Return the text, or as many of its words as `length` letters hold with "…" after them."""
    words = str(value)
    return shorten(words, length, placeholder="…") if " " in words[:length] else Truncator(words).chars(length)


def short_date(value: dt.date | dt.datetime | None) -> str:
    """Return "24 Nov 2026", or "" without a date."""
    day = _day(value)
    return f"{day.day} {day:%b %Y}" if day else ""


def days_of(row: Any) -> str:
    """Return "24 Nov 2026", "24 to 26 Nov 2026" or "30 Nov to 1 Dec 2026" by a row's first and last day, "" for none.

    The month and the year are said once where both days are in it.
    """
    first, last = row.starts_on or row.ends_on, row.ends_on or row.starts_on
    if first == last or first is None:
        return short_date(first)
    if first.year != last.year:
        return f"{short_date(first)} to {short_date(last)}"
    return f"{first.day}{'' if first.month == last.month else f' {first:%b}'} to {short_date(last)}"


def moment(value: dt.datetime | None) -> str:
    """Return "Tuesday 24 November 2026 at 14:05" in London's time, or "" without a moment."""
    if not value:
        return ""
    local = timezone.localtime(value, LONDON) if timezone.is_aware(value) else value
    return f"{long_date(local)} at {local:%H:%M}"


def clock_time(value: dt.datetime) -> str:
    """Return "14:05", in London's time."""
    return f"{timezone.localtime(value, LONDON):%H:%M}"


def greeting(moment: dt.datetime) -> str:
    """Return how somebody is greeted at that time of the day in London."""
    hour = timezone.localtime(moment, LONDON).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 17 else "Good evening"


def days_from_now(value: dt.date | dt.datetime | None) -> str:
    """Return how far a day is: "today", "tomorrow", "in 12 days", "yesterday", "3 days ago", "in 5 months"."""
    day = _day(value)
    if day is None:
        return ""
    days = (day - today()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    far = abs(days)
    if far < 90:
        size = f"{far} days"
    elif far < 730:
        size = f"{round(far / 30.44)} months"
    else:
        size = f"{round(far / 365.25)} years"
    return f"in {size}" if days > 0 else f"{size} ago"


def person_name(person: Any) -> str:
    """Return a person's name, or plain words where the person is gone or was erased."""
    return str(person).strip() or NOBODY if person else NOBODY


def number(value: Decimal | float | str | None) -> str:
    """Return a number (of hours, credits) as "1,234.5", at most two decimals and no needless zeros; "" for None."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")


def counted(count: Decimal | int, one: str, many: str = "") -> str:
    """Return how many there are of something: "1 request", "2 requests". `many`: where an s is not enough."""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def hours(value: Decimal | float | str | None) -> str:
    """Return "1 hour", "1,234.5 hours", "" for nothing at all."""
    amount = number(value)
    return amount and f"{amount} {'hour' if amount == '1' else 'hours'}"


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> str:
    """Return what a browser calls itself in words that people know: "Chrome on Windows"."""
    name = next((words for sign, words in BROWSERS if sign in user_agent), "Unknown browser")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "")
    return f"{name} on {system}" if system else name
