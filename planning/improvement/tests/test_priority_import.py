"""Importing priorities: every problem named, all or nothing, the same file again changes nothing, and back again."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.calendar import now
from core.exports import safe_text, without_guard
from core.flow import IllegalMove
from core.models import AuditEvent
from core.tests.hostile_files import HTML, SVG, zipped
from core.tests.refusing import refusing
from notifications.models import Notice
from planning.improvement import services
from planning.improvement.importing import FACTS, plan_priorities, read_priorities
from planning.improvement.services import import_priorities
from planning.models import ImprovementPlan, Priority, Target
from planning.tests.factories import PriorityFactory, TargetFactory, this_year

pytestmark = pytest.mark.django_db

HEADING = [fact.label for fact in FACTS]


def as_csv(rows, heading=HEADING, encoding="utf-8", delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([heading, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(rows, heading=HEADING):
    book = openpyxl.Workbook()
    for row in [heading, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(number="1", title="Read", area="", detail="", owner="", target="", measure="", due=""):
    return [number, title, area, detail, owner, target, measure, due]


def read(content, owners=None, there=None):
    return read_priorities(io.BytesIO(content), owners=owners or {}, there=there)


def problems(*rows, **facts):
    return [(p.row, p.column, p.reason) for p in read(as_csv(rows), **facts).problems]


def address(cast, name="priority-import"):
    return reverse(f"planning:{name}", args=[cast.oak.public_id, this_year()])


def upload(client, cast, content, name="sip.csv"):
    return client.post(address(cast), {"file": SimpleUploadedFile(name, content)})


def apply(client, cast, page):
    data = {"rows": page.context["rows"], "fingerprint": page.context["fingerprint"]}
    return client.post(address(cast, "priority-import-apply"), data)


# --- Reading -----------------------------------------------------------------------------------------------------


def test_a_priority_stands_in_several_rows_one_a_target():
    found = read(
        as_csv(
            [
                row(
                    "1", "Read", "Phonics and reading", "Why.\r\nIndeed.", "LIN@example.org", "Nine in ten", "Test", ""
                ),
                row("1", "", target="Daily", due="15/06/2027"),
                row("", "", target="Weekly"),
                row("2", "Count", "mathematics"),
            ]
        ),
        owners={"lin@example.org": 7},
    )
    assert not found.problems
    assert [r["number"] for r in found.rows] == [1, 2]
    first = found.rows[0]
    assert (first["title"], first["area"], first["detail"], first["owner"]) == ("Read", "reading", "Why.\nIndeed.", 7)
    assert [(t["text"], t["measure"], t["due_on"]) for t in first["targets"]] == [
        ("Nine in ten", "Test", None),
        ("Daily", "", "2027-06-15"),
        ("Weekly", "", None),
    ]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([row("", "Read")], (2, "Number")),
        ([row("one")], (2, "Number")),
        ([row("0")], (2, "Number")),
        ([row("100")], (2, "Number")),
        ([row("-1")], (2, "Number")),
        ([row("1", "")], (2, "Priority")),
        ([row("1", "x" * 201)], (2, "Priority")),
        ([row("1"), row("1", "Write")], (3, "Priority")),
        ([row("1", area="Philately")], (2, "Topic")),
        ([row("1", detail="x" * 4001)], (2, "Why it matters and what will change")),
        ([row("1", owner="Lin Example")], (2, "Lead (email)")),
        ([row("1", owner="nobody@example.org")], (2, "Lead (email)")),
        ([row("1", target="x" * 301)], (2, "Target")),
        ([row("1", target="Daily"), row("1", target="daily!")], (3, "Target")),
        ([row("1", measure="Test")], (2, "Target")),
        ([row("1", target="Daily", measure="x" * 201)], (2, "How we'll measure it")),
        ([row("1", target="Daily", due="06/15/2027")], (2, "By when")),
        ([row("1", target="Daily", due="soon")], (2, "By when")),
        ([row("1", target=f"T{n}") for n in range(21)], (22, "Target")),
    ],
)
def test_every_problem_is_named_by_row_column_and_reason(rows, where):
    found = problems(*rows)
    assert [(number, column) for number, column, _ in found] == [where]
    assert all(reason.endswith(".") for _, _, reason in found)


def test_days_that_could_be_swapped_are_doubted_where_the_column_has_the_month_first():
    months_first = [row("1", target=text, due=day) for text, day in (("A", "06/15/2027"), ("B", "05/06/2027"))]
    assert [(number, column) for number, column, _ in problems(*months_first)] == [(2, "By when"), (3, "By when")]
    assert problems(row("1", target="A", due="15/06/2027"), row("1", target="B", due="05/06/2027")) == []


def test_all_problems_are_told_at_once():
    assert len(problems(row("x"), row("2", ""), row("3", area="?", owner="?"))) == 4


def test_other_words_for_the_columns_are_known_and_missing_ones_are_named(cast, sign_in):
    found = read(as_csv([["1", "Read", "reading"]], heading=["No.", "Title", "Theme"]))
    assert (found.rows[0]["title"], found.rows[0]["area"]) == ("Read", "reading")
    page = upload(sign_in(cast.hal), cast, as_csv([["Read", "x"]], heading=["Priority", "Colour"]))
    assert page.status_code == 422
    assert "no column “Number”" in page.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_in_every_usual_encoding(encoding):
    content = as_csv([row(title="Café talk – “oracy”", target="£5 each")], encoding=encoding)
    found = read(content)
    assert (found.rows[0]["title"], found.rows[0]["targets"][0]["text"]) == ("Café talk – “oracy”", "£5 each")


def test_a_workbook_with_dates_numbers_and_formulas_is_read_by_its_values():
    found = read(as_xlsx([[1, "Read", None, None, None, "Daily", "=1+1", dt.date(2027, 6, 15)], [2.0, "Count"]]))
    assert not found.problems
    assert found.rows[0]["targets"] == [{"text": "Daily", "measure": "", "due_on": "2027-06-15"}]
    assert found.rows[1]["number"] == 2


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+44", "-1 =x", "@SUM(A1)", "'tis", "plain", "="])
def test_the_guard_of_an_export_comes_off_again(text):
    assert without_guard(safe_text(text)) == text


# --- The preview and the yes ----------------------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_a_file_is_looked_at_first_and_then_saved_as_a_whole(cast, sign_in):
    client = sign_in(cast.hal)
    rows = [
        row("1", "Read", "reading", "Why.", cast.lin.email, "Nine in ten", "Test", "15/06/2027"),
        row("2", "Count", target="Daily"),
    ]
    page = upload(client, cast, as_csv(rows))
    assert page.status_code == 200
    assert not Priority.objects.exists()
    assert "Lin Example" in page.content.decode()
    assert apply(client, cast, page).url == address(cast, "priorities")
    first, second = Priority.objects.order_by("number")
    assert (first.title, first.owner, first.area, second.area) == ("Read", cast.lin, "reading", "other")
    assert first.targets.get().due_on == dt.date(2027, 6, 15)
    assert [notice.person for notice in Notice.objects.all()] == [cast.lin]
    codes = AuditEvent.objects.filter(code__startswith="planning.").order_by("pk").values_list("code", flat=True)
    assert list(codes) == [
        "planning.improvementplan.started",
        "planning.priority.added",
        "planning.priority.added",
        "planning.improvementplan.imported",
    ]
    again = upload(client, cast, as_csv(rows))
    assert "already match the file" in again.content.decode()
    assert apply(client, cast, page).status_code == 409  # the old preview shows what is no more


def five_rows():
    return read(as_csv([row(str(n), f"Aim {n}", target=f"Target {n}") for n in range(1, 6)])).rows


@pytest.mark.policy("AP-2")
def test_an_import_that_breaks_half_way_saves_nothing_and_can_be_done_again(cast):
    facts = {"actor": cast.hal, "school": cast.oak, "year": this_year(), "rows": five_rows()}
    facts["fingerprint"] = plan_priorities(facts["rows"], []).fingerprint()
    with refusing("planning_target", "NEW.text = 'Target 3'"), pytest.raises(IntegrityError):
        import_priorities(**facts)
    assert not ImprovementPlan.objects.exists()
    assert not Priority.objects.exists()
    assert not AuditEvent.objects.exists()
    assert len(import_priorities(**facts).changes) == 5


def test_the_twin_without_a_transaction_saves_half(live_cast):
    plan = ImprovementPlan.objects.create(school=live_cast.oak, year=this_year(), made_by=live_cast.hal)

    def write():
        for change in plan_priorities(five_rows(), []).changes:
            services._write(change, plan, live_cast.hal, {})

    with refusing("planning_target", "NEW.text = 'Target 3'"), pytest.raises(IntegrityError):
        write()
    assert (Priority.objects.count(), Target.objects.count()) == (3, 2)


@pytest.mark.policy("AP-2")
def test_a_file_changes_what_differs_and_leaves_the_rest(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, number=1, title="Read", detail="Why.", owner=cast.lin)
    other = PriorityFactory(school=cast.oak, number=2)
    kept = TargetFactory(priority=priority, text="Daily", measure="Walks", outcome="met", outcome_note="Yes.")
    TargetFactory(priority=priority, text="Weekly")
    client = sign_in(cast.hal)
    page = upload(client, cast, as_csv([row("1", "Read more", target="DAILY", due="1/2/2027"), row("3", "Write")]))
    text = page.content.decode()
    assert "<del>Read</del> Read more" in text
    apply(client, cast, page)
    priority.refresh_from_db()
    kept.refresh_from_db()
    assert (priority.title, priority.detail, priority.owner, priority.version) == ("Read more", "Why.", cast.lin, 2)
    assert (kept.text, kept.measure, kept.due_on, kept.outcome) == ("Daily", "Walks", dt.date(2027, 2, 1), "met")
    assert priority.targets.count() == 2
    other.refresh_from_db()
    assert other.version == 1
    assert Priority.objects.get(number=3).title == "Write"


def test_problems_of_file_and_plan_stand_together_and_nothing_is_saved(cast, sign_in):
    PriorityFactory(school=cast.oak, number=1, dropped_at=now(), dropped_reason="No.")
    page = upload(sign_in(cast.hal), cast, as_csv([row("1", "Read"), row("2", "")]))
    assert page.status_code == 422
    text = page.content.decode()
    assert "has been dropped" in text
    assert "Enter the priority." in text
    assert Priority.objects.count() == 1


def test_what_changed_since_the_preview_is_shown_again(cast, sign_in):
    PriorityFactory(school=cast.oak, number=1, title="Read")
    client = sign_in(cast.hal)
    page = upload(client, cast, as_csv([row("1", "Mine")]))
    Priority.objects.update(title="Theirs", version=2)
    late = apply(client, cast, page)
    assert late.status_code == 409
    assert "<del>Theirs</del> Mine" in late.content.decode()
    assert Priority.objects.get().title == "Theirs"
    assert apply(client, cast, late).status_code == 302
    assert Priority.objects.get().title == "Mine"


def test_a_preview_is_of_one_person_school_and_year_and_of_this_hour(cast, sign_in, time_machine):
    client = sign_in(cast.eve)
    page = upload(client, cast, as_csv([row()]))
    data = {"rows": page.context["rows"], "fingerprint": page.context["fingerprint"]}
    elm = reverse("planning:priority-import-apply", args=[cast.elm.public_id, this_year()])
    assert client.post(elm, data).url.endswith("/import/")
    sign_in(cast.hal)
    assert client.post(address(cast, "priority-import-apply"), data).url == address(cast)
    sign_in(cast.eve)
    time_machine.move_to(now() + dt.timedelta(hours=2))
    assert client.post(address(cast, "priority-import-apply"), data).status_code == 302
    assert not Priority.objects.exists()


def test_somebody_who_left_since_the_preview_is_not_named(cast):
    rows = read(as_csv([row(owner=cast.tom.email)]), owners={cast.tom.email: cast.tom.pk}).rows
    fingerprint = plan_priorities(rows, []).fingerprint()
    with pytest.raises(IllegalMove):
        import_priorities(actor=cast.hal, school=cast.oak, year=this_year(), rows=rows, fingerprint=fingerprint)


# --- And back again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_is_imported_again_and_changes_nothing(cast, sign_in, form):
    priority = PriorityFactory(
        school=cast.oak,
        number=4,
        title="=cmd|' /C calc'!A0",
        detail="Two\nlines, with “quotes”; and more",
        owner=cast.lin,
    )
    TargetFactory(priority=priority, text="+5 points", due_on=dt.date(2027, 6, 15))
    TargetFactory(priority=priority, text="Naïve £5", measure="")
    # Whoever leads it may have left since.
    PriorityFactory(school=cast.oak, number=5, owner=cast.nora, area="writing")
    PriorityFactory(school=cast.oak, number=6, dropped_at=now(), dropped_reason="No.")
    client = sign_in(cast.hal)
    answer = client.get(address(cast, "priority-export"), {"export": form})
    content = b"".join(answer.streaming_content)
    if form == "csv":
        assert b"\n4,'=cmd" in content
    page = upload(client, cast, content, f"again.{form}")
    assert page.status_code == 200
    assert page.context["plan"].changes == []
    assert page.context["plan"].unchanged == 2
    if form == "csv":
        Target.objects.all().delete()
        Priority.objects.all().delete()
        apply(client, cast, upload(client, cast, content.replace(cast.nora.email.encode(), b"")))
        again = Priority.objects.get(number=4)
        assert (again.title, again.detail, again.owner) == (priority.title, priority.detail, cast.lin)
        assert [t.text for t in again.targets.all()] == ["+5 points", "Naïve £5"]


# --- Hostile files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sip.csv", b""),
        ("sip.csv", HTML),
        ("sip.csv", b"\x00\x01\x02" * 500),
        ("sip.csv", b"MZ" + b"\x00" * 500),
        ("sip.csv", as_csv([row(title="x" * 6_000)])),
        ("sip.csv", b'Number,Priority\n1,"open'),
        ("sip.csv", b"Number,Priority\n1,a,b,c,d\n"),
        ("sip.csv", b"Number,Priority\n"),
        ("sip.csv", as_csv([row(str(n % 99 + 1), "x" * 5) for n in range(5_001)])),
        ("sip.csv", b"Number,Priority\n" + b"1,Read\n" * 310_000),
        ("sip.xlsx", as_csv([row()])),
        ("sip.xlsx", SVG),
        ("sip.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500),
        ("sip.xlsx", zipped({"a.txt": b"a"})),
        ("sip.xlsx", zipped({"[Content_Types].xml": b"", "xl/vbaProject.bin": b"x"})),
        ("sip.xlsx", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"0" * 60_000_000})),
        ("sip.xlsx", as_xlsx([row()])[:900]),
        ("sip.exe", as_csv([row()])),
        ("sip.xlsm", as_xlsx([row()])),
    ],
    ids=range(19),
)
def test_a_hostile_file_gets_a_clear_error(cast, sign_in, name, content):
    page = upload(sign_in(cast.hal), cast, content, name)
    assert page.status_code == 422
    (error,) = page.context["form"].errors["file"]
    assert len(error) > 10
    assert not ImprovementPlan.objects.exists()


def test_a_formula_is_kept_as_words_and_shown_as_words(cast, sign_in):
    client = sign_in(cast.hal)
    page = upload(client, cast, as_csv([row("1", "=HYPERLINK(1)", target="<script>alert(1)</script>")]))
    apply(client, cast, page)
    text = client.get(address(cast, "priorities")).content.decode()
    assert "=HYPERLINK(1)" in text
    assert "<script>alert(1)" not in text


def test_an_upload_without_a_file_says_so(cast, sign_in):
    page = sign_in(cast.hal).post(address(cast), {})
    assert page.status_code == 422


@pytest.mark.parametrize("name", ["priority-import", "priority-export"])
def test_reading_writing_and_exporting_cost_the_same_with_one_priority_and_three(cast, sign_in, name):
    client = sign_in(cast.hal)

    def cost(number):
        content = as_csv([row(str(n + 1), f"P{n}", owner=cast.lin.email, target="T") for n in range(number)])
        with CaptureQueriesContext(connection) as queries:
            if name == "priority-import":
                upload(client, cast, content)
            else:
                b"".join(client.get(address(cast, name)).streaming_content)
        return len(queries)

    for number in (1, 2, 3):
        TargetFactory(priority=PriorityFactory(school=cast.oak, number=10 + number, owner=cast.sid))
        if number == 1:
            cost(1)
            first = cost(1)
    assert cost(3) == first
