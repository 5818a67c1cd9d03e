"""Appointments out of a file: read, previewed, asked about, then all or nothing; what is private is not read (R-1)."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.audit import audit_trail
from core.calendar import today
from governance.boards.import_rows import BODY_WORDS, read_appointments, read_choice
from governance.models import AppointingBody, Appointment, Board
from governance.tests.factories import boards_of_cast, make_appointment
from people.models import Grant, Person
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-1")]

DAY = dt.timedelta(days=1)
IMPORT, SAVE = (reverse(f"governance:{name}") for name in ("appointment-import", "appointment-import-apply"))
OWN = ("Role", "First name", "Last name", "Board", "Category", "Appointed by", "First day", "End of term")
DFE = (
    "GID", "URN", "UID", "Role", "Title", "Forename 1", "Forename 2", "Surname", "Date of appointment",
    "Date term of office ends/ended", "Appointing body", "Home postcode", "Telephone number", "Direct email address",
    "Previous Title", "Previous Forename 1", "Previous Forename 2", "Previous Surname", "Date of Birth", "Nationality",
)  # fmt: skip
PRIVATE = [
    "ZZ9 9ZZ",
    "01999 999999",
    "zz@private.example",
    "Prv",
    "Prvfore",
    "Prvfore2",
    "Prvsur",
    "01/02/1959",
    "Zzian",
]


def csv_file(*rows, header=OWN, encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def zara(**facts):
    told = {"role": "Governor", "first": "Zara", "last": "Okafor", "board": "Oak local board", "category": "Parent"}
    told |= {"by": "Elected by parents", "from": "01/09/2025", "until": "31/08/2029"} | facts
    return tuple(told.values())


def upload(client, content, name="list.csv", **typed):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **typed})


def save(client, preview, **typed):
    context = preview.context
    return client.post(SAVE, {"rows": context["rows"], "fingerprint": context["fingerprint"], **typed})


def test_a_file_is_previewed_saved_and_the_second_time_changes_nothing(cast, sign_in):
    board, client = boards_of_cast(cast)["oak"], sign_in(cast.ann)
    held = make_appointment(board, cast.tom, starts_on=dt.date(2024, 9, 1), term_ends_on=dt.date(2028, 8, 31))
    before = Person.objects.count(), Appointment.objects.count(), audit_trail(board).count()
    mine = {"first": cast.tom.first_name, "last": cast.tom.last_name, "from": "2024-09-01", "until": "31.08.2028"}
    content = csv_file(zara(), zara(**mine, by=""), zara(**{"from": "01/09/2021", "until": "31/08/2025"}))
    preview = upload(client, content)
    assert [(line.row, line.kind, line.is_new_person) for line in preview.context["plan"].lines] == [
        (2, "new", False), (3, "changed", False), (4, "new", True),
    ]  # fmt: skip
    assert preview.context["plan"].lines[1].facts == {"Category": ("Appointed by the trust", "Parent")}
    assert before == (Person.objects.count(), Appointment.objects.count(), audit_trail(board).count())
    assert save(client, preview).url == reverse("governance:board-list")
    held.refresh_from_db()
    assert held.category == "parent"
    person = Person.objects.get(first_name="Zara")
    assert [row.ends_on.year for row in person.board_appointments.order_by("starts_on")] == [2025, 2029]
    assert Grant.objects.current().filter(person=person, role="governor", school=cast.oak).exists()
    again = upload(client, content).context["plan"]
    assert (again.unchanged, again.changing) == (3, [])
    assert save(client, preview).status_code == 409, "sent twice"
    assert Person.objects.filter(first_name="Zara").count() == 1


def test_the_dfes_template_is_read_and_its_private_fields_are_not(cast):
    boards_of_cast(cast)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(DFE)
    start, end = dt.datetime(2025, 9, 1), dt.datetime(2029, 8, 31)  # noqa: DTZ001 -- as Excel has them
    urn = cast.oak.urn
    for role, name, urn_of, uid, body in (
        ("Governor", "Zara", urn, None, "Elected by parents"),
        ("Trustee", "Yusuf", None, 1234, "Appointed by academy members"),
        ("Accounting Officer", "Xena", None, 1234, "N/A"),
    ):
        sheet.append([None, urn_of, uid, role, "Dr", name, "Mid", "Okafor", start, end, body, *PRIVATE])
    sheet.append(
        [None, urn, None, "Governor", "Ms", '="Wil"&"ma"', "", "Okafor", start, end, "Elected by school staff"]
    )
    out = io.BytesIO()
    book.save(out)
    found = read_appointments(io.BytesIO(out.getvalue()), None)
    assert found.left_out == [4]
    assert [(row["role"], row["category"], row["starts_on"]) for row in found.rows] == [
        ("governor", "parent", "2025-09-01"), ("trustee", "", "2025-09-01"),
    ]  # fmt: skip
    assert found.problems[0].row == 5, "a formula that has never been worked out has no value"
    assert not [mark for mark in PRIVATE if mark in str(found.rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N/A", "none"), ("Appointed by GB/board", "board"), ("Appointed by academy members", "members"),
        ("Appointed by foundation/Trust", "foundation"), ("Elected by school staff", "staff"),
        ("Parent appointed by GB/board due to no election candidates", "no_candidates"),
        ("Nominated by LA and appointed by GB", "local_authority"),
        ("Nominated by other body and appointed by GB", "other_body"),
        ("Ex-officio by virtue of office as headteacher/principal", "by_post"),
        ("Original (signatory) members", "founders"), ("Foundation/sponsor members", "sponsor"),
        ("Persons who are appointed by the foundation body or sponsor (if applicable)", "sponsor"),
        ("Any additional members appointed by the members of the academy trust", "members"),
    ],
)  # fmt: skip
def test_every_appointing_body_of_the_dfes_list_is_understood(text, expected):
    assert read_choice(text, AppointingBody, BODY_WORDS) == expected


def test_windows_text_a_mark_and_other_headings_are_read(cast):
    boards_of_cast(cast)
    content = csv_file(
        zara(first="Zoë", last="O’Neill", category="Co-opted", by="Appointed by GB/board"), encoding="cp1252"
    )
    [row] = read_appointments(io.BytesIO(content), None).rows
    assert (row["first_name"], row["last_name"]) == ("Zoë", "O’Neill")
    assert (row["category"], row["appointing_body"]) == ("co_opted", "board")


def test_what_is_not_understood_is_said_by_row_and_nothing_is_saved(cast, sign_in):
    boards_of_cast(cast)
    client = sign_in(cast.ann)
    rows = [
        zara(role="Wizard"), zara(board="Nowhere"), zara(**{"from": "13/14/2025"}), zara(category="Purple"),
        zara(last="#REF!"), zara(role="Trustee"), zara(**{"from": ""}), zara(),
    ]  # fmt: skip
    answer = upload(client, csv_file(*rows))
    assert answer.status_code == 422
    assert sorted(problem["row"] for problem in answer.context["problems"]) == [2, 3, 4, 5, 6, 7, 8]
    assert "has no column for: First day" in upload(client, csv_file(header=("Role", "Forename", "Surname"))).text
    # What only the records can tell is said in the preview.
    refused = upload(client, csv_file(zara(role="Chair"), zara(first="Gus", last="Example", until="31/08/2090")))
    assert [problem["row"] for problem in refused.context["problems"]] != []
    assert save(client, refused).status_code == 409
    assert not Appointment.objects.filter(person__first_name="Zara").exists()


def test_a_name_that_is_known_elsewhere_is_asked_about(cast, sign_in):
    boards_of_cast(cast)
    one, other = (PersonFactory(first_name="Zara", last_name="Okafor", email=None) for _ in "ab")
    client = sign_in(cast.ann)
    preview = upload(client, csv_file(zara(), zara(**{"from": "01/09/2021", "until": "31/08/2025"})))
    [question] = preview.context["plan"].questions
    assert len(question.options) == 3
    assert save(client, preview).status_code == 409
    answers = {f"who-{question.key}": str(other.public_id)}
    looked = client.post(SAVE, {"rows": preview.context["rows"], "look": "1", **answers})
    assert looked.context["plan"].can_be_applied
    assert save(client, looked, **answers).status_code == 302
    assert other.board_appointments.count() == 2
    assert not one.board_appointments.exists()


def test_a_term_is_never_made_longer_by_a_file_and_nobody_appoints_themselves(cast, sign_in):
    board = boards_of_cast(cast)["oak"]
    row = make_appointment(board, cast.tom)
    client = sign_in(cast.ann)

    def said(person, **facts):
        told = {"first": person.first_name, "last": person.last_name, "from": str(row.starts_on)} | facts
        return upload(client, csv_file(zara(**told))).context["problems"][0]["reason"]

    assert "never made longer" in said(cast.tom, until=str(row.ends_on + DAY))
    assert "End it early" in said(cast.tom, until=str(row.ends_on - DAY))
    make_appointment(board, cast.ann, "vice_chair")
    assert "your own appointments" in said(cast.ann, until=str(row.ends_on))
    assert Board.objects.get(pk=board.pk).appointments.get(person=cast.tom).ends_on == row.ends_on
    assert today() < row.ends_on
