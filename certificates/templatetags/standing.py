"""How somebody's standing is said in templates. The cells of the matrices are drawn in Python: a page has hundreds."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from certificates.models import Requirement
from certificates.standing import Line
from certificates.words import how_long, next_step, tone_of, who_needs
from core.templatetags.kit import short_date, status
from people.models import School

register = template.Library()
register.filter("tone", tone_of)
register.filter("to_do", next_step)
register.filter("needed_by", who_needs)
register.filter("holds_for", how_long)


@register.simple_tag
def line_cells(lines: Iterable[Line | None]) -> SafeString:
    """Return one person's cells: each a status and the day that counts, empty where the requirement isn't needed."""
    return mark_safe("".join("<td></td>" if line is None else _line_cell(line) for line in lines))  # noqa: S308


def _line_cell(line: Line) -> SafeString:
    day = ""
    if line.ends_on:
        due = "" if line.held else "due "
        day = format_html(' <span class="k-hint">{}{}</span>', due, short_date(line.ends_on))
    return format_html(
        '<td data-label="{}">{}{}</td>',
        line.requirement.name,
        status(line.status.label, tone_of(line.status)),
        day,
    )


@register.simple_tag
def rate_cells(school: School, pairs: Iterable[tuple[Requirement, dict[str, Any]]], url: str) -> SafeString:
    """Return one school's cells: how many of a hundred, leading to the names; what is to do; what is due soon.

    `url`: the school's matrix. Empty where nobody at the school needs the requirement.
    """
    where = conditional_escape(school.name)
    cells = []
    for requirement, cell in pairs:
        if cell["rate"] is None:
            cells.append("<td></td>")
            continue
        name = conditional_escape(requirement.name)
        to_do = f' <span class="k-hint">{cell["unmet"]} to do</span>' if cell["unmet"] else ""
        soon = f' <span class="k-hint">{cell["due_soon"]} soon</span>' if cell["due_soon"] else ""
        cells.append(
            f'<td data-label="{name}">'
            f'<a href="{conditional_escape(url)}?requirement={requirement.public_id}&amp;by=requirement">'
            f'{cell["rate"]}%<span class="visually-hidden"> hold {name} at {where}</span></a>{to_do}{soon}</td>'
        )
    return mark_safe("".join(cells))  # noqa: S308 -- names and address were escaped, the rest are numbers
