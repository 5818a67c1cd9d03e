"""How compliance is said in templates. The cells of the matrices are drawn in Python: a page has hundreds."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from certificates.bookings import course_url
from certificates.compliance import Line
from certificates.expiry import Status
from certificates.models import Requirement
from certificates.policies import can_edit_requirements
from certificates.words import ASK_WHOM, NOT_SET_UP, how_long, next_step, tone_of, who_needs
from core.formatting import short_date
from core.templatetags.kit import status

register = template.Library()
register.filter("course_url", course_url)
register.filter("tone", tone_of)
register.filter("to_do", next_step)
register.filter("needed_by", who_needs)
register.filter("holds_for", how_long)


@register.inclusion_tag("certificates/not_set_up.html", takes_context=True)
def not_set_up(context: Any, level: int = 2) -> dict[str, Any]:
    """Say that no required training has been set up, and whom to ask."""
    may_edit = can_edit_requirements(context["user"])
    return {"title": NOT_SET_UP, "whom": ASK_WHOM, "may_edit": may_edit, "level": level}


@register.simple_tag
def line_cells(lines: Iterable[Line | None]) -> SafeString:
    """Return one person's cells: each a status and the day that counts, empty where the requirement isn't needed."""
    cells = ["<td></td>" if line is None else _line_cell(line) for line in lines]
    return mark_safe("".join(cells))  # noqa: S308 -- names were escaped, the rest are our own words and dates


@cache
def _said(state: Status) -> SafeString:
    """Return one of the few statuses with its sign."""
    return status(state.label, tone_of(state))


def _line_cell(line: Line) -> str:
    day = ""
    if line.ends_on:
        day = f' <span class="k-hint">{"" if line.held else "due "}{short_date(line.ends_on)}</span>'
    return f'<td data-label="{conditional_escape(line.requirement.name)}">{_said(line.status)}{day}</td>'


@register.filter
def with_safe_names(requirements: Iterable[Requirement]) -> list[tuple[SafeString, Requirement]]:
    """Return requirements with their names escaped, once for a whole table."""
    return [(conditional_escape(requirement.name), requirement) for requirement in requirements]


@register.simple_tag
def rate_cells(row: dict[str, Any], requirements: Iterable[tuple[SafeString, Requirement]], url: str) -> SafeString:
    """Return one school's cells: how many of a hundred, leading to the names; what is to do; what is due soon.

    `row`: the school and its cells; `requirements`: `with_safe_names`; `url`: the school's matrix, empty for roles of
    the whole trust, which have none. A cell is empty where nobody at the school needs the requirement.
    """
    where, matrix = conditional_escape(row["name"]), conditional_escape(url)
    cells = []
    for (name, requirement), cell in zip(requirements, row["cells"], strict=True):
        if cell["rate"] is None:
            cells.append("<td></td>")
            continue
        to_do = f' <span class="k-hint">{cell["unmet"]} to do</span>' if cell["unmet"] else ""
        soon = f' <span class="k-hint">{cell["due_soon"]} soon</span>' if cell["due_soon"] else ""
        figure = f'{cell["rate"]}%<span class="visually-hidden"> hold {name} at {where}</span>'
        if matrix:
            figure = f'<a href="{matrix}?requirement={requirement.public_id}&amp;by=requirement">{figure}</a>'
        cells.append(f'<td data-label="{name}">{figure}{to_do}{soon}</td>')
    return mark_safe("".join(cells))  # noqa: S308 -- names and address were escaped, the rest are numbers
