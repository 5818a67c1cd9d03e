"""The rows of a django-tables2 table as HTML, drawn in Python: a page of a list has hundreds of cells."""

from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def rows_html(table: Any) -> SafeString:
    """Return the `<tr>` elements of the page of a table; the first cell of each names the row.

    Each cell carries its column's heading, so that a row can be a card on a phone.
    """
    openings, closings = [], []
    for place, column in enumerate(table.columns):
        label = conditional_escape(column.header)
        css = column.attrs["td"].get("class")
        start = '<th scope="row"' if place == 0 else "<td"
        css = f' class="{conditional_escape(css)}"' if css and place else ""
        openings.append(f'{start} data-label="{label}"{css}>')
        closings.append("</td>" if place else "</th>")
    drawn = []
    for row in table.paginated_rows:
        drawn.append("<tr>")
        for opening, (_, cell), closing in zip(openings, row.items(), closings, strict=True):
            drawn += (opening, conditional_escape(cell), closing)
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 -- every part was escaped above
