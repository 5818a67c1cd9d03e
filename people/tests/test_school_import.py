"""Schools out of the DfE register: its own file's shape, and the shape of extracts made from it."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent
from core.spreadsheets import TableRefused
from core.tests.refusing import refusing
from people.imports.rows import Schools
from people.imports.schools import plan_schools, read_register, read_wanted
from people.models import School
from people.services import imports as services

pytestmark = pytest.mark.django_db

REGISTER = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "NurseryProvision (name)",
    "Trusts (name)",
    "Street",
    "Town",
    "Postcode",
)
EXTRACT = (
    "URN",
    "EstablishmentName",
    "Town",
    "Postcode",
    "OpenDate",
    "CloseDate",
    "Status",
    "PhaseByName",
    "PredecessorURNs",
    "SuccessorURNs",
    "TrustName",
)
TRUST = "Example Learning Trust"


def entry(**changed):
    """Return a row of the register about a school that does not exist."""
    return {
        "URN": "990011",
        "LA (code)": "999",
        "LA (name)": "Exampleshire",
        "EstablishmentNumber": "2001",
        "EstablishmentName": "St Zoë’s Primary School",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "01-09-2015",
        "CloseDate": "",
        "PhaseOfEducation (name)": "Primary",
        "StatutoryLowAge": "3",
        "StatutoryHighAge": "11",
        "NurseryProvision (name)": "Has Nursery Classes",
        "Trusts (name)": TRUST,
        "Street": "1 Example Road",
        "Town": "Exampleton",
        "Postcode": "ZZ1 1ZZ",
    } | changed


def body(rows, header=REGISTER):
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("cp1252")


def read(rows, wanted="", header=REGISTER):
    return read_register(io.BytesIO(body(rows, header)), read_wanted(wanted))


def take(cast, found):
    plan = plan_schools(found.rows, list(School.objects.all()))
    return services.import_schools(actor=cast.ann, rows=found.rows, fingerprint=plan.fingerprint())


def test_a_school_of_the_register_is_added_with_its_facts(cast):
    take(cast, read([entry()]))
    school = School.objects.get(urn="990011")
    assert (school.name, school.establishment_number) == ("St Zoë’s Primary School", "9992001")
    assert (school.low_age, school.high_age, school.has_early_years) == (3, 11, True)
    assert (school.opened_on, school.closed_on, school.phase) == (dt.date(2015, 9, 1), None, "Primary")
    assert AuditEvent.objects.get(code="people.school.added").school_id == school.pk


def test_the_same_file_again_changes_nothing(cast):
    take(cast, read([entry()]))
    plan = plan_schools(read([entry()]).rows, list(School.objects.all()))
    assert (plan.changes, plan.unchanged) == ([], 1)


def test_what_the_register_leaves_empty_stays(cast):
    take(cast, read([entry()]))
    take(cast, read([entry(EstablishmentName="St Zoë’s Academy", Street="", StatutoryLowAge="")]))
    school = School.objects.get(urn="990011")
    assert (school.name, school.street, school.low_age, school.version) == ("St Zoë’s Academy", "1 Example Road", 3, 2)


def test_a_junior_school_has_no_early_years(cast):
    take(cast, read([entry(**{"StatutoryLowAge": "7", "NurseryProvision (name)": "Not applicable"})]))
    assert not School.objects.get(urn="990011").has_early_years


@pytest.mark.parametrize(
    ("wanted", "urns"),
    [
        ("", {"990011", "990012", "990013"}),
        ("990012", {"990012"}),
        ("990012, 990013", {"990012", "990013"}),
        ("990011\n990013\n", {"990011", "990013"}),
        ("example learning TRUST", {"990011", "990012"}),
        ("Example Learning Trust\n990013", {"990011", "990012", "990013"}),
    ],
)
def test_schools_are_chosen_by_urn_or_trust(wanted, urns):
    found = read([entry(), entry(URN="990012"), entry(URN="990013", **{"Trusts (name)": "Other Trust"})], wanted)
    assert {row["urn"] for row in found.rows} == urns


def test_a_urn_that_the_file_lacks_is_told():
    assert read([entry()], "990011 990099").missing == ["990099"]


def test_a_new_urn_finds_the_school_by_its_old_one(cast):
    cast.oak.urn = "990001"
    cast.oak.save()
    rows = [{"URN": "990011", "EstablishmentName": "Oak Academy", "PredecessorURNs": "990001", "Status": "open (list)"}]
    take(cast, read(rows, header=EXTRACT))
    cast.oak.refresh_from_db()
    assert (cast.oak.urn, cast.oak.name) == ("990011", "Oak Academy")


def test_closed_schools_are_not_added(cast):
    rows = [
        entry(URN="990012", **{"EstablishmentStatus (name)": "Closed"}),
        entry(URN="990013", CloseDate="31-08-2020"),
    ]
    plan = plan_schools(read(rows).rows, list(School.objects.all()))
    assert (plan.changes, len(plan.closed)) == ([], 2)


@pytest.mark.parametrize(("days", "is_added"), [(-1, False), (0, True), (1, True)])
def test_a_school_is_open_on_its_last_day(cast, days, is_added):
    day = today() + dt.timedelta(days=days)
    (school,) = read([entry(CloseDate=f"{day:%d-%m-%Y}")]).rows
    plan = plan_schools([school], list(School.objects.all()))
    assert (len(plan.changes), len(plan.closed)) == ((1, 0) if is_added else (0, 1))


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"URN": "12"}, "URN", "Enter a 6-digit URN."),
        ({"EstablishmentName": ""}, "EstablishmentName", "Fill this in."),
        ({"OpenDate": "31-02-2015"}, "OpenDate", "Enter a date such as 01/09/2026."),
        ({"StatutoryLowAge": "three"}, "StatutoryLowAge", "Enter an age in whole years."),
        ({"Postcode": "x" * 11}, "Postcode", "Shorten this to 10"),
        ({"EstablishmentNumber": "20011"}, "EstablishmentNumber", "Enter a 7-digit DfE number."),
    ],
)
def test_every_problem_is_named_by_row_column_and_reason(changed, column, reason):
    [problem] = read([entry(URN="990012"), entry(**changed)]).problems
    assert (problem.row, problem.column) == (3, column)
    assert problem.reason.startswith(reason)


def test_a_school_twice_is_a_problem():
    assert [problem.row for problem in read([entry(), entry()]).problems] == [3]


def test_another_file_is_refused():
    with pytest.raises(
        TableRefused,
        match="look like a GIAS download",
    ):
        read_register(io.BytesIO(b"a,b\n1,2\n"), read_wanted(""))


def test_a_whole_register_must_be_narrowed():
    rows = [entry(URN=str(100000 + n)) for n in range(301)]
    with pytest.raises(TableRefused, match="schools match"):
        read(rows)
    assert len(read(rows, "100007").rows) == 1


def of_five():
    return [
        entry(URN=str(900100 + n), EstablishmentNumber=str(3000 + n), EstablishmentName=f"{n} Example School")
        for n in range(1, 6)
    ]


def test_an_import_that_breaks_half_way_saves_nothing_and_can_be_done_again(cast):
    found = read(of_five())
    before = list(School.objects.order_by("pk").values())
    with refusing("people_school", "NEW.name LIKE '3 %'"), pytest.raises(IntegrityError):
        take(cast, found)
    assert list(School.objects.order_by("pk").values()) == before
    assert len(take(cast, found).changes) == 5


def test_the_twin_without_a_transaction_saves_half(live_cast):
    plan = plan_schools(read(of_five()).rows, list(School.objects.all()))

    def write():
        for change in plan.changes:
            services._write_school(change, live_cast.ann)

    with refusing("people_school", "NEW.name LIKE '3 %'"), pytest.raises(IntegrityError):
        write()
    assert School.objects.filter(name__contains="Example School").count() == 2


def test_schools_that_changed_since_the_preview_stop_the_import(cast):
    found = read([entry()])
    shown = plan_schools(found.rows, list(School.objects.all())).fingerprint()
    School.objects.create(name="St Zoë’s", urn="990011")
    with pytest.raises(IllegalMove, match="changed since"):
        services.import_schools(actor=cast.ann, rows=found.rows, fingerprint=shown)
    assert School.objects.get(urn="990011").name == "St Zoë’s"


# Real rows lie beside the project on some machines. They are read where they are and never copied.
EXTRACTS = {
    "made up": body(
        [
            {
                "URN": str(990100 + n),
                "EstablishmentName": f"Example School {n}",
                "Town": "Exampleton",
                "Postcode": "ZZ1 1ZZ",
                "OpenDate": "01-04-2016",
                "Status": "open (2025-07-10 list)" if n % 2 else "closed",
                "PhaseByName": "primary/nursery by name",
                "PredecessorURNs": str(990300 + n),
                "TrustName": TRUST if n < 5 else "",
            }
            for n in range(1, 60)
        ],
        EXTRACT,
    )
} | {
    path.name: path.read_bytes()
    for path in [Path(settings.BASE_DIR).parent / "shared" / "data" / "gias_sample.csv"]
    if path.exists()
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_extracts_of_the_register_are_taken(cast, name):
    found = read_register(io.BytesIO(EXTRACTS[name]), read_wanted(""))
    assert found.problems == []
    rows = [row for row in found.rows if not row["is_closed"]][:20]
    plan = services.import_schools(
        actor=cast.ann, rows=rows, fingerprint=plan_schools(rows, list(School.objects.all())).fingerprint()
    )
    assert len(plan.changes) + len(plan.closed) == len(rows)
    assert plan_schools(rows, list(School.objects.all())).changes == []


# --- The pages ------------------------------------------------------------------------------------------------------


def post_file(client, content, wanted=""):
    file = SimpleUploadedFile("edubasealldata.csv", content, "text/csv")
    return client.post(reverse("people:school-import"), {"file": file, "wanted": wanted})


def test_the_page_shows_what_would_change_and_then_saves_it(cast, sign_in):
    client = sign_in(cast.ann)
    shown = post_file(client, body([entry()]), "990011")
    assert shown.status_code == 200
    assert not School.objects.filter(urn="990011").exists()
    data = {name: shown.context[name] for name in ("rows", "fingerprint")}
    answer = client.post(reverse("people:school-import-apply"), data, follow=True)
    assert "1 school added or updated." in answer.content.decode()
    again = client.post(reverse("people:school-import-apply"), data)
    assert again.status_code == 409
    assert School.objects.filter(urn="990011").count() == 1


@pytest.mark.parametrize(
    ("content", "wanted", "words"),
    [
        (body([entry()]), "990099", "have a school with URN 990099"),
        (body([entry()]), "Another Trust", "find these schools in the file. Check the trust"),
        (body([entry(OpenDate="soon")]), "", "Enter a date such as 01/09/2026."),
        (
            b"a,b\n1,2\n",
            "",
            "look like a GIAS download",
        ),
        (b"\x00\x01\x02", "", "read this file as a table. Save it as CSV UTF-8 or .xlsx and upload that."),
    ],
)
def test_the_page_tells_what_is_wrong_and_saves_nothing(cast, sign_in, content, wanted, words):
    answer = post_file(sign_in(cast.ann), content, wanted)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not School.objects.filter(urn="990011").exists()


def test_a_forged_preview_saves_nothing(cast, sign_in):
    client = sign_in(cast.ann)
    answer = client.post(reverse("people:school-import-apply"), {"rows": "forged", "fingerprint": ""}, follow=True)
    assert "Upload the file again" in answer.content.decode()


CONVERSION = (*REGISTER, "PredecessorURNs")
OLD = entry(
    URN="900001", EstablishmentNumber="2005", EstablishmentName="Oak Primary School", OpenDate="01-09-1980",
    CloseDate="31-08-2026", PredecessorURNs="", **{"EstablishmentStatus (name)": "Closed", "Trusts (name)": ""},
)  # fmt: skip
NEW = OLD | {
    "URN": "950001", "EstablishmentStatus (name)": "Open", "OpenDate": "01-09-2026", "CloseDate": "",
    "Trusts (name)": TRUST, "PredecessorURNs": "900001",
}  # fmt: skip


def oak_today(cast):
    return School.objects.prefetch_related("former_urns").get(pk=cast.oak.pk)


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False)
@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([OLD, NEW], ""),
        ([NEW, OLD], ""),
        ([NEW], ""),
        ([OLD, NEW], TRUST),
        ([OLD, NEW], "900001"),  # the school is asked for by the URN that the trust knows
        ([OLD, NEW | {"PredecessorURNs": ""}], ""),  # an extract without links: the DfE number is the same
    ],
)
def test_a_school_that_converts_goes_on_under_its_new_urn(cast, rows, wanted):
    before = School.objects.count()
    plan = take(cast, read(rows, wanted, CONVERSION))
    oak = oak_today(cast)
    assert (oak.urn, oak.closed_on, School.objects.count()) == ("950001", None, before)
    assert [(row.urn, row.until) for row in oak.former_urns.all()] == [("900001", dt.date(2026, 8, 31))]
    assert [change.was for change in plan.changes] == ["900001"]
    assert cast.ada_post.school_id == oak.pk
    # The same file again, and the old row alone, change nothing.
    for again in (rows, [OLD]):
        assert plan_schools(read(again, "", CONVERSION).rows, [oak]).changes == []


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False)
def test_a_school_that_an_earlier_import_closed_is_open_again(cast):
    take(cast, read([OLD], "", CONVERSION))
    assert oak_today(cast).closed_on == dt.date(2026, 8, 31)
    take(cast, read([OLD, NEW], "", CONVERSION))
    assert (oak_today(cast).urn, oak_today(cast).closed_on) == ("950001", None)


@pytest.mark.parametrize(("day", "urn"), [(31, "900001"), (1, "950001"), (2, "950001")])
def test_the_new_urn_counts_from_the_day_of_the_conversion(cast, day, urn):
    """The day before it opens, the day, and the day after; on none of them is the school closed."""
    with time_machine.travel(dt.datetime(2026, 8 if day == 31 else 9, day, 12, tzinfo=dt.UTC), tick=False):
        take(cast, read([OLD, NEW], "", CONVERSION))
        assert (oak_today(cast).urn, oak_today(cast).closed_on) == (urn, None)


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False)
def test_a_school_that_truly_closes_is_closed(cast):
    other = NEW | {"URN": "950077", "EstablishmentNumber": "2077", "PredecessorURNs": ""}
    take(cast, read([OLD, other], "", CONVERSION))
    assert oak_today(cast).closed_on == dt.date(2026, 8, 31)
    assert School.objects.filter(urn="950077").exists()


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False)
def test_of_two_schools_in_place_of_one_the_first_goes_on(cast):
    second = NEW | {"URN": "950002", "EstablishmentName": "Oak Junior School", "EstablishmentNumber": "2006"}
    take(cast, read([OLD, NEW, second], "", CONVERSION))
    assert oak_today(cast).urn == "950001"
    assert School.objects.get(urn="950002").name == "Oak Junior School"


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False)
def test_the_page_says_that_it_converts_and_a_staff_file_may_name_either_urn(cast, sign_in):
    client = sign_in(cast.ann)
    upload = SimpleUploadedFile("register.csv", body([OLD, NEW], CONVERSION))
    page = client.post(reverse("people:school-import"), {"file": upload, "wanted": ""}).content.decode()
    assert "has a new URN. Its people, requests and records stay with it." in page
    take(cast, read([OLD, NEW], "", CONVERSION))
    found = Schools(School.objects.prefetch_related("former_urns"))
    assert found.find("900001") == found.find("950001") == cast.oak
    assert "900001" in client.get(cast.oak.get_absolute_url()).content.decode()
