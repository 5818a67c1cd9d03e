import csv
import datetime as dt
import io
import tracemalloc
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.exports import (
    DANGEROUS_STARTS,
    MOST_IN_A_WORKBOOK,
    Column,
    TooLongForWorkbook,
    export_response,
    safe_text,
)
from core.middleware import LongExportMiddleware
from core.models import AuditEvent, Heartbeat

COLUMNS = [
    Column("Name", "person__name"),
    Column("Due", "due", "date"),
    Column("Cost", lambda row: row.cost, "money"),
    Column("Hours", "hours", "number"),
]


def row(**values):
    values = {"name": "Ada", "due": dt.date(2026, 11, 24), "cost": Decimal("1234.5"), "hours": 3} | values
    return SimpleNamespace(person=SimpleNamespace(name=values.pop("name")), **values)


def export(cast, rows, file_format, columns=COLUMNS):
    response = export_response(
        iter(rows), columns, "Register of Oak: 2026/27", file_format, actor=cast.ben, code="courses.register"
    )
    body = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return response, body


def table(body):
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet(body):
    return openpyxl.load_workbook(io.BytesIO(body)).active


def test_csv_is_what_excel_reads_rightly(cast):
    response, body = export(cast, [row(), row(name="Zoë\nTwo", due=None, cost=Decimal("-3"), hours=-1.5)], "csv")
    assert table(body) == [
        ["Name", "Due", "Cost", "Hours"],
        ["Ada", "2026-11-24", "1234.50", "3"],
        ["Zoë\nTwo", "", "-3.00", "-1.5"],
    ]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]


@time_machine.travel("2026-11-24 12:00")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_file_is_named_by_its_subject_and_day(cast, file_format):
    response, _ = export(cast, [row()], file_format)
    assert response["Content-Disposition"] == f'attachment; filename="register-of-oak-202627-2026-11-24.{file_format}"'


def test_workbook_has_real_dates_and_numbers_and_a_frozen_heading(cast):
    _, body = export(cast, [row(due=dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC))], "xlsx")
    page = sheet(body)
    assert [cell.value for cell in page[1]] == ["Name", "Due", "Cost", "Hours"]
    assert [cell.value for cell in page[2]] == ["Ada", dt.datetime(2026, 7, 2, 0, 0), 1234.5, 3]  # noqa: DTZ001
    assert page["B2"].number_format == "dd/mm/yyyy"
    assert page["C2"].number_format == "£#,##0.00"
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:D2"
    assert page.column_dimensions["A"].width > 20


@pytest.mark.parametrize("start", DANGEROUS_STARTS)
def test_dangerous_texts_are_defused_in_csv_and_are_text_in_a_workbook(cast, start):
    text = f'{start}HYPERLINK("http://example.org","click")'
    _, body = export(cast, [row(name=text, hours=text)], "csv")
    name, _, _, hours = table(body)[1]
    assert name.startswith("'")
    assert hours.startswith("'")
    _, body = export(cast, [row(name=text)], "xlsx")
    cell = sheet(body)["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None


@given(st.text())
def test_safe_text_never_starts_as_a_formula(text):
    safe = safe_text(text)
    assert not safe.lstrip().startswith(DANGEROUS_STARTS)
    assert "\x00" not in safe


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_odd_values_do_no_harm(cast, file_format):
    odd = ["x" * 40_000, "a\x00\x01\ud800b", "", None, True, Decimal("NaN"), float("inf"), dt.date(1850, 1, 1), 10**40]
    rows = [row(name=value, cost=value, hours=value, due=value) for value in odd]
    _, body = export(cast, rows, file_format)
    assert len(list(sheet(body).rows) if file_format == "xlsx" else table(body)) == len(odd) + 1


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_is_told_to_the_audit_trail_without_names(cast, file_format):
    export(cast, [row(), row()], file_format)
    event = AuditEvent.objects.get()
    assert (event.code, event.actor, event.changes) == (
        "courses.register.exported",
        cast.ben,
        {"rows": 2, "format": file_format},
    )
    assert event.object_id == str(cast.ben.public_id)
    assert not event.note


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_empty_export_has_its_heading(cast, file_format):
    _, body = export(cast, [], file_format)
    assert len(list(sheet(body).rows) if file_format == "xlsx" else table(body)) == 1


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_fault_half_way_is_an_error_and_no_short_file(cast, file_format):
    def rows():
        yield row()
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        export_response(rows(), COLUMNS, "Register", file_format, actor=cast.ben, code="courses.register")
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_long_table_costs_no_more_memory(cast, file_format):
    one = row()
    tracemalloc.start()
    response = export_response(
        (one for _ in range(10_000)), COLUMNS, "Register", file_format, actor=cast.ben, code="courses.register"
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    response.file_to_stream.close()
    assert peak < 12_000_000


@pytest.fixture
def heartbeats(cast):
    """Make one row more than a workbook is written with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_heartbeat (part, at) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n "
            "WHERE i < %s) SELECT 'part ' || i, CURRENT_TIMESTAMP FROM n",
            [MOST_IN_A_WORKBOOK],
        )
    return Heartbeat.objects.order_by("part")


def test_a_table_too_long_for_a_workbook_is_refused_before_it_is_read(cast, heartbeats, django_assert_num_queries):
    columns = [Column("Part", "part")]
    facts = {"actor": cast.ben, "code": "core.heartbeat"}
    with django_assert_num_queries(1) as asked, pytest.raises(TooLongForWorkbook):
        export_response(heartbeats, columns, "Parts", "xlsx", **facts)
    assert f"OFFSET {MOST_IN_A_WORKBOOK}" in asked.captured_queries[0]["sql"]
    assert not AuditEvent.objects.exists()
    whole = export_response(heartbeats, columns, "Parts", "csv", **facts)
    assert b"".join(whole.streaming_content).count(b"part ") == MOST_IN_A_WORKBOOK + 1
    whole.file_to_stream.close()
    heartbeats.first().delete()
    export_response(heartbeats, columns, "Parts", "xlsx", **facts).file_to_stream.close()


def test_rows_that_nobody_counted_stop_at_the_same_limit(cast):
    one, read = row(), []
    rows = (read.append(n) or one for n in range(MOST_IN_A_WORKBOOK + 10))
    with pytest.raises(TooLongForWorkbook):
        export_response(rows, COLUMNS[:1], "Register", "xlsx", actor=cast.ben, code="courses.register")
    assert len(read) == MOST_IN_A_WORKBOOK + 1


def test_the_page_of_a_table_too_long_for_a_workbook_offers_csv_of_the_same_list(cast, sign_in):
    request_answer = sign_in(cast.ann).get(reverse("people:person-list"), {"q": "a b", "page": "2"})
    answer = LongExportMiddleware(lambda _: None).process_exception(request_answer.wsgi_request, TooLongForWorkbook())
    text = answer.content.decode()
    assert answer.status_code == 413
    assert "up to 50,000 rows" in text
    assert f'href="{reverse("people:person-list")}?q=a+b&amp;page=2&amp;export=csv"' in text


def test_every_other_fault_stays_what_it_is(cast, rf):
    assert LongExportMiddleware(lambda _: None).process_exception(rf.get("/"), ValueError()) is None
