"""How compliance is said in templates. The cells of the grid are drawn in Python: a page has hundreds."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from certificates.bookings import course_url
from certificates.compliance import ORDER, Line
from certificates.expiry import Status
from certificates.matrix import Outstanding
from certificates.policies import can_edit_requirements
from certificates.words import ASK_WHOM, NOT_SET_UP, how_long, next_step, tone_of, who_needs
from core.calendar import today
from core.formatting import number, short_date
from people.models import Person

register = template.Library()

# So many people are named before the rest is a number.
NAMED = 2
# Keeps the place of a person in an address that is made once.
NOBODY = UUID(int=0)
register.filter("course_url", course_url)
register.filter("can_be_reminded_by", Outstanding.can_be_reminded_by)
register.filter("tone", tone_of)
register.filter("to_do", next_step)
register.filter("needed_by", who_needs)
register.filter("holds_for", how_long)


@register.inclusion_tag("certificates/not_set_up.html", takes_context=True)
def not_set_up(context: Any, level: int = 2) -> dict[str, Any]:
    """Say that no required training has been set up, and whom to ask."""
    may_edit = can_edit_requirements(context["user"])
    return {"title": NOT_SET_UP, "whom": ASK_WHOM, "may_edit": may_edit, "level": level}


# What a cell says to those who hear it, before its day or alone.
BEFORE_DAY = {
    Status.VALID: "Up to date until",
    Status.EXPIRED: "Overdue, expired on",
    Status.BOOKED: "Booked for",
    Status.EXEMPT: "Exempt until",
    Status.NOT_YET_DUE: "Not due yet, due by",
}


@register.simple_tag
def outstanding_lines(lines: Iterable[tuple[Person, Line]], by_person: bool, may_enter: Collection[int]) -> SafeString:
    """Return what is outstanding of a requirement, or of a person, a line each.

    Drawn in Python: a school has a thousand. `may_enter`: for whom the reader adds certificates.
    """
    of_person, add = reverse("certificates:person-compliance", args=[NOBODY]), reverse("certificates:certificate-add")
    drawn = []
    for person, line in lines:
        requirement, key = line.requirement, str(person.public_id)
        link = (
            (requirement.get_absolute_url(), requirement.name)
            if by_person
            else (of_person.replace(str(NOBODY), key), person.full_name)
        )
        button = (
            format_html(
                '<a href="{}?person={}&amp;requirement={}">Add certificate'
                '<span class="visually-hidden"> for {}, {}</span></a>',
                add, key, requirement.public_id, person.full_name, requirement.short_title,
            )
            if person.id in may_enter
            else ""
        )  # fmt: skip
        drawn.append((*link, said(line), button))
    return format_html_join("", '<li><a href="{}">{}</a> <span class="k-hint">{}</span> {}</li>', drawn)


@register.simple_tag
def grid_cells(cells: Iterable[Line | None]) -> SafeString:
    """Return one person's narrow cells: a sign by its class, and a day; empty where it isn't required."""
    this_day = today()
    drawn = ("<td></td>" if line is None else _grid_cell(line.status, *_day_in_grid(line), this_day) for line in cells)
    return mark_safe("".join(drawn))  # noqa: S308 -- our own words and dates


def _day_in_grid(line: Line) -> tuple[bool, dt.date | None]:
    """Return whether somebody holds something, and the day that the cell shows."""
    if line.status == Status.BOOKED:
        return line.held is not None, line.booked_on
    if line.status == Status.AWAY:
        return line.held is not None, None
    if line.status == Status.EXEMPT:
        return line.held is not None, line.exempt_until
    return line.held is not None, line.ends_on


@lru_cache(maxsize=4096)
def _grid_cell(state: Status, held: bool, day: dt.date | None, this_day: dt.date) -> str:
    if state == Status.NEVER_DONE:
        said, shown = "Never done", '<i aria-hidden="true">never</i>'
    elif day is None:
        said, shown = state.label, ""
    else:
        said = BEFORE_DAY.get(state) or ("Due soon, ends on" if held else "Due soon, due by")
        # Within some months the day says more; beyond, month and year do.
        near = abs((day - this_day).days) < 300
        shown = f" {day.day} {day:%b}" if near else f" {day:%b} ’{day:%y}"
    return f'<td class="k-is-{state}"><span class="visually-hidden">{said}</span>{shown}</td>'


@register.simple_tag
def grid_key() -> SafeString:
    """Return what the signs of the grid mean."""
    words = [(state.value, state.label) for state in ORDER if state != Status.NEVER_DONE]
    return format_html_join(" ", '<span class="k-is-{}">{}</span>', words)


@register.filter
def short_titles(lines: Iterable[Line]) -> str:
    """Return the short titles of requirements, in one line."""
    return ", ".join(line.requirement.short_title for line in lines)


@register.filter
def day_said(line: Line) -> str:
    """Return the day of a line with its meaning: "expired 31 Aug 2026"; "" where no day counts."""
    if line.status == Status.BOOKED:
        return f"booked for {short_date(line.booked_on)}"
    if not line.ends_on or line.status == Status.AWAY:
        return ""
    meaning = "due" if not line.held else "expired" if line.status == Status.EXPIRED else "until"
    booked = f", booked for {short_date(line.booked_on)}" if line.booked_on else ""
    return f"{meaning} {short_date(line.ends_on)}{booked}"


@register.filter
def said(line: Line) -> str:
    """Return in words how a line is, with the day that counts: "Overdue, expired 31 Aug 2026"."""
    day = day_said(line)
    return f"{line.status.label}, {day}" if day else line.status.label


@register.filter
def tallied(tally: Iterable[tuple[Status, int]]) -> str:
    """Return counts in words: "4 overdue, 2 never done"."""
    return ", ".join(f"{number(count)} {status.label.lower()}" for status, count in tally)


@register.filter
def titles_briefly(lines: Iterable[tuple[Person, Line]]) -> str:
    """Return the short titles of the requirements of some lines, in one line."""
    return short_titles(line for _, line in lines)


@register.filter
def named_briefly(lines: Sequence[tuple[Person, Line]]) -> str:
    """Return the first people of some lines by name, and how many more there are."""
    names = [person.full_name for person, _ in lines[:NAMED]]
    more = len(lines) - NAMED
    return f"{', '.join(names)} and {more} more" if more > 0 else ", ".join(names)
