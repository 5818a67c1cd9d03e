"""Reading a table that somebody uploaded: CSV or XLSX, everything as text, within limits, or a clear refusal.

CSV may be UTF-8 (with or without a mark), UTF-16 or Windows-1252, with commas, semicolons or tabs. A workbook is
opened only when its unpacked size is bearable; formulas give the value that was last computed, dates ISO text. Cells
lose what nobody sees and what only guards a text from Excel; `spoilt` tells what Excel has made unreadable.
"""

import codecs
import csv
import datetime as dt
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from core.exports import without_guard
from core.text import clean_line, clean_text

MEGABYTE = 1024 * 1024
SNIFFED = 64 * 1024


class TableRefused(Exception):
    """The table can't be read. The text is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be. The defaults are for a list of people; a register of schools brings its own."""

    rows: int = 50_000
    columns: int = 250
    cell: int = 5_000
    bytes: int = 10 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A table's heading, and its rows as (number in the file, {heading: text}). Rows without any text are left out."""

    header: list[str]
    rows: Iterator[tuple[int, dict[str, str]]]


STANDARD = Limits()
MISREAD = "This file is damaged and can’t be read as a table. Open it, save it again and upload the new file."
OLD_EXCEL = "This is an old-style Excel file (.xls). Save it as .xlsx or CSV and upload that."
# Headings may stand below a title, or below a row of merged cells that name groups of them.
HEADING_WITHIN = 20
LONGEST_NUMBER = 10**15  # Excel keeps fifteen digits
LOCKED = "This workbook is password protected or in an old format. Save it as .xlsx without a password and upload that."


def look_at(content: bytes, *, is_workbook: bool, limits: Limits = STANDARD) -> None:
    """Raise `TableRefused` when these bytes are clearly no table of that kind; reads no rows."""
    source = io.BytesIO(content)
    if is_workbook:
        _check_package(source, limits)
    else:
        _encoding_of(source)


def read_table(
    source: IO[bytes], limits: Limits = STANDARD, *, is_heading: Callable[[str], bool] = lambda _: False
) -> Table:
    """Return the table in an open file. The rows are read as they are asked for, in constant memory for CSV.

    Whether it is a workbook is told by its first bytes. The heading is the row with the most cells that `is_heading`
    knows among the first ones, or else the first with two or more cells: titles and groups above it do no harm.
    Raises `TableRefused`, now or while the rows are read, and nothing else.
    """
    source.seek(0, io.SEEK_END)
    if not source.tell():
        raise TableRefused("This file is empty. Choose another.")
    if source.tell() > limits.bytes:
        raise TableRefused(f"This file is larger than {limits.bytes // MEGABYTE} MB.")
    source.seek(0)
    start = source.read(8)
    source.seek(0)
    if start.startswith(b"PK"):
        _check_package(source, limits)
        raw = _workbook_rows(source, limits)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(LOCKED)
    else:
        raw = _csv_rows(source, limits)
    return _with_heading(_guarded(raw), limits, is_heading)


SHORTENED = re.compile(r"[+-]?[0-9]([.,][0-9]+)?E\+[0-9]{2,}", re.IGNORECASE)
FAULT = re.compile(r"#(N/A|NV|GETTING_DATA|[A-ZÄÖÜ/0]{2,}[!?])|Err:[0-9]{3}", re.IGNORECASE)
TOO_NARROW = re.compile(r"#{3,}")


def spoilt(text: str) -> str:
    """Return what Excel has done to a cell so that nobody can tell what stood there, as a sentence, or ""."""
    if FAULT.fullmatch(text):
        return "This is the error of a formula. Correct the formula or type what belongs here."
    if SHORTENED.fullmatch(text):
        return "Excel has shortened this number. Format the column as text, enter the whole number and save again."
    if TOO_NARROW.fullmatch(text):
        return "The column was too narrow for what stands here. Make it wider and save the file again."
    return ""


def _guarded(raw: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Pass the rows on, and turn whatever a reader of broken files raises into a refusal."""
    number = 0
    try:
        for number, row in raw:
            yield number, row
    except TableRefused:
        raise
    except csv.Error as error:
        raise TableRefused(
            f"We can't read the file after row {number}: there's a missing or extra quotation mark. Correct it and "
            "upload the file again."
        ) from error
    except Exception as error:  # readers of broken files raise whatever they like
        raise TableRefused(MISREAD) from error


def _with_heading(raw: Iterator[tuple[int, list[str]]], limits: Limits, is_heading: Callable[[str], bool]) -> Table:
    first: list[tuple[int, list[str]]] = []
    for number, cells in raw:
        if first or len([cell for cell in cells if cell]) >= 2:
            first.append((number, cells))
        elif number > 50:
            raise TableRefused(
                "We can't find the column headings in the first 50 rows. Move them to the top and upload the file "
                "again."
            )
        if len(first) == HEADING_WITHIN:
            break
    if not first:
        raise TableRefused("This file doesn't contain a table. Upload one with at least two columns.")
    known = [sum(is_heading(cell) for cell in cells if cell) for _, cells in first]
    place = known.index(max(known))
    cells = list(first[place][1])
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > limits.columns:
        raise TableRefused(f"This table has more than {limits.columns} columns. Remove the ones you don't need.")
    header = _distinct([clean_line(cell) for cell in cells])
    return Table(header, _rows_below(itertools.chain(first[place + 1 :], raw), header, limits))


def _distinct(names: list[str]) -> list[str]:
    """Return the headings with none empty and none twice."""
    seen: set[str] = set()
    result = []
    for place, name in enumerate(names, start=1):
        wanted = name or f"Column {place}"
        candidate, copy = wanted, 1
        while candidate in seen:
            copy += 1
            candidate = f"{wanted} ({copy})"
        seen.add(candidate)
        result.append(candidate)
    return result


def _rows_below(
    raw: Iterator[tuple[int, list[str]]], header: list[str], limits: Limits
) -> Iterator[tuple[int, dict[str, str]]]:
    width = len(header)
    taken = 0
    for number, cells in raw:
        if not any(cells):
            continue
        taken += 1
        if taken > limits.rows:
            raise TableRefused(f"This table has more than {limits.rows:,} rows. Split it into several files.")
        if len(cells) > width and any(cells[width:]):
            raise TableRefused(
                f"Row {number} has more columns than the heading row. If any text contains a comma, put it in "
                "quotation marks."
            )
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))  # noqa: PLW2901 -- the same row, filled up
        yield number, dict(zip(header, cells, strict=False))


# How a text that looks like a number is kept from becoming one.
GUARDED = re.compile(r"""="([^"]*)"|'([0-9].*)""", re.DOTALL)


def _clean(text: str, number: int, place: int, limits: Limits) -> str:
    if len(text) > limits.cell:
        raise TableRefused(f"The text in row {number}, column {place} is longer than {limits.cell:,} characters.")
    if "\x00" in text:
        raise TableRefused(
            f"Row {number}, column {place} contains characters we can't read. Save the file as CSV UTF-8 and upload "
            "it again."
        )
    text = clean_text(text)
    if guarded := GUARDED.fullmatch(text):
        return (guarded[1] or guarded[2] or "").strip()
    return without_guard(text)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _encoding_of(source: IO[bytes]) -> str:
    """Return the encoding of a text file: by its mark, by the zeros of UTF-16, UTF-8 if it is that, or Windows-1252."""
    source.seek(0)
    start = source.read(SNIFFED)
    if start.startswith(codecs.BOM_UTF8):
        wanted = ["utf-8-sig"]
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wanted = ["utf-16"]
    elif start[1::2].count(0) > len(start) // 4 and not start[::2].count(0):
        wanted = ["utf-16-le"]
    elif b"\x00" in start:
        raise TableRefused("We can't read this file as a table. Save it as CSV UTF-8 or .xlsx and upload that.")
    else:
        wanted = ["utf-8", "cp1252"]
    for encoding in wanted:
        decoder = codecs.getincrementaldecoder(encoding)()
        source.seek(0)
        try:
            while chunk := source.read(MEGABYTE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        source.seek(0)
        return encoding
    raise TableRefused("We can't read the characters in this file. Save it as “CSV UTF-8” and upload that.")


def _delimiter_of(sample: str) -> str:
    """Return the sign between cells: the one that cuts the first rows into the most columns of the same number."""
    best, best_score = ",", (0, 0)
    lines = sample.splitlines()[:30]
    for candidate in (",", ";", "\t"):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=candidate) if row]
        except csv.Error:
            continue
        common = max(set(widths), key=widths.count, default=0)
        score = (widths.count(common) if common > 1 else 0, common)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _csv_rows(source: IO[bytes], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    encoding = _encoding_of(source)
    # The caller keeps its file: a wrapper that is thrown away must not close it.
    text = io.TextIOWrapper(_Unclosable(source), encoding=encoding, newline="")  # type: ignore[type-var]
    sample = text.read(SNIFFED)
    told = re.match(r"sep=([,;\t])\r?\n", sample)
    delimiter = told.group(1) if told else _delimiter_of(sample)
    lines = itertools.chain([sample], iter(lambda: text.read(MEGABYTE), ""))
    # Numbers count rows as a spreadsheet shows them; a row with line breaks inside is one.
    reader = csv.reader(_lines_of(lines), delimiter=delimiter, strict=True)
    for number, row in enumerate(reader, start=1):
        if told and number == 1:
            continue
        if len(row) > 4 * limits.columns:
            raise TableRefused(f"This table has more than {limits.columns} columns. Remove the ones you don't need.")
        yield number, [_clean(cell, number, place, limits) for place, cell in enumerate(row, start=1)]


class _Unclosable(io.BufferedIOBase):
    """A view of a binary file that can be thrown away without closing the file."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self.source.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self.source.read(size if size >= 0 else MEGABYTE)


# Python's own splitting sees ends of lines that no table means (form feed, U+2028).
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _lines_of(chunks: Iterator[str]) -> Iterator[str]:
    """Yield lines with their ends, whether they end as on Windows, Unix or an old Mac."""
    rest = ""
    for chunk in chunks:
        pieces = _LINE.findall(rest + chunk)
        rest = pieces.pop() if pieces else ""  # the next chunk may go on with it
        yield from pieces
        if len(rest) > 4 * MEGABYTE:
            raise TableRefused(MISREAD)
    if rest:
        yield rest


# --- XLSX --------------------------------------------------------------------------------------------------------


def _check_package(source: IO[bytes], limits: Limits) -> None:
    """Refuse what is no workbook, holds macros, or unpacks to more than is bearable; nothing is unpacked here."""
    try:
        with zipfile.ZipFile(source) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise TableRefused(MISREAD) from error
    names = {member.filename.lower() for member in members}
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise TableRefused("This isn't an Excel workbook. Save it as .xlsx or CSV and upload that.")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise TableRefused("This workbook contains macros. Save it as .xlsx without macros and upload that.")
    if len(members) > 2000 or any(member.flag_bits & 0x1 for member in members):
        raise TableRefused(MISREAD)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.unpacked or (unpacked > 5 * MEGABYTE and unpacked > packed * limits.ratio):
        raise TableRefused("This workbook is too large to open. Save it as CSV and upload that.")


def _workbook_rows(source: IO[bytes], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    if not openpyxl.DEFUSEDXML:  # pragma: no cover -- it is in requirements.txt
        raise RuntimeError("defusedxml is not installed: workbooks would be read unguarded.")
    with warnings.catch_warnings():
        # openpyxl remarks on every workbook that another program wrote.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise TableRefused("This workbook has no visible sheets. Unhide the sheet you need and upload it again.")
        # The size that a sheet tells of itself may be wrong, and a lie must not cost memory.
        sheet.reset_dimensions()
        empty_in_a_row = 0
        rows = sheet.iter_rows(max_col=limits.columns + 1)
        for number, row in enumerate(rows, start=1):
            cells = [
                _clean(_text_of(cell), number, place, limits) if cell.value is not None else ""
                for place, cell in enumerate(row, start=1)
            ]
            empty_in_a_row = 0 if any(cells) else empty_in_a_row + 1
            if empty_in_a_row > 10_000:
                # Formatting far below the table, or a row number made up to keep us busy.
                return
            if len(cells) > limits.columns and cells[limits.columns]:
                raise TableRefused(
                    f"This table has more than {limits.columns} columns. Remove the ones you don't need."
                )
            yield number, cells
    finally:
        book.close()


def _text_of(cell: Any) -> str:
    """Return what a cell holds as text: dates as ISO, whole numbers without a point, with the zeros that it shows."""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (int, float)) and abs(value) >= LONGEST_NUMBER:
        return f"{value:.14E}"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else repr(value)
    text = str(value)
    shown = getattr(cell, "number_format", "") or ""
    # "00000" is how Excel keeps the zeros in front of a staff number.
    return text.zfill(len(shown)) if shown and set(shown) == {"0"} and text.isdigit() else text
