"""A staff file from the upload to the records: rehearsed, asked about, applied as a whole or not at all."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError

from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent
from core.tests.refusing import refusing
from core.uploads import UploadRefused
from cpd_trust.tests.helpers import fresh
from people import tasks
from people.imports.cells import guess_group
from people.imports.columns import match_headings
from people.models import Person, Post, StaffImport
from people.services import imports as services
from people.tests import staff_files
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from people.tests.staff_files import csv_file, row, xlsx_file

Status = StaffImport.Status
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-24 10:00", tick=False):
        yield


def rehearse(cast, rows, *, school=None, make=csv_file, answers=None, columns=None, **file):
    """Upload a file, take the columns as they were matched, and let the worker rehearse it."""
    made = services.start_staff_import(actor=cast.ann, upload=make(rows, **file), school=school)
    services.choose_columns(actor=cast.ann, staff_import=made, columns=columns or made.columns, school=school)
    services.work_on(made.pk)
    if answers:
        services.answer_questions(actor=cast.ann, staff_import=made, answers=answers)
        services.work_on(made.pk)
    made.refresh_from_db()
    return made


def apply(cast, made, actor=None):
    made.refresh_from_db()
    services.apply_staff_import(actor=actor or cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    made.refresh_from_db()
    return made


def reasons(made):
    return {(problem["row"], problem["column"]): problem["reason"] for problem in made.problems}


def counts(made):
    return {
        "new": sum(change["kind"] == "new" for change in made.changes["people"]),
        "changed": sum(change["kind"] == "changed" for change in made.changes["people"]),
        "unchanged": made.changes["unchanged"],
    }


# --- The way through ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_file_is_rehearsed_and_then_applied(cast, make):
    before = Person.objects.count()
    made = rehearse(
        cast, [row(), row(number="102", first="Yann", email="", title="Midday supervisor", group="")], make=make
    )
    assert (made.status, made.problems, counts(made)) == (
        Status.REHEARSED,
        [],
        {"new": 2, "changed": 0, "unchanged": 0},
    )
    assert Person.objects.count() == before

    apply(cast, made)
    assert made.status == Status.APPLIED
    zoe, yann = Person.objects.get(email="zoe@example.org"), Person.objects.get(first_name="Yann")
    post = zoe.posts.get()
    assert (zoe.full_name, zoe.joined_on) == ("Zoë Núñez-Example", dt.date(2026, 9, 1))
    assert (post.school, post.staff_group, str(post.fte), post.staff_number) == (cast.oak, "teacher", "0.600", "0101")
    assert yann.email is None
    assert yann.posts.get().staff_group == "auxiliary"
    assert not zoe.has_usable_password()
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert {"people.person.added", "people.post.added", "people.staffimport.applied"} <= codes
    assert not AuditEvent.objects.filter(changes__icontains="zoe").exists()


def test_the_same_file_again_changes_nothing(cast):
    rows = [row(), row(number="102", first="Yann", email="", manager="zoe@example.org"), row(school="900002")]
    apply(cast, rehearse(cast, rows))
    state = list(Person.objects.order_by("pk").values()), list(Post.objects.order_by("pk").values())
    made = rehearse(cast, rows)
    assert (made.problems, counts(made)) == ([], {"new": 0, "changed": 0, "unchanged": 2})
    with pytest.raises(PermissionDenied, match="no changes to import"):
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    assert state == (list(Person.objects.order_by("pk").values()), list(Post.objects.order_by("pk").values()))


@pytest.mark.parametrize(
    ("header", "line", "encoding"),
    [
        (
            staff_files.ARBOR,
            "12,Zoë,,Example,Zoe@Example.org,Class teacher,01 Sep 2026,01/09/2026,0123456,Oak Primary School",
            "utf-8-sig",
        ),
        (staff_files.SIMS, "12,Zoe,Zoë,Example,zoe@example.org,Class teacher,01/09/2026,900001", "cp1252"),
        (staff_files.BROMCOM, "12,Zoë,Example,zoe@example.org,Class teacher,2026-09-01,,Oak Primary School", "utf-16"),
        (staff_files.SCHOLARPACK, "12,Zoë,Example,Class teacher,01-09-2026,oak primary school", "utf-8"),
    ],
)
def test_the_spellings_of_four_systems_are_matched(cast, header, line, encoding):
    cells = dict(zip(header, line.split(","), strict=True))
    made = rehearse(cast, [cells], header=header, encoding=encoding)
    assert (made.problems, counts(made)["new"]) == ([], 1)
    person = apply(cast, made) and Person.objects.get(first_name="Zoë")
    assert person.posts.get().starts_on == dt.date(2026, 9, 1)
    assert person.posts.get().staff_group == "teacher"


def test_a_heading_serves_once_and_the_better_spelling_wins():
    assert match_headings(["Forename", "Chosen forename", "Surname", "Post", "Role"]) == {
        "first_name": "Forename",
        "preferred_name": "Chosen forename",
        "last_name": "Surname",
        "job_title": "Post",
    }


def test_a_school_may_be_said_for_the_whole_file(cast):
    header = ("Staff ID", "First name", "Surname", "Job title", "Start date")
    lines = [
        {"Staff ID": "1", "First name": "Zoë", "Surname": "Example", "Job title": "Cook", "Start date": "1 May 2026"}
    ]
    made = rehearse(cast, lines, header=header, school=cast.elm)
    assert made.changes["people"][0]["posts"][0]["school"] == "Elm Primary School"
    other = rehearse(cast, [row(school="900001")], school=cast.elm)
    assert reasons(other) == {
        (2, "School"): "This row isn't for Elm Primary School. Remove it or upload a file for all schools."
    }


def test_several_posts_over_schools_are_one_person(cast):
    rows = [
        row(number="7", title="Teaching assistant", group=""),
        row(number="7", title="Midday supervisor", group=""),
        row(number="7", title="Teaching assistant", group="", school="900002", email=""),
    ]
    made = apply(cast, rehearse(cast, rows))
    assert counts(made)["new"] == 1
    posts = Person.objects.get(email="zoe@example.org").posts.order_by("pk")
    assert [(p.job_title, p.school.name) for p in posts] == [
        ("Teaching assistant", "Oak Primary School"),
        ("Midday supervisor", "Oak Primary School"),
        ("Teaching assistant", "Elm Primary School"),
    ]


def test_a_line_manager_may_be_somebody_new_in_the_same_file(cast):
    rows = [row(manager="55"), row(number="055", first="Max", email="max@example.org", manager=cast.hal.email)]
    apply(cast, rehearse(cast, rows))
    assert Post.objects.get(person__email="zoe@example.org").line_manager.email == "max@example.org"
    assert Post.objects.get(person__email="max@example.org").line_manager == cast.hal


# --- Known again ----------------------------------------------------------------------------------------------------


def test_people_are_known_again_by_number_then_trn_then_email(cast):
    by_number = PostFactory(
        school=cast.oak, staff_number="0042", person__first_name="Una", person__email="una@old.example"
    )
    by_trn = PersonFactory(first_name="Ugo", teacher_number="0012345")
    by_email = PersonFactory(first_name="Uma", email="Uma@example.org")
    rows = [
        row(number="42", first="Una", last="Testname", email="una@new.example", starts="", trn=""),
        row(number="", first="Ugo", last="Testname", email="", trn="12345"),
        row(number="", first="Uma", last="Testname", email="uma@EXAMPLE.org"),
    ]
    made = rehearse(cast, rows)
    assert (made.problems, made.changes["questions"]) == ([], [])
    assert [change["person"] for change in made.changes["people"]] == [
        str(p.public_id) for p in (by_number.person, by_trn, by_email)
    ]
    apply(cast, made)
    una = Person.objects.get(pk=by_number.person_id)
    assert una.email == "una@old.example"  # until somebody has confirmed the new one
    assert una.account_changes.get().new_email == "una@new.example"
    assert Person.objects.get(pk=by_email.pk).email == "Uma@example.org"  # only its letters' case differs


def test_a_name_alone_is_a_question_and_no_match(cast):
    rows = [row(first="Ada", last="Example", email="", number="")]
    made = rehearse(cast, rows)
    assert made.changes["people"] == []
    [question] = made.changes["questions"]
    assert question["row"] == 2
    with pytest.raises(PermissionDenied, match="Answer the questions"):
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    # Whoever is asked about is not proposed as a leaver.
    assert str(cast.ada_post.public_id) not in made.changes["leavers"]

    same = rehearse(cast, rows, answers={"2": f"person:{cast.ada.public_id}"})
    assert [change["person"] for change in same.changes["people"]] == [str(cast.ada.public_id)]
    new = apply(cast, rehearse(cast, rows, answers={"2": "new"}))
    assert counts(new)["new"] == 1
    assert Person.objects.filter(first_name="Ada").count() == 2


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"number": "42"}, "Same staff number, but another name."),
        ({"trn": "12345"}, "Same teacher reference number, but another name."),
        ({"email": "harsha@example.org"}, "Same work email, but another name."),
        (
            {"number": "42", "trn": "12345"},
            "Same staff number and teacher reference number, but another name.",
        ),
    ],
)
@pytest.mark.parametrize("first", ["Hugo", "Harsha"])
def test_one_name_in_common_is_no_certainty(cast, cells, why, first):
    """A newcomer with the address of somebody of the same family name is not that person, nor heir to their record."""
    harsha = PostFactory(
        school=cast.oak, staff_number="0042", person__first_name="Harsha", person__last_name="Windlestraw",
        person__email="harsha@example.org", person__teacher_number="0012345",
    ).person  # fmt: skip
    last = "Windlestraw" if first == "Hugo" else "Otherwise"
    made = rehearse(cast, [row(first=first, last=last, **{"number": "", "email": ""} | cells)])
    assert made.changes["people"] == []
    [question] = made.changes["questions"]
    assert question["hint"] == why
    assert [option["value"] for option in question["options"]] == [f"person:{harsha.public_id}", "new"]


def test_twin_the_same_name_is_certain(cast):
    harsha = PersonFactory(first_name="Harsha", last_name="Windlestraw", email="harsha@example.org")
    made = rehearse(cast, [row(first="Harsha", last="WINDLESTRAW", number="", email="harsha@example.org")])
    assert made.changes["questions"] == []
    assert made.changes["people"][0]["person"] == str(harsha.public_id)


def test_another_teacher_number_is_a_doubt(cast):
    PersonFactory(first_name="Zoë", last_name="Núñez-Example", email="zoe@example.org", teacher_number="0012345")
    [question] = rehearse(cast, [row(trn="54321")]).changes["questions"]
    assert question["hint"] == "Same work email, but another teacher reference number."


@pytest.mark.parametrize(("days", "asked"), [(-1, True), (0, False), (1, False)])
def test_a_record_of_somebody_who_has_left_is_a_doubt(cast, days, asked):
    """The day before, the day and the day after: on the leaving day the person is still here."""
    left_on = today() + dt.timedelta(days=days)
    PersonFactory(first_name="Zoë", last_name="Núñez-Example", email="zoe@example.org", left_on=left_on)
    assert bool(rehearse(cast, [row()]).changes["questions"]) == asked


ZOE = {"first_name": "Zoë", "last_name": "Núñez-Example", "email": "zoe@example.org"}


@pytest.mark.parametrize(("days", "asked"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("kind", ["post", "role"])
def test_a_record_whose_last_post_or_role_is_over_is_a_doubt(cast, kind, days, asked):
    """Nobody recorded the leaving, and the mailbox went to a namesake. The day before, the last day, the day after."""
    person = PersonFactory(**ZOE)
    make = PostFactory if kind == "post" else partial(GrantFactory, role="governor")
    make(person=person, school=cast.oak, ends_on=today() + dt.timedelta(days=days))
    made = rehearse(cast, [row(starts="")] if kind == "post" and not asked else [row()])
    assert bool(made.changes["questions"]) == asked
    if asked:
        [question] = made.changes["questions"]
        assert question["hint"] == "Same work email as someone who has no post or role any more."
        # Somebody new gets no address of a record that is still open.
        [problem] = rehearse(cast, [row()], answers={"2": "new"}).problems
        assert problem["reason"] == (
            "This belongs to the record of Zoë Núñez-Example, who has no post or role any more. "
            "Record the leaving first."
        )


@pytest.mark.parametrize("agrees", [{"trn": "12345"}, {"number": "0042"}])
def test_a_number_that_agrees_leaves_no_doubt_about_somebody_without_a_post(cast, agrees):
    person = PersonFactory(**ZOE, teacher_number="0012345")
    PostFactory(person=person, school=cast.oak, staff_number="42", ends_on=today() - dt.timedelta(days=1))
    made = rehearse(cast, [row(**{"number": ""} | agrees)])
    assert made.changes["questions"] == []
    assert made.changes["people"][0]["person"] == str(person.public_id)


@pytest.mark.parametrize("starts", [-1, 1])
def test_another_role_or_post_to_come_leaves_no_doubt(cast, starts):
    person = PersonFactory(**ZOE)
    PostFactory(person=person, school=cast.elm, ends_on=today() - dt.timedelta(days=9))
    begins = today() + dt.timedelta(days=starts)
    if starts > 0:
        PostFactory(person=person, school=cast.oak, starts_on=begins)
    else:
        GrantFactory(person=person, role="governor", school=cast.oak, starts_on=begins)
    assert rehearse(cast, [row()]).changes["questions"] == []


def test_the_address_of_somebody_who_has_left_goes_to_the_newcomer_and_nothing_else_does(cast):
    harsha = PersonFactory(
        first_name="Harsha", last_name="Windlestraw", email="harsha@example.org", left_on=dt.date(2025, 8, 31)
    )
    rows = [row(first="Hugo", last="Windlestraw", email="harsha@example.org")]
    made = apply(cast, rehearse(cast, rows, answers={"2": "new"}))
    assert made.changes["people"][0]["releases"] == "Harsha Windlestraw"
    hugo = Person.objects.get(email="harsha@example.org")
    assert (hugo.first_name, fresh(harsha).email) == ("Hugo", None)
    assert list(EmailAddress.objects.filter(email="harsha@example.org").values_list("user", flat=True)) == [hugo.pk]


def test_the_address_of_somebody_who_is_here_does_not_go_over(cast):
    rows = [row(first="Hugo", last="Example", email=cast.ada.email)]
    made = rehearse(cast, rows, answers={"2": "new"})
    assert reasons(made) == {(2, "Work email"): "This belongs to the record of Ada Example."}


def test_an_answer_that_was_not_offered_is_passed_over(cast):
    made = rehearse(cast, [row(first="Ada", last="Example", email="", number="")])
    services.answer_questions(
        actor=cast.ann, staff_import=made, answers={"2": f"person:{cast.hal.public_id}", "9": "new"}
    )
    made.refresh_from_db()
    assert (made.status, made.answers) == (Status.REHEARSED, {})


def test_a_number_given_out_again_is_a_question(cast):
    PostFactory(school=cast.oak, staff_number="42", person__first_name="Una", person__last_name="Gone")
    made = rehearse(cast, [row(number="42")])
    assert [option["value"][:4] for option in made.changes["questions"][0]["options"]] == ["pers", "new"]
    apply(cast, rehearse(cast, [row(number="42")], answers={"2": "new"}))
    assert Person.objects.filter(first_name="Una", last_name="Gone").exists()


def test_the_same_name_twice_in_a_file_is_asked_about(cast):
    rows = [row(number="1", email=""), row(number="2", email="", school="900002")]
    made = rehearse(cast, rows)
    assert [option["value"] for option in made.changes["questions"][0]["options"]] == ["row:2", "new"]
    one = apply(cast, rehearse(cast, rows, answers={"3": "row:2"}))
    assert counts(one)["new"] == 1
    assert Person.objects.get(first_name="Zoë").posts.count() == 2


# --- What changes ---------------------------------------------------------------------------------------------------


def test_an_empty_cell_changes_nothing(cast):
    apply(cast, rehearse(cast, [row(trn="1234567")]))
    made = rehearse(cast, [row(email="", trn="", starts="", fte="", group="")])
    assert counts(made) == {"new": 0, "changed": 0, "unchanged": 1}


def test_a_changed_post_is_shown_before_and_after(cast):
    apply(cast, rehearse(cast, [row()]))
    made = rehearse(cast, [row(title="Phase leader", fte="1", ends="31/08/2027", group="Teaching leaders")])
    [change] = made.changes["people"]
    [post] = change["posts"]
    assert post["facts"] == {
        "job_title": ["Class teacher", "Phase leader"],
        "staff_group": ["teacher", "leader"],
        "fte": ["0.600", "1.000"],
        "ends_on": [None, "2027-08-31"],
    }
    apply(cast, made)
    post = Post.objects.get(person__email="zoe@example.org")
    assert (post.job_title, post.ends_on, post.version) == ("Phase leader", dt.date(2027, 8, 31), 2)


def test_a_new_start_with_a_new_title_is_a_new_post(cast):
    apply(cast, rehearse(cast, [row()]))
    made = rehearse(cast, [row(title="Phase leader", starts="01/11/2026")])
    assert made.changes["people"][0]["posts"][0]["kind"] == "new"
    old = Post.objects.get(person__email="zoe@example.org")
    assert str(old.public_id) in made.changes["leavers"]


def test_somebody_who_comes_back_has_not_left(cast):
    gone = PersonFactory(first_name="Zoë", email="zoe@example.org", left_on=dt.date(2025, 8, 31))
    made = rehearse(cast, [row()], answers={"2": f"person:{gone.public_id}"})
    apply(cast, made)
    gone.refresh_from_db()
    assert gone.left_on is None
    assert gone.posts.count() == 1


def test_a_post_that_ended_before_it_was_known_is_passed_over(cast):
    before = Person.objects.count()
    made = rehearse(cast, [row(starts="01/09/2020", ends="31/08/2021"), row(number="5", first="Yan", email="")])
    assert made.changes["skipped"] == [2]
    apply(cast, made)
    assert Person.objects.count() == before + 1


def test_leavers_are_proposed_for_the_files_schools_and_never_deleted(cast):
    made = rehearse(cast, [row()])
    tom = cast.tom.posts.get()
    assert str(cast.ada_post.public_id) in made.changes["leavers"]
    assert str(tom.public_id) not in made.changes["leavers"]
    apply(cast, made)
    cast.ada_post.refresh_from_db()
    assert cast.ada_post.ends_on is None

    chosen = [str(cast.ada_post.public_id), str(tom.public_id)]
    ended = services.end_posts(actor=cast.ann, staff_import=made, chosen=chosen, last_day=dt.date(2026, 12, 18))
    assert ended == 1
    cast.ada_post.refresh_from_db()
    assert (cast.ada_post.ends_on, fresh(tom).ends_on) == (dt.date(2026, 12, 18), None)
    assert services.end_posts(actor=cast.ann, staff_import=made, chosen=chosen, last_day=dt.date(2026, 12, 18)) == 0


# --- What stands in the way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"first": ""}, "First name", "Fill this in."),
        ({"last": " "}, "Last name", "Fill this in."),
        ({"title": ""}, "Job title", "Fill this in."),
        ({"school": ""}, "School", "Enter a school."),
        ({"school": "Ash Primary"}, "School", "We can't find this school in the trust. Check the name or number."),
        ({"starts": "13/13/2026"}, "Start date", "Enter a date such as 01/09/2026."),
        ({"starts": "01/09/26"}, "Start date", "The year has two digits."),
        ({"starts": "1-Sep-26"}, "Start date", "The year has two digits."),
        ({"starts": "46266"}, "Start date", "Excel counts days like this: 1 September 2026, or 2 September 2030"),
        ({"number": "1.23457E+11"}, "Staff ID", "Excel has shortened this number."),
        ({"first": "#N/A"}, "First name", "This is the error of a formula."),
        ({"title": "#REF!"}, "Job title", "This is the error of a formula."),
        ({"email": "#VALUE!"}, "Work email", "This is the error of a formula."),
        ({"ends": "########"}, "End date", "The column was too narrow"),
        ({"manager": "1.00000E+11"}, "Line manager", "Excel has shortened this number."),
        ({"email": f"{'z' * 250}@x.org"}, "Work email", "This email address is too long. Check it for mistakes."),
        ({"number": "9" * 41}, "Staff ID", "Shorten this to 40 characters or fewer."),
        ({"starts": "01/09/1826"}, "Start date", "Enter a year between 1940 and 2100."),
        ({"starts": ""}, "Start date", "Enter a start date for the new post."),
        ({"ends": "31/08/2026"}, "End date", "The end date must be the same as or after the start date."),
        ({"email": "zoe at example"}, "Work email", "Enter an email address such as name@school.org."),
        ({"fte": "half"}, "FTE", "Enter a number such as 0.6."),
        ({"fte": "-1"}, "FTE", "FTE must be between 0 and 2."),
        ({"fte": "NaN"}, "FTE", "FTE must be between 0 and 2."),
        ({"trn": "12A"}, "TRN", "Enter a 7-digit teacher reference number."),
        (
            {"group": "Wizards"},
            "Staff category",
            "We don't recognise this staff group. Use one of the groups listed, or leave it blank.",
        ),
        ({"title": "x" * 121}, "Job title", "Shorten this to 120 characters or fewer."),
        (
            {"manager": "Hal Example"},
            "Line manager",
            "No one has this staff number or email.",
        ),
        (
            {"manager": "zoe@example.org"},
            "Line manager",
            "A person can't be their own line manager. Change or clear this.",
        ),
    ],
)
def test_every_problem_is_named_by_row_column_and_reason(cast, changed, column, reason):
    before = Person.objects.count()
    made = rehearse(cast, [row(number="1", first="Yan", email=""), row(**changed)])
    assert list(reasons(made)) == [(3, column)]
    assert reasons(made)[3, column].startswith(reason)
    typed = [value for value in changed.values() if value.strip()]
    assert not typed or made.problems[0]["value"] in (typed[0][:80], "")
    with pytest.raises(PermissionDenied, match="Fix the problems first"):
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    assert Person.objects.count() == before


def test_what_stands_in_a_spoilt_cell_is_said(cast):
    made = rehearse(cast, [row(number="1.23457E+11", starts="09/26/2026")])
    assert {(p["row"], p["column"], p["value"]) for p in made.problems} == {
        (2, "Staff ID", "1.23457E+11"),
        (2, "Start date", "09/26/2026"),
    }


def test_days_that_could_be_swapped_are_doubted_where_a_column_has_the_month_first(cast):
    plain = [row(number="1", first="Yan", email="", starts="09/01/2026"), row(number="2", starts="05/05/2026")]
    assert not rehearse(cast, plain).problems
    made = rehearse(cast, [*plain, row(number="3", first="Xia", email="", starts="09/26/2026")])
    assert {row: reason[:16] for (row, _), reason in reasons(made).items()} == {
        2: "Other rows have ",
        4: "The month stands",
    }


def test_a_total_below_the_table_is_one_problem(cast):
    total = dict.fromkeys(staff_files.PLAIN, "") | {"Staff ID": "Total", "FTE": "17.4"}
    made = rehearse(cast, [row(), total])
    assert reasons(made) == {(3, "Last name"): "This row has no name. If it's a total or a note, delete it."}


# --- Words that the trust does not know -----------------------------------------------------------------------------


def of_600_rows(**changed):
    return [row(number=str(n), first=f"Zoë {n}", email="", **changed) for n in range(1, 601)]


def test_a_school_that_is_unknown_in_600_rows_is_one_problem_and_said_once(cast):
    rows = [*of_600_rows(school="Oak\u00a0Prim"), row(number="700", first="Yan", school="oak prim")]
    made = rehearse(cast, rows)
    assert [(p["rows"], p["column"], p["value"]) for p in made.problems] == [
        ("2–601", "School", "Oak Prim"),
        ("602", "School", "oak prim"),
    ]
    (question,) = made.changes["questions"]
    assert (question["row"], question["hint"]) == ("school:oak prim", "601 rows: 2–602.")
    services.answer_questions(actor=cast.ann, staff_import=made, answers={"school:oak prim": str(cast.oak.public_id)})
    services.work_on(made.pk)
    assert counts(apply(cast, made))["new"] == 601
    assert Post.objects.filter(school=cast.oak, staff_number="600").exists()


def test_rows_of_a_place_that_is_not_the_trusts_can_be_left_out(cast):
    made = rehearse(cast, [row(), row(number="2", first="Yan", email="", school="Payroll bureau")])
    services.answer_questions(actor=cast.ann, staff_import=made, answers={"school:payroll bureau": "leave_out"})
    services.work_on(made.pk)
    made.refresh_from_db()
    assert (made.problems, made.changes["left_out"], counts(made)["new"]) == ([], [3], 1)


def test_a_staff_group_that_nobody_knows_is_said_once(cast):
    made = rehearse(cast, [row(group="Wizards"), row(number="2", first="Yan", email="", group="WIZARDS")])
    assert [question["row"] for question in made.changes["questions"]] == ["staff_group:wizards"]
    services.answer_questions(actor=cast.ann, staff_import=made, answers={"staff_group:wizards": "technician"})
    services.work_on(made.pk)
    apply(cast, made)
    assert set(Post.objects.filter(staff_number__in=["0101", "2"]).values_list("staff_group", flat=True)) == {
        "technician"
    }


def test_a_job_title_that_tells_no_staff_group_is_asked_about_once_and_only_for_new_posts(cast):
    rows = [row(group="", title="Wizard"), row(number="2", first="Yan", email="", group="", title="wizard")]
    made = rehearse(cast, rows)
    assert (made.problems, [q["row"] for q in made.changes["questions"]]) == ([], ["job_title:wizard"])
    services.answer_questions(actor=cast.ann, staff_import=made, answers={"job_title:wizard": "technician"})
    services.work_on(made.pk)
    apply(cast, made)
    assert Post.objects.get(staff_number="2").staff_group == "technician"
    again = rehearse(cast, rows)
    assert (again.changes["questions"], again.changes["people"]) == ([], [])


@pytest.mark.parametrize("group", [*staff_files.TITLES])
def test_real_job_titles_tell_their_group(group):
    found = {title: guess_group(title) for title in staff_files.TITLES[group]}
    assert found == dict.fromkeys(staff_files.TITLES[group], group)


# --- Spellings ------------------------------------------------------------------------------------------------------


def test_what_nobody_sees_is_cleaned_from_every_cell(cast):
    seen = {"number": "Z22", "first": "Zoë", "last": "Lightfoot", "email": "zoe@example.org", "title": "Class teacher"}
    made = rehearse(cast, [row(**{key: f"\ufeff{value}\u200b\u00a0" for key, value in seen.items()})])
    assert made.problems == []
    apply(cast, made)
    person = Person.objects.get(email="zoe@example.org")
    assert (person.first_name, person.last_name) == ("Zoë", "Lightfoot")
    assert person.posts.get().staff_number == "Z22"


def test_a_text_that_is_guarded_from_excel_is_read_without_its_guard(cast):
    made = rehearse(cast, [row(number='="00123"', trn="'0123456", last="'t Hooft")])
    apply(cast, made)
    person = Person.objects.get(email="zoe@example.org")
    assert (person.last_name, person.teacher_number, person.posts.get().staff_number) == (
        "'t Hooft",
        "0123456",
        "00123",
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Zoe", "O'Neill-Example"),
        ("Zoe\u0308", "O’Neill‑Example"),
        ("ＺＯＥ", "o‘neill–example"),
        ("Zoë\u200b", "O`Neill\u00ad−Example"),
    ],
)
def test_spellings_of_one_name_are_one_person_and_no_change(cast, first, last):
    PostFactory(
        person__first_name="Zoë", person__last_name="O’Neill-Example", person__email="zoe@example.org",
        school=cast.oak, staff_number="0101", job_title="Class teacher", staff_group="teacher", fte="0.6",
        starts_on=dt.date(2026, 9, 1),
    )  # fmt: skip
    made = rehearse(cast, [row(first=first, last=last)])
    assert (made.problems, made.changes["questions"], made.changes["people"]) == ([], [], [])
    assert made.changes["unchanged"] == 1


@pytest.mark.parametrize(
    ("second", "column", "reason"),
    [
        ({}, "Job title", "Row 2 already has this post for this person. Remove one of them."),
        ({"first": "Yan", "email": "yan@example.org"}, "Staff ID", "Row 2 has the same value for a different person."),
        ({"first": "Yan", "number": "8"}, "Work email", "Row 2 has the same value for a different person. If it"),
        (
            {"title": "Cook", "email": "other@example.org"},
            "Work email",
            "This doesn't match row 2 for the same person. Make them the same.",
        ),
    ],
)
def test_duplicates_in_one_file_are_problems(cast, second, column, reason):
    made = rehearse(cast, [row(), row(**second)])
    assert reasons(made)[3, column].startswith(reason)


def test_what_belongs_to_somebody_else_is_a_problem(cast):
    PostFactory(school=cast.oak, staff_number="42", person__first_name="Zoë", person__email="old@example.org")
    made = rehearse(cast, [row(number="42", email=cast.ada.email)])
    [question] = made.changes["questions"]
    assert question["hint"] == "What the row tells belongs to more than one record."
    zoe = Person.objects.get(email="old@example.org")
    made = rehearse(cast, [row(number="42", email=cast.ada.email)], answers={"2": f"person:{zoe.public_id}"})
    assert reasons(made) == {(2, "Work email"): "This belongs to the record of Ada Example."}


def test_a_file_that_is_no_table_is_kept_with_its_reason(cast):
    file = csv_file([row()])
    file.file.seek(0)
    file.file.write(b'x,"y\n')
    made = services.start_staff_import(actor=cast.ann, upload=file, school=None)
    assert made.status == Status.FAILED
    assert "a missing or extra quotation mark" in made.note
    assert made.file.size


def test_hostile_files_are_refused_at_the_door(cast):
    with pytest.raises(UploadRefused):
        services.start_staff_import(actor=cast.ann, upload=csv_file([row()], name="staff.exe"), school=None)
    assert not StaffImport.objects.exists()


def test_a_fault_below_the_heading_fails_the_rehearsal_and_keeps_the_file(cast):
    made = services.start_staff_import(actor=cast.ann, upload=csv_file([row(title="x" * 6000)]), school=None)
    services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    services.work_on(made.pk)
    made.refresh_from_db()
    assert made.status == Status.FAILED
    assert made.note.startswith("The text in row 2, column 5 is longer")


# --- Stale, twice, at once ------------------------------------------------------------------------------------------


def test_a_preview_that_is_not_the_one_shown_is_not_applied(cast):
    made = rehearse(cast, [row()])
    with pytest.raises(IllegalMove, match="there is a new preview"):
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint="0" * 64)


def test_records_that_changed_meanwhile_stop_the_import_and_it_is_rehearsed_again(cast):
    made = rehearse(cast, [row()])
    PersonFactory(first_name="Zoë", last_name="Núñez-Example", email="zoe@example.org")
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    made.refresh_from_db()
    assert (made.status, made.note) == (Status.WAITING, services.STALE)
    assert not Post.objects.filter(person__email="zoe@example.org").exists()
    services.work_on(made.pk)
    made.refresh_from_db()
    assert (made.status, counts(made)) == (Status.REHEARSED, {"new": 0, "changed": 1, "unchanged": 0})


def test_an_import_is_applied_once(cast):
    made = rehearse(cast, [row()])
    shown = StaffImport.objects.get(pk=made.pk)
    apply(cast, made)
    people = Person.objects.count()
    with pytest.raises(IllegalMove, match="This has changed since you opened it"):
        services.apply_staff_import(actor=cast.ann, staff_import=shown, fingerprint=shown.fingerprint)
    services.work_on(made.pk)
    assert Person.objects.count() == people


def test_of_two_imports_of_one_file_the_second_finds_what_the_first_has_done(cast):
    first, second = rehearse(cast, [row()]), rehearse(cast, [row()])
    apply(cast, first)
    services.apply_staff_import(actor=cast.ann, staff_import=second, fingerprint=second.fingerprint)
    services.work_on(second.pk)
    services.work_on(second.pk)
    second.refresh_from_db()
    assert (second.status, counts(second)["unchanged"]) == (Status.REHEARSED, 1)
    assert Person.objects.filter(email="zoe@example.org").count() == 1


FIVE = ("Ann", "Bob", "Cas", "Dot", "Eve")


@pytest.fixture
def refusing_cas(db):
    """Let the database refuse whoever is called Cas, so that an import of five breaks at the third."""
    with refusing("people_person", "NEW.first_name = 'Cas'") as let_in:
        yield let_in


def of_five():
    return [
        row(number=str(n), first=name, last="Newcomer", email=f"{name.lower()}@example.org")
        for n, name in enumerate(FIVE, start=1)
    ]


def newcomers():
    return list(Person.objects.filter(last_name="Newcomer").order_by("pk").values_list("first_name", flat=True))


def test_an_import_that_breaks_half_way_saves_nothing_and_can_be_applied_again(cast, refusing_cas):
    made = rehearse(cast, of_five())
    addresses, events = EmailAddress.objects.count(), AuditEvent.objects.count()
    made = apply(cast, made)
    assert newcomers() == []
    assert not Post.objects.filter(person__last_name="Newcomer").exists()
    assert (EmailAddress.objects.count(), AuditEvent.objects.count()) == (addresses, events)
    assert (made.status, made.applied_at) == (Status.WAITING, None)
    assert made.note.startswith("The database refused one of these records, so nothing was saved.")
    refusing_cas()
    services.work_on(made.pk)
    assert apply(cast, made).status == Status.APPLIED
    assert newcomers() == list(FIVE)


def test_the_twin_without_a_transaction_saves_half(live_cast, refusing_cas):
    made = rehearse(live_cast, of_five())
    with pytest.raises(IntegrityError):
        services._write(services._plan(made).people, live_cast.ann)
    assert newcomers() == ["Ann", "Bob"]


def test_whoever_lost_the_role_meanwhile_applies_nothing(cast):
    made = rehearse(cast, [row()])
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    cast.ann.grants.update(ends_on=dt.date(2026, 11, 23))
    services.work_on(made.pk)
    made.refresh_from_db()
    assert made.status == Status.WAITING
    assert "administrator" in made.note
    assert not Person.objects.filter(email="zoe@example.org").exists()


@pytest.mark.parametrize("name", ["ada", "hal", "eve", "cleo", "ben", "gus", "tara", "nora"])
def test_only_an_administrator_imports(cast, name):
    actor = getattr(cast, name)
    made = rehearse(cast, [row()])
    for verb in (
        lambda: services.start_staff_import(actor=actor, upload=csv_file([row()]), school=None),
        lambda: services.choose_columns(actor=actor, staff_import=made, columns={}, school=None),
        lambda: services.answer_questions(actor=actor, staff_import=made, answers={}),
        lambda: services.apply_staff_import(actor=actor, staff_import=made, fingerprint=made.fingerprint),
        lambda: services.discard_staff_import(actor=actor, staff_import=made),
        lambda: services.end_posts(actor=actor, staff_import=made, chosen=[], last_day=dt.date(2026, 12, 1)),
        lambda: services.import_schools(actor=actor, rows=[], fingerprint=""),
    ):
        with pytest.raises(PermissionDenied):
            verb()


# --- The worker -----------------------------------------------------------------------------------------------------


def test_the_sweep_carries_on_what_nobody_works_on(cast):
    made = services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=None)
    services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    assert services.sweep_imports() == []  # the queue has its chance first
    with time_machine.travel("2026-11-24 10:01", tick=False):
        tasks.sweep_imports()
        made.refresh_from_db()
        assert made.status == Status.REHEARSED
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    with time_machine.travel("2026-11-24 10:02", tick=False):
        tasks.sweep_imports()
    assert fresh(made).status == Status.APPLIED


def test_the_sweep_takes_over_from_a_worker_that_died(cast):
    made = services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=None)
    services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    StaffImport.objects.filter(pk=made.pk).update(status=Status.REHEARSING)
    with time_machine.travel("2026-11-24 10:04", tick=False):
        assert services.sweep_imports() == []
    with time_machine.travel("2026-11-24 10:06", tick=False):
        tasks.sweep_imports()
    assert fresh(made).status == Status.REHEARSED


@pytest.mark.parametrize(
    ("stands", "goes_back"), [(Status.WAITING, Status.FAILED), (Status.APPLYING, Status.REHEARSED)]
)
def test_an_import_that_breaks_goes_back_to_its_administrator_and_others_go_on(cast, stands, goes_back):
    broken, other = rehearse(cast, [row()]), rehearse(cast, [row(number="77", email="yan@example.org")])
    StaffImport.objects.filter(pk__in=[broken.pk, other.pk]).update(status=stands, applied_by=cast.ann)
    default_storage.delete(broken.file.file.name)
    with time_machine.travel("2026-11-24 10:06", tick=False):
        with pytest.raises(FileNotFoundError):
            tasks.sweep_imports()
        tasks.sweep_imports()
    broken = fresh(broken)
    assert (broken.status, broken.note) == (goes_back, services.BROKEN)
    assert fresh(other).status == (Status.REHEARSED if stands == Status.WAITING else Status.APPLIED)
    assert services.discard_staff_import(actor=cast.ann, staff_import=broken).status == Status.DISCARDED


def test_the_page_works_while_the_queue_is_down(cast, settings, monkeypatch, django_capture_on_commit_callbacks):
    def down(*args, **kwargs):
        raise OSError("No route to host")

    monkeypatch.setattr(tasks.work_on_import, "apply_async", down)
    made = services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=None)
    with django_capture_on_commit_callbacks(execute=True):
        services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    assert fresh(made).status == Status.WAITING


def test_progress_is_told_while_a_long_file_is_rehearsed(cast):
    rows = [row(number=str(n), first=f"Person{n}", email=f"p{n}@example.org", title="Cook") for n in range(1, 1202)]
    made = rehearse(cast, rows)
    assert (made.rows_done, made.rows_total, counts(made)["new"]) == (1201, 1201, 1201)


def test_a_rehearsal_asks_the_same_number_of_questions_of_the_database_for_1_and_for_30(
    cast, django_assert_max_num_queries
):
    rows = [row(number=str(n), first=f"Person{n}", email=f"p{n}@example.org") for n in range(1, 31)]
    for some in (rows[:1], rows):
        made = services.start_staff_import(actor=cast.ann, upload=csv_file(some), school=None)
        services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
        with django_assert_max_num_queries(20):
            services.work_on(made.pk)
