"""Lists: a column is declared once, for the page and for the file; the address sorts, pages and downloads them."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

import django_tables2
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.http import FileResponse, HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core import exports
from core.formatting import known_or_said, money, number, price, short_date
from core.trust_settings import in_own_words

# How a value of a kind is written on a page. A price may be unknown, which is said in words.
WORDS: dict[str, Callable[[Any], str]] = {"date": short_date, "money": money, "number": number, "price": price}
NUMERIC = ("money", "number", "price")
CSS = {"date": "k-day", "status": "k-at-right", "action": "k-at-right"} | dict.fromkeys(NUMERIC, "k-numeric")
# What stands in an empty cell and need not be read out of its column.
SAYS_NOTHING = ("", "None", "No date", "–", "—")
# How the two ways to sort a kind are called.
BOTH_WAYS = {
    "date": ("earliest first", "latest first"),
    "money": ("lowest first", "highest first"),
    "price": ("lowest first", "highest first"),
    "number": ("lowest first", "highest first"),
}


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says where nobody searched and nothing is there: `hint` says what to do first.

    `link`: the address of the button that does it, a function of the reader; empty for whoever may not. To them
    `otherwise` says who does it.
    """

    title: str
    hint: str
    label: str = ""
    link: Callable[[Any], str] = lambda reader: ""
    icon: str = "inbox"
    otherwise: str = ""


class Column(django_tables2.Column):
    """A column of a list and of its file.

    `accessor`: where its value comes from, names with `__` between them or a function of the row; its own name where
    none is given. `kind`: how page and file write it; "status" and "action" stand at the right of a row on a phone,
    where `with_label` says that the heading stands before the value (by itself: numbers, and where several are alike).
    `file`: its heading in the file where that is another.
    `draw`: what the page shows of a row where that is more than the value; the table's `render_<name>` does the same,
    and `value_<name>` for the file. `linkify`: true, or a function of the row that returns an address.
    `on_phone`: false leaves the column out there.
    `empty_last`: rows without a value come last whichever way the list is sorted.
    """

    on_page = in_file = True

    def __init__(
        self,
        label: str,
        accessor: str | Callable[[Any], Any] | None = None,
        kind: str = "text",
        width: int = 0,
        *,
        file: str = "",
        draw: Callable[[Any], Any] | None = None,
        linkify: bool | Callable[[Any], str | None] = False,
        css: str | None = None,
        empty_last: bool = False,
        with_label: bool | None = None,
        on_phone: bool = True,
        **also: Any,
    ) -> None:
        css = CSS.get(kind, "") if css is None else css
        css = css if on_phone else f"{css} k-desk".lstrip()
        attrs = {"td": {"class": css}} if css else {}
        super().__init__(label, accessor=accessor if isinstance(accessor, str) else None, attrs=attrs, **also)
        self.source, self.kind, self.width, self.heading = accessor, kind, width, file or label
        self.draw, self.empty_last, self.with_label = draw, empty_last, with_label
        self.url_of: Any = (lambda row: row.get_absolute_url()) if linkify is True else linkify

    @property
    def header(self) -> str:
        """Return the heading, in the trust's own words."""
        return in_own_words(super().header or "")

    @property
    def both_ways(self) -> tuple[str, str]:
        """Return what sorting by this column is called, up and down."""
        return BOTH_WAYS.get(self.kind, ("A to Z", "Z to A"))

    def __deepcopy__(self, memo: Any) -> "Column":
        """Return a copy for one table; nothing inside a column is ever changed."""
        return copy(self)

    def reader(self, name: str) -> exports.Column:
        """Return what reads the value out of a row, for a column of this name."""
        return exports.Column(self.heading, self.source or name)

    def for_file(self, read: Callable[[Any], Any]) -> exports.Column:
        """Return the column as the file writes it."""
        heading = in_own_words(self.heading)
        if self.kind == "price":
            return exports.Column(heading, lambda row: known_or_said(read(row)), "money", self.width)
        kind = "text" if self.kind in ("status", "action") else self.kind
        return exports.Column(heading, read, kind, self.width)  # type: ignore[arg-type]

    def order(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """Sort a queryset with the empty ones last, on both databases alike, where the column asks for it."""
        if not self.empty_last:
            return queryset, False
        field = models.F(str(self.order_by[0] if self.order_by else self.accessor))
        order = field.desc(nulls_last=True) if is_descending else field.asc(nulls_last=True)
        return queryset.order_by(order, "-pk"), True


class PageColumn(Column):
    """A column of the page alone."""

    in_file = False


class FileColumn(Column):
    """A column of the file alone."""

    on_page = False


class Table(django_tables2.Table):
    """A list. Its columns in the order of the file; `Meta.sequence` is that of the page.

    `code`: under what the audit trail notes a download, empty where the list is none; `file_name`: what the file is
    called; `formats`: as what it comes, "pdf" where the view makes one. `empty`: what it says without a row.
    `file_sequence`: the columns of the file where they are not all of them or stand in another order.
    """

    code = file_name = caption = one = many = ""
    formats = "csv,xlsx"
    empty: Empty
    file_sequence: tuple[str, ...] = ()
    declared: dict[str, Column] = {}

    def __init_subclass__(cls) -> None:
        """Keep all columns, and leave those of the page to django-tables2. A new one in neither order is a mistake."""
        super().__init_subclass__()
        new = cls.base_columns.keys() - cls.declared.keys()
        cls.declared = cls.declared | cls.base_columns
        shown = getattr(cls.__dict__.get("Meta"), "sequence", ()) or tuple(cls.declared)
        written = cls.file_sequence or [name for name, column in cls.declared.items() if column.in_file]
        if unseen := new - {*shown, *written}:
            raise ImproperlyConfigured(f"{cls.__name__} shows these columns nowhere: {', '.join(sorted(unseen))}.")
        cls.base_columns = {name: cls.declared[name] for name in shown if cls.declared[name].on_page}

    def __init__(self, data: Any, *, extra_columns: Iterable[tuple[str, Column | None]] = (), **also: Any) -> None:
        extra = dict(extra_columns)
        self.given = data
        self.declared = {name: column for name, column in (self.declared | extra).items() if column is not None}
        of_page = [
            (name, column)
            for name, column in extra.items()
            if (column.on_page if column else name in self.base_columns)
        ]
        super().__init__(data, extra_columns=of_page, **also)

    @property
    def has_rows(self) -> bool:
        """Return whether there is a row; a page knows it from its count."""
        return bool(self.paginator.count if hasattr(self, "paginator") else len(self.rows))

    def file_columns(self) -> list[exports.Column]:
        """Return the columns of the file."""
        names = self.file_sequence or [name for name, column in self.declared.items() if column.in_file]
        return [
            column.for_file(getattr(self, f"value_{name}", None) or column.reader(name).value_of)
            for name, column in ((name, self.declared[name]) for name in names)
        ]


def download(
    request: HttpRequest, table: Table, rows: Any = None, *, about: models.Model | None = None
) -> FileResponse | None:
    """Return the list as the file that the address asks for, or None where it asks for the page.

    `rows`: the same rows read otherwise, or a function that returns them. `about`: what the list is of, such as a
    school.
    """
    if not (wanted := exports.wanted_format(request.GET)):
        return None
    rows = table.given if rows is None else rows() if callable(rows) else rows
    return exports.export_response(
        rows,
        table.file_columns(),
        in_own_words(table.file_name),
        wanted,
        actor=request.user,
        code=table.code,
        about=about,
    )


def sort(request: HttpRequest, table: Table) -> None:
    """Sort a table as the address asks."""
    table.request = request
    if asked := [name for name in request.GET.getlist(table.prefixed_order_by_field) if name]:
        table.order_by = asked


def show(request: HttpRequest, table: Table, per_page: int = 25, **paging: Any) -> None:
    """Sort a table and choose its page as the address asks. How long a page is, no address says."""
    sort(request, table)
    table.paginate(per_page=per_page, **paging)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))


def prepare(request: HttpRequest, table: Table, *, about: models.Model | None = None) -> FileResponse | None:
    """Return the list as a file where the address asks for one; or else make its page ready, and return None."""
    answer = download(request, table, about=about)
    if answer is None:
        show(request, table)
    return answer


def _cell(table: Table, bound: Any) -> Callable[[Any], str]:
    """Return what draws a column's cell out of its row; an empty text where there is nothing to draw."""
    column = bound.column
    read = column.reader(bound.name).value_of
    words = WORDS.get(column.kind)
    draw = getattr(table, f"render_{bound.name}", None) or column.draw

    def cell(row: Any) -> str:
        content = draw(row) if draw else read(row)
        if words and not draw and not isinstance(content, str) and (content is not None or column.kind == "price"):
            content = words(content)
        if content is None or content == "":
            return ""
        url = column.url_of and column.url_of(row)
        return format_html('<a href="{}">{}</a>', url, content) if url else conditional_escape(content)

    return cell


def _is_labelled(column: Column, kinds: list[str]) -> bool:
    """Return whether a row on a phone says the heading: of a number, of one of several days or sums, where asked."""
    if column.with_label is not None:
        return column.with_label
    if column.kind in ("money", "price"):
        return kinds.count("money") + kinds.count("price") > 1
    return column.kind == "number" or (column.kind == "date" and kinds.count("date") > 1)


def rows_html(table: Table) -> SafeString:
    """Return the `<tr>` elements of the page of a table; the first cell of each names the row.

    Drawn in Python, for a page of a list has hundreds of cells. On a phone a row has two lines: its name with what
    stands at the right, and the other cells, with their heading where they need it. What differs from row to row is
    the content alone.
    """
    columns, kinds = [], [column.column.kind for column in table.columns]
    for place, column in enumerate(table.columns):
        label = (
            f' data-label="{conditional_escape(column.header)}"' if place and _is_labelled(column.column, kinds) else ""
        )
        css = (column.attrs["td"].get("class") or "") if place else ""
        tag, end = ("<td", "</td>") if place else ('<th scope="row"', "</th>")
        filled = f'{tag} class="{conditional_escape(css)}"{label}>' if css else f"{tag}{label}>"
        hidden = f"{css} k-none".lstrip() if column.default in SAYS_NOTHING else css
        no_label = "" if column.column.kind == "date" else label  # "No end" says enough, "Until No end" is no English
        empty = f'{tag} class="{conditional_escape(hidden)}"{no_label}>' if hidden else f"{tag}{no_label}>"
        columns.append((filled, _cell(table, column), end, f"{empty}{conditional_escape(column.default)}{end}"))
    drawn = []
    for row in table.paginated_rows:
        drawn.append("<tr>")
        for start, cell, end, empty in columns:
            content = cell(row.record)
            drawn += (start, content, end) if content else (empty,)
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 -- every part was escaped above
