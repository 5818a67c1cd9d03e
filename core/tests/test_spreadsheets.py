import csv
import datetime as dt
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exports import without_guard
from core.spreadsheets import Limits, TableRefused, look_at, read_table, spoilt
from core.tests.hostile_files import zipped
from core.text import clean_text

PEOPLE = [["Staff ID", "Surname", "Work email"], ["007", "O’Example", "zoe@example.org"], ["8", "Núñez", ""]]


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(body, limits=None):
    table = read_table(io.BytesIO(body), limits or Limits())
    return table.header, list(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_table_reads_what_schools_save(encoding, delimiter):
    header, rows = read(csv_bytes(PEOPLE, encoding, delimiter))
    assert header == PEOPLE[0]
    assert rows == [
        (2, {"Staff ID": "007", "Surname": "O’Example", "Work email": "zoe@example.org"}),
        (3, {"Staff ID": "8", "Surname": "Núñez", "Work email": ""}),
    ]


def test_read_table_reads_a_workbook_as_text():
    rows = [
        ["Staff ID", "Start", "FTE", "Current", "Seen at"],
        [7, dt.date(2026, 9, 1), 0.6, True, dt.datetime(2026, 9, 1, 15, 30)],  # noqa: DTZ001 -- a workbook knows no zones
        [12.0, None, "=1/0", "text", None],
    ]

    def zeros(book):
        book.active["A2"].number_format = "0000"

    header, read_rows = read(xlsx_bytes(rows, zeros))
    assert header == rows[0]
    assert [list(row.values()) for _, row in read_rows] == [
        ["0007", "2026-09-01", "0.6", "TRUE", "2026-09-01 15:30:00"],
        ["12", "", "", "text", ""],
    ]


def test_read_table_finds_the_heading_under_a_title_and_keeps_the_numbers_of_the_rows():
    body = b"Staff list,,\r\n,,\r\nStaff ID,Surname,Surname,\r\n\r\n1,A,B,\r\n,,,\r\n2,C,D,\r\n"
    header, rows = read(body)
    assert header == ["Staff ID", "Surname", "Surname (2)"]
    assert [number for number, _ in rows] == [5, 7]


GROUPED = [
    ["Staff list", "", "", ""],
    ["Person", "", "Contract", ""],
    ["Staff ID", "Surname", "Start", ""],
    ["7", "Example", "01/09/2026", ""],
]


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_read_table_finds_known_headings_below_a_row_of_merged_cells(make):
    table = read_table(io.BytesIO(make(GROUPED)), is_heading=lambda text: text in ("Staff ID", "Surname"))
    assert table.header == ["Staff ID", "Surname", "Start"]
    assert [number for number, _ in table.rows] == [4]
    assert read(make(GROUPED))[0] == ["Person", "Column 2", "Contract"]


def test_read_table_passes_over_blank_rows_and_columns_at_the_end_and_tells_headings_apart():
    body = csv_bytes([["a", "b", "a", "", ""], ["1", "2", "3", "", ""], *[["", "", "", "", ""]] * 30])
    assert read(body) == (["a", "b", "a (2)"], [(2, {"a": "1", "b": "2", "a (2)": "3"})])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("'=A1", "=A1"),
        ("'t Hooft", "'t Hooft"),
        ("’s Gravenhage", "’s Gravenhage"),
        ("\u200b12\u00a0", "12"),
        ('=""', ""),
    ],
)
def test_read_table_takes_off_what_only_guards_a_text(cell, text):
    assert read(csv_bytes([["a", "b"], [cell, "x"]]))[1] == [(2, {"a": text, "b": "x"})]


def test_a_workbook_that_counts_days_from_1904_gives_the_same_days():
    rows = [["a", "b"], [dt.date(2026, 9, 1), "x"]]
    later = xlsx_bytes(rows, lambda book: setattr(book, "epoch", openpyxl.utils.datetime.CALENDAR_MAC_1904))
    assert later != xlsx_bytes(rows)
    assert read(later)[1] == read(xlsx_bytes(rows))[1] == [(2, {"a": "2026-09-01", "b": "x"})]


def test_a_number_of_more_figures_than_excel_keeps_is_spoilt():
    rows = [["a", "b", "c"], [123456789012345, 1234567890123456, 1.5e20]]
    ((_, cells),) = read(xlsx_bytes(rows))[1]
    assert [bool(spoilt(text)) for text in cells.values()] == [False, True, True]
    assert cells["a"] == "123456789012345"


def test_errors_of_a_workbook_are_told_as_they_are_shown():
    def fill(book):
        book.active["A2"], book.active["B2"] = "#N/A", "#REF!"
        book.active["A2"].data_type = book.active["B2"].data_type = "e"

    ((_, cells),) = read(xlsx_bytes([["a", "b"], ["", ""]], fill))[1]
    assert [cells["a"], cells["b"]] == ["#N/A", "#REF!"]


@pytest.mark.parametrize(
    "text", "#N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! Err:502 ##### 1.23457E+11 2e+05".split()
)
def test_what_excel_has_spoilt_is_known(text):
    assert spoilt(text).endswith(".")


@pytest.mark.parametrize("text", ["", "#1", "E+11", "1E5", "N/A", "12E+A", "1.5", "a#N/A", "Room #", "#team", "0044"])
def test_what_only_looks_alike_is_not_spoilt(text):
    assert spoilt(text) == ""


def test_read_table_hides_nothing_in_hidden_sheets_and_reads_the_first_visible_one():
    def hide(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Staff").append(["a", "b"])

    assert read(xlsx_bytes([["x", "y"]], hide)) == (["a", "b"], [])


def test_read_table_takes_a_delimiter_that_the_file_tells():
    assert read(b"sep=;\r\na;b,c\r\n1;2\r\n") == (["a", "b,c"], [(3, {"a": "1", "b,c": "2"})])


@pytest.mark.parametrize("char", ["\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_row_goes_on_over_what_no_table_means_as_its_end(char, end):
    wide = "x" * 4000  # so that the file is read in several pieces
    lines = ["a,b", *(f"{n}{char}{wide},2" for n in range(40))]
    table = read_table(io.BytesIO(((end or "\n").join(lines) + end).encode()))
    assert [(number, row["b"]) for number, row in table.rows] == [(n + 2, "2") for n in range(40)]


def test_read_table_keeps_line_breaks_inside_a_cell_and_counts_rows_not_lines():
    _, rows = read(b'a,b\r\n"1\r\nstreet",x\r\n2,y\r\n')
    assert rows == [(2, {"a": "1\nstreet", "b": "x"}), (3, {"a": "2", "b": "y"})]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "contain a table"),
        (b"a\nb\n", "contain a table"),
        (b"a,b\n1,2,3\n", "Row 2 has more columns"),
        (b'a,b\n"1,2\n3,4\n', "quotation mark"),
        (b'a,b\n"1"x,2\n', "quotation mark"),
        (b"a,b\n1," + b"x" * 6000 + b"\n", "row 2, column 2"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "after row 1"),
        (b"a,b\n\x00,1\n", "read this file as a table. Save it as CSV UTF-8 or .xlsx and upload that."),
        (b"\xff\xfea", "the characters"),
        (b"a,b\n\x81\x8d,1\n", "the characters"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This workbook is password protected or in an old format.",
        ),
        (
            zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
            "an Excel workbook. Save it as .xlsx or CSV and upload that.",
        ),
        (zipped({"xl/vbaProject.bin": b"x", "[Content_Types].xml": b"<a/>"}), "macros"),
        (zipped({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "damaged"),
        (
            zipped({"xl/a.xml": b" " * 300_000_000, "[Content_Types].xml": b"<a/>"}),
            "This workbook is too large to open. Save it as CSV and upload that.",
        ),
        (
            zipped({"xl/a.xml": b" " * 30_000_000, "[Content_Types].xml": b"<a/>"}),
            "This workbook is too large to open. Save it as CSV and upload that.",
        ),
        (csv_bytes([["a"] * 251]), "more than 250 columns"),
        (csv_bytes([["a"] * 20_000]), "columns"),
        (xlsx_bytes([["a"] * 251]), "more than 250 columns"),
    ],
)
def test_read_table_refuses_with_a_sentence(body, words):
    with pytest.raises(TableRefused, match=words):
        read(body)


def test_read_table_refuses_entities_that_multiply():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(PEOPLE))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            new.writestr(member, laughs + text.replace(b"Surname", b"&b;") if "sheet1" in member else text)
    with pytest.raises(TableRefused, match="damaged"):
        read(out.getvalue())


def test_read_table_does_not_follow_a_made_up_row_number_for_long():
    body = xlsx_bytes([["a", "b"], ["1", "2"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member.endswith("sheet1.xml"):
                text = text.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="A1048576"')
            new.writestr(member, text)
    # The row is there; whoever followed it would pass a million empty ones first.
    assert read(out.getvalue()) == (["a", "b"], [])


def test_read_table_stops_at_its_limits():
    body = csv_bytes([["a", "b"], *[["1", "2"]] * 5])
    assert len(read(body, Limits(rows=5))[1]) == 5
    with pytest.raises(TableRefused, match="more than 4 rows"):
        read(body, Limits(rows=4))
    with pytest.raises(TableRefused, match="larger than 0 MB"):
        read(body, Limits(bytes=10))


def test_read_table_reads_fifty_thousand_rows():
    body = csv_bytes(
        [[f"Column {n}" for n in range(10)], *[[f"{row}-{n}" for n in range(10)] for row in range(50_000)]]
    )
    table = read_table(io.BytesIO(body))
    assert sum(1 for _ in table.rows) == 50_000


def test_look_at_leaves_the_decision_about_rows_to_the_reader():
    look_at(csv_bytes(PEOPLE), is_workbook=False)
    look_at(xlsx_bytes(PEOPLE), is_workbook=True)
    with pytest.raises(TableRefused):
        look_at(csv_bytes(PEOPLE), is_workbook=True)


WHOLE = {"csv": csv_bytes(PEOPLE * 3), "cp1252": csv_bytes(PEOPLE, "cp1252"), "utf-16": csv_bytes(PEOPLE, "utf-16")}
WHOLE_BOOK = xlsx_bytes(PEOPLE * 3)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_of_a_table_raises_anything_but_a_refusal(data):
    body = bytearray(data.draw(st.sampled_from([*WHOLE.values(), WHOLE_BOOK])))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
        if not body:
            break
    with suppress(TableRefused):
        header, rows = read(bytes(body))
        assert all(list(row) == header for _, row in rows)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_mutation_inside_a_workbook_raises_anything_but_a_refusal(data):
    with zipfile.ZipFile(io.BytesIO(WHOLE_BOOK)) as old:
        members = {name: bytearray(old.read(name)) for name in old.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    body = members[name]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
        if not body:
            break
    with suppress(TableRefused):
        read(zipped({key: bytes(value) for key, value in members.items()}))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["C", "Nd"]), max_size=20), min_size=3, max_size=3)))
def test_what_a_table_says_is_what_is_read(rows):
    _, read_rows = read(csv_bytes([["a", "b", "c"], *rows]))
    told = [[without_guard(clean_text(cell)) for cell in row] for row in rows]
    told = [row for row in told if any(row)]
    assert [list(row.values()) for _, row in read_rows] == told
