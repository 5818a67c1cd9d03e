"""The rows of a django-tables2 table as HTML, drawn in Python: a page of a list has hundreds of cells."""

from collections.abc import Callable
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import signature


def _drawing(column: Any) -> Callable[[Any, Any], Any]:
    """Return what draws a cell of a column, out of the row and the value: as `BoundRow` does.

    It looks once at what the column's `render` wants to know; django-tables2 looks again at every cell.
    """
    wanted, catch_all = signature(column.render)

    def draw(row: Any, value: Any) -> Any:
        known = row._optional_cell_arguments(column, value)  # noqa: SLF001
        content = column.render(**(known if catch_all else {name: known[name] for name in wanted}))
        return column.link(content, **known) if column.link else content

    return draw


def _cell(row: Any, column: Any, draw: Callable[[Any, Any], Any]) -> str:
    """Return the content of a cell; the column's default where there is no value."""
    content = row._get_and_render_with(  # noqa: SLF001
        column, render_func=lambda _, value=None: draw(row, value), default=column.default
    )
    return conditional_escape(content)


def rows_html(table: Any) -> SafeString:
    """Return the `<tr>` elements of the page of a table; the first cell of each names the row.

    Each cell carries its column's heading, so that a row can be a card on a phone. A column's classes are the same in
    every row.
    """
    columns = []
    for place, column in enumerate(table.columns):
        label = conditional_escape(column.header)
        css = column.attrs["td"].get("class")
        css = f' class="{conditional_escape(css)}"' if css and place else ""
        start, end = ("<td", "</td>") if place else ('<th scope="row"', "</th>")
        columns.append((column, f'{start} data-label="{label}"{css}>', end, _drawing(column)))
    drawn = []
    for row in table.paginated_rows:
        drawn.append("<tr>")
        for column, start, end, draw in columns:
            drawn += (start, _cell(row, column, draw), end)
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 -- every part was escaped above
