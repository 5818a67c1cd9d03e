"""One writer for every table that leaves as a file: CSV or XLSX, safe to open, told to the audit trail.

Texts that a spreadsheet would run are defused, numbers stay numbers and dates dates. Rows come from an iterator and
go to a temporary file, so memory stays the same however long the table is, a fault half-way is an error and not a
short file, and the audit event is written before the first byte leaves.
"""

import codecs
import csv
import datetime as dt
import io
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import slugify

from core.audit import audit_reading
from core.calendar import LONDON, today

Kind = Literal["text", "date", "money", "number"]
Format = Literal["csv", "xlsx"]

FORMATS: tuple[Format, ...] = ("csv", "xlsx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A spreadsheet takes a cell that begins so for a formula; the wide signs are what some keyboards type.
DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
# Excel takes 1,048,576 rows, but nobody waits until so many are written; a CSV costs a tenth.
MOST_IN_A_WORKBOOK = 50_000
WIDTHS = {"text": 26, "date": 13, "money": 13, "number": 11}
KEPT_IN_MEMORY = 2 * 1024 * 1024


class TooLongForWorkbook(Exception):
    """The table has more rows than a workbook is written with; `core.middleware` then offers CSV."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, where its value comes from (names with `__` between or a function), what it is."""

    label: str
    accessor: str | Callable[[Any], Any]
    kind: Kind = "text"
    width: int = 0

    def value_of(self, row: Any) -> Any:
        """Return the row's value for this column, choices and truths in words; None where one on the way is missing."""
        if callable(self.accessor):
            return self.accessor(row)
        value = row
        for name in self.accessor.split("__"):
            if value is None:
                return None
            if isinstance(value, dict):
                value = value.get(name)
            else:
                display = getattr(value, f"get_{name}_display", None)
                try:
                    value = getattr(value, name) if display is None else display()
                except ObjectDoesNotExist:
                    return None
        value = value() if callable(value) else value
        return ("No", "Yes")[value] if isinstance(value, bool) else value


def wanted_format(query: Mapping[str, Any]) -> Format | None:
    """Return the format that a list's address asks for (`?export=csv`), or none for the page itself."""
    return next((name for name in FORMATS if query.get("export") == name), None)


def export_response(
    rows: Iterable[Any],
    columns: Sequence[Column],
    name: str,
    format: Format,  # noqa: A002 -- the word that everybody uses for it
    *,
    actor: Any,
    code: str,
    about: models.Model | None = None,
) -> FileResponse:
    """Return the rows as a download, and write `<code>.exported` with their number to the audit trail.

    `rows`: an iterable, best a queryset, which is read in pieces. Raises `TooLongForWorkbook`, for a queryset before
    anything is read. `name`: what the file is called, without a date and never
    with a person's name. `about`: the object that the table is of, such as a school; the actor where there is none.
    """
    if isinstance(rows, models.QuerySet):
        if format == "xlsx" and rows.order_by()[MOST_IN_A_WORKBOOK : MOST_IN_A_WORKBOOK + 1].exists():
            raise TooLongForWorkbook
        rows = rows.iterator(chunk_size=1000)
    # Closed by the response when it is sent.
    out = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
    try:
        count = (_write_csv if format == "csv" else _write_xlsx)(out, rows, columns, name)
        changes = {"rows": count, "format": format}
        audit_reading(actor, f"{code}.exported", about or actor, changes=changes, about_nobody=about is None)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return FileResponse(
        out,
        as_attachment=True,
        filename=f"{slugify(name) or 'export'}-{today():%Y-%m-%d}.{format}",
        content_type=CONTENT_TYPES[format],
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def safe_text(value: Any) -> str:
    """Return a value as text that no spreadsheet runs: a dangerous start gets an apostrophe, control signs go."""
    text = str(value)
    plain = plain_text(text)
    # Before and after what is not seen is taken away: either may be what the other program reads.
    dangerous = any(start.startswith(DANGEROUS_STARTS) for start in (text, text.lstrip(), plain, plain.lstrip()))
    return f"'{plain}" if dangerous else plain


def without_guard(text: str) -> str:
    """Return a text as it was before `safe_text` put an apostrophe before it, for a file that comes back."""
    return text[1:] if text.startswith("'") and safe_text(text[1:]) == text else text


def plain_text(value: Any) -> str:
    """Return a value as text without signs that no file of text may hold, cut to what a cell takes."""
    text = str(value)
    if not text.isprintable():
        text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    return text if len(text) <= LONGEST_CELL - 1 else text[: LONGEST_CELL - 2] + "…"


def _plain_value(value: Any) -> Any:
    """Return a value as one of: nothing, a date, a moment in London without zone, a number, anything else."""
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value, LONDON) if timezone.is_aware(value) else value
    return value


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return Decimal(value).is_finite()


def _write_csv(out: IO[bytes], rows: Iterable[Any], columns: Sequence[Column], name: str) -> int:
    out.write(codecs.BOM_UTF8)  # without it Excel reads the letters wrongly
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([safe_text(column.label) for column in columns])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 -- the count is the answer
        writer.writerow([_csv_cell(_plain_value(column.value_of(row)), column.kind) for column in columns])
    text.flush()
    text.detach()
    return count


def _csv_cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if kind == "date" else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if kind in ("money", "number") and _is_number(value):
        if kind == "money":
            return f"{Decimal(value):.2f}"
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return safe_text(value)


def _write_xlsx(out: IO[bytes], rows: Iterable[Any], columns: Sequence[Column], name: str) -> int:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    sheet = book.add_worksheet(_sheet_name(name))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {
        "text": book.add_format({"valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"}),
        "money": book.add_format({"num_format": "£#,##0.00", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or max(WIDTHS[column.kind], min(len(column.label) + 2, 40)))
        sheet.write_string(0, place, plain_text(column.label), heading)
    count = 0
    try:
        for count, row in enumerate(rows, start=1):
            if count > MOST_IN_A_WORKBOOK:
                raise TooLongForWorkbook
            for place, column in enumerate(columns):
                _write_xlsx_cell(sheet, count, place, _plain_value(column.value_of(row)), column.kind, formats)
    except BaseException:
        book.close()  # or its own temporary file stays open
        raise
    if columns:
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    book.close()
    return count


def _write_xlsx_cell(sheet: Any, row: int, place: int, value: Any, kind: Kind, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.date) and value.year >= 1900:
        moment = isinstance(value, dt.datetime) and kind != "date"
        if isinstance(value, dt.datetime) and not moment:
            value = value.date()
        sheet.write_datetime(row, place, value, formats["moment" if moment else "date"])
    elif kind in ("money", "number") and _is_number(value):
        sheet.write_number(row, place, value, formats[kind])
    else:
        sheet.write_string(row, place, plain_text(value), formats["text"])


def _sheet_name(name: str) -> str:
    """Return the name as Excel lets a sheet be called: at most 31 signs, none of its own."""
    return "".join(char for char in plain_text(name) if char not in "[]:*?/\\'\n\t")[:31].strip() or "Export"
