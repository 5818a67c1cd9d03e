"""The pages of the staff import, as an administrator walks through them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.calendar import today
from cpd_trust.tests.helpers import execute, fresh, opening, same_cost
from people.imports.examples import EXAMPLES
from people.models import ImportWord, Person, Post, StaffImport
from people.services import imports as services
from people.tests.factories import SchoolFactory
from people.tests.staff_files import PLAIN, csv_file, row
from people.tests.test_staff_import import rehearse

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(name, made):
    return reverse(f"people:import-{name}", args=[made.public_id])


def upload(client, file, token=None):
    page = client.get(reverse("people:import-add"))
    token = token or page.context["form"]["token"].value()
    return client.post(reverse("people:import-add"), {"file": file, "token": token, "school": ""}), token


@pytest.mark.both
def test_an_administrator_walks_from_the_file_to_the_records(cast, sign_in):
    client = sign_in(cast.ann)
    answer, _ = upload(client, csv_file([row(), row(first="Ada", last="Example", email="", number="")]))
    made = StaffImport.objects.get()
    assert answer.url == address("columns", made)
    page = client.get(answer.url)
    assert "Staff ID (for example, 0101)" in page.content.decode()

    columns = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    assert client.post(answer.url, columns).url == address("detail", made)
    waiting = client.get(address("detail", made)).content.decode()
    assert "Preparing the preview" in waiting
    part = client.get(address("detail", made), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    services.work_on(made.pk)
    assert client.get(address("detail", made), headers={"hx-request": "true"})["HX-Refresh"] == "true"

    shown = client.get(address("detail", made)).content.decode()
    assert "Zoë Núñez-Example" in shown
    assert "who is Ada Example" in shown
    client.post(address("answer", made), {"3": f"person:{cast.ada.public_id}"})
    services.work_on(made.pk)
    made.refresh_from_db()
    client.post(address("apply", made), {"fingerprint": made.fingerprint})
    services.work_on(made.pk)
    done = client.get(address("detail", made)).content.decode()
    assert "Changes saved" in done
    assert Person.objects.filter(email="zoe@example.org").exists()

    post = cast.bea.posts.get()
    ended = client.post(
        address("leavers", made),
        {"posts": [str(post.public_id)], "shown": [str(post.public_id)], "which": "chosen", "last_day": "2026-12-18"},
        follow=True,
    )
    assert "1 post ended." in ended.content.decode()


@pytest.mark.both
def test_the_same_form_twice_makes_one_import(cast, sign_in):
    client = sign_in(cast.ann)
    first, token = upload(client, csv_file([row()]))
    second, _ = upload(client, csv_file([row()]), token)
    assert first.url == second.url
    assert StaffImport.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        (csv_file([row()], name="staff.exe"), 422, "Choose a file ending in"),
        (
            csv_file([row()], encoding="utf-16", name="staff.xlsx"),
            422,
            "Upload a CSV or an Excel (.xlsx).",
        ),
    ],
)
def test_what_must_not_be_kept_is_refused_with_a_sentence(cast, sign_in, file, status, words):
    file.seek(0)
    answer, _ = upload(sign_in(cast.ann), file)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_matching_without_a_name_is_refused(cast, sign_in):
    client = sign_in(cast.ann)
    made = services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=None)
    answer = client.post(address("columns", made), {"last_name": "Last name", "job_title": "Last name"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "chosen the column" in text
    assert "Choose the column for “First name”" in text
    assert fresh(made).status == "uploaded"


@pytest.mark.both
def test_problems_are_shown_and_can_be_downloaded(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row(starts="soon")])
    page = client.get(address("detail", made)).content.decode()
    assert "Enter a date such as 01/09/2026." in page
    file = client.get(address("detail", made), {"export": "csv"})
    assert "2,Start date,soon,Enter a date" in b"".join(file.streaming_content).decode()
    client.post(address("apply", made), {"fingerprint": made.fingerprint})
    assert fresh(made).status == "rehearsed"


def test_many_questions_are_asked_fifty_at_a_time(cast, sign_in):
    rows = [row(number=str(n), first=f"Zoë {n}", email="", group="", title=f"Wizard {n}") for n in range(1, 61)]
    client, made = sign_in(cast.ann), rehearse(cast, rows)
    page = client.get(address("detail", made))
    assert list(page.context["answers"].fields) == [f"job_title:wizard {n}" for n in range(1, 51)]
    assert "10 more questions will follow" in page.content.decode()
    client.post(address("answer", made), dict.fromkeys(page.context["answers"].fields, "technician"))
    services.work_on(made.pk)
    page = client.get(address("detail", made))
    assert list(page.context["answers"].fields) == [f"job_title:wizard {n}" for n in range(51, 61)]
    assert "will follow" not in page.content.decode()


@pytest.mark.both
def test_a_stale_button_answers_that_the_file_has_changed(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row()])
    answer = client.post(address("apply", made), {"fingerprint": "old"}, follow=True)
    assert "This has changed since you opened it" in answer.content.decode()


def test_an_import_is_put_aside(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row()])
    assert client.post(address("discard", made)).url == reverse("people:import-list")
    assert "Discarded" in client.get(address("detail", made)).content.decode()


@pytest.mark.both
def test_the_list_asks_the_same_for_1_and_for_3(cast, sign_in):
    same_cost(
        opening(sign_in(cast.ann), reverse("people:import-list")),
        lambda _: services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=cast.oak),
    )


def test_the_uploaded_file_leaves_as_a_download(cast, sign_in):
    made = rehearse(cast, [row()])
    answer = sign_in(cast.ann).get(address("file", made))
    assert answer["Content-Disposition"] == 'attachment; filename="staff.csv"'
    assert b"".join(answer.streaming_content).startswith(b"Staff ID,")


def on_leavers(made, shown, chosen=(), which="chosen"):
    return {
        "shown": [str(post.public_id) for post in shown],
        "posts": [str(post.public_id) for post in chosen],
        "which": which,
        "last_day": today().isoformat(),
    }


def many_posts(school, number):
    """Give a school so many people with a post each, written at once."""
    people = Person.objects.bulk_create(
        Person(first_name="Robin", last_name=f"Example {n:05}", password="!") for n in range(number)
    )
    rows = (
        Post(person=p, school=school, job_title="Teacher", staff_group="teacher", starts_on="2020-09-01")
        for p in people
    )
    return Post.objects.bulk_create(rows)


@pytest.mark.both
@pytest.mark.long
def test_twelve_thousand_posts_that_the_file_does_not_name_are_gone_through_page_by_page(cast, sign_in):
    made = StaffImport.objects.get(pk=rehearse(cast, [row()], school=cast.oak).pk)
    posts = many_posts(cast.oak, 12_000)
    for table in ("people_post", "people_person"):
        execute(f"ANALYZE {table}")  # else PostgreSQL plans for the empty tables that they were
    StaffImport.objects.filter(pk=made.pk).update(
        status="applied", changes=made.changes | {"people": [], "leavers": [str(post.public_id) for post in posts]}
    )
    client = sign_in(cast.ann)
    page = client.get(address("detail", made), {"leavers": "60"})
    assert page.context["leaving"].paginator.count == 12_000
    assert [post.pk for post in page.context["leaver_posts"]] == [post.pk for post in posts[-200:]]
    # Whatever is chosen fits into one form: here all of a page but two.
    answer = on_leavers(made, posts[-200:], posts[-2:], which="others")
    assert sum(len(value) if isinstance(value, list) else 1 for value in answer.values()) < 2000
    done = client.post(address("leavers", made), answer, follow=True)
    assert "198 posts ended." in done.content.decode()
    assert done.context["leaving"].paginator.count == 11_802
    chosen = on_leavers(made, posts[:200], posts[:200])
    assert "200 posts ended." in client.post(address("leavers", made), chosen, follow=True).content.decode()
    assert not Post.objects.filter(pk__in=[post.pk for post in posts[200:-200]]).exclude(ends_on=None).exists()
    assert {post.ends_on for post in Post.objects.filter(pk__in=[post.pk for post in posts[-2:]])} == {None}


def test_nobody_is_ended_whom_the_page_did_not_show(cast, sign_in):
    made = rehearse(cast, [row()], school=cast.oak)
    first, second, *_ = posts = many_posts(cast.oak, 3)
    keys = [str(post.public_id) for post in posts]
    StaffImport.objects.filter(pk=made.pk).update(
        status="applied", changes=made.changes | {"people": [], "leavers": keys}
    )
    client = sign_in(cast.ann)
    client.post(address("leavers", made), on_leavers(made, [first], which="others"))
    assert [bool(Post.objects.get(pk=post.pk).ends_on) for post in posts] == [True, False, False]
    for wrong in (on_leavers(made, [second]), on_leavers(made, [second], [second], which="others")):
        answer = client.post(address("leavers", made), wrong)
        assert answer.status_code == 422
        assert "Choose at least one post" in answer.content.decode()
    assert Post.objects.get(pk=second.pk).ends_on is None


# --- Answers that were wrong -----------------------------------------------------------------------------------------


def change_answer(client, made, **answers):
    assert client.post(address("answer", made), answers).url == address("detail", made)
    services.work_on(made.pk)
    made.refresh_from_db()
    return client.get(address("detail", made))


def test_a_wrong_answer_to_which_school_it_is_is_changed_before_anything_is_saved(cast, sign_in):
    client = sign_in(cast.ann)
    name = "school:the oak"
    made = rehearse(cast, [row(school="The Oak"), row(school="The Oak", first="Cleo", number="0102", email="")])
    page = change_answer(client, made, **{name: str(cast.elm.public_id)})
    assert {post["school"] for person in made.changes["people"] for post in person["posts"]} == {cast.elm.name}
    form = page.context["given_answers"]
    assert form[name].value() == str(cast.elm.public_id)
    assert "2 rows: 2–3." in page.content.decode()
    page = change_answer(client, made, **{name: str(cast.oak.public_id)})
    assert {post["school"] for person in made.changes["people"] for post in person["posts"]} == {cast.oak.name}
    page = change_answer(client, made, **{name: form.fields[name].choices[-1][0]})
    assert (made.changes["people"], made.changes["left_out"]) == ([], [2, 3])
    assert page.context["given_answers"][name].value() == form.fields[name].choices[-1][0]


def test_the_school_of_the_whole_file_is_changed_with_its_columns(cast, sign_in):
    client = sign_in(cast.ann)
    header = tuple(heading for heading in PLAIN if heading != "School")
    made = rehearse(cast, [{k: v for k, v in row().items() if k != "School"}], school=cast.elm, header=header)
    page = client.get(address("columns", made))
    assert page.context["form"]["school_of_file"].value() == cast.elm.public_id
    columns = made.columns | {"school_of_file": str(cast.oak.public_id)}
    assert client.post(address("columns", made), columns).url == address("detail", made)
    services.work_on(made.pk)
    made.refresh_from_db()
    assert made.school == cast.oak
    assert made.changes["people"][0]["posts"][0]["school"] == cast.oak.name
    # Without a column for it, a school must be chosen.
    answer = client.post(address("columns", made), made.columns | {"school_of_file": ""})
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["job_title", "staff_group"])
def test_a_wrong_staff_group_is_changed(cast, sign_in, kind):
    wrong, right = "technician", "business"
    what = {"group": "", "title": "Wizard"} if kind == "job_title" else {"group": "Wizards"}
    name = f"{kind}:{'wizard' if kind == 'job_title' else 'wizards'}"
    client, made = sign_in(cast.ann), rehearse(cast, [row(**what)])
    change_answer(client, made, **{name: wrong})
    assert made.changes["people"][0]["posts"][0]["facts"]["staff_group"][1] == wrong
    page = change_answer(client, made, **{name: right})
    assert made.changes["people"][0]["posts"][0]["facts"]["staff_group"][1] == right
    assert page.context["given_answers"][name].value() == right


def test_a_wrong_answer_to_who_it_is_is_changed_and_back(cast, sign_in):
    client, made = sign_in(cast.ann), rehearse(cast, [row(first="Ada", last="Example", email="", number="")])
    ada = f"person:{cast.ada.public_id}"
    for answer, kind in ((ada, "changed"), ("new", "new"), (ada, "changed")):
        page = change_answer(client, made, **{"2": answer})
        assert [person["kind"] for person in made.changes["people"]] == [kind]
        form = page.context["given_answers"]
        assert form["2"].value() == answer
        assert [value for value, _ in form.fields["2"].choices] == [ada, "new"]
        assert made.changes["questions"] == []


def test_two_rows_said_to_be_one_person_are_taken_apart_again(cast, sign_in):
    rows = [row(number="", email=""), row(number="", email="", title="Librarian", group="")]
    client, made = sign_in(cast.ann), rehearse(cast, rows)
    change_answer(client, made, **{"3": "row:2"})
    assert [len(person["posts"]) for person in made.changes["people"]] == [2]
    change_answer(client, made, **{"3": "new"})
    assert [len(person["posts"]) for person in made.changes["people"]] == [1, 1]


def test_an_answer_changes_nothing_once_the_import_is_saved(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row(school="The Oak")], answers={"school:the oak": str(cast.elm.public_id)})
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    page = client.get(address("detail", made))
    assert page.context["given_answers"] is None
    client.post(address("answer", made), {"school:the oak": str(cast.oak.public_id)})
    made.refresh_from_db()
    assert (made.status, made.answers) == ("applied", {"school:the oak": str(cast.elm.public_id)})


# --- What a file needs, said before it is uploaded ------------------------------------------------------------------


def test_the_page_says_what_a_file_needs(cast, sign_in):
    page = sign_in(cast.ann).get(reverse("people:import-add")).content.decode()
    for words in ("What your file needs", "Unless the file is for one school", "Legal First Name", "Juniper Horizons"):
        assert words in page


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_each_example_file_is_imported_without_a_question(cast, sign_in, example, wanted):
    client = sign_in(cast.ann)
    sent = client.get(reverse("people:import-example", args=[example.key]), {"export": wanted})
    file = SimpleUploadedFile(f"staff.{wanted}", b"".join(sent.streaming_content))
    names_school = "School" in example.headings
    made = services.start_staff_import(actor=cast.ann, upload=file, school=None if names_school else cast.oak)
    assert sorted(made.columns.values()) == sorted(example.headings)
    services.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=made.school)
    services.work_on(made.pk)
    made.refresh_from_db()
    assert (made.note, made.problems, made.changes["questions"]) == ("", [], [])
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    assert fresh(made).status == "applied"
    posts = Post.objects.filter(staff_number__startswith="EX1").order_by("pk")
    assert [(post.person.full_name, post.job_title, post.staff_group) for post in posts] == [
        ("Robin Example", "Class teacher", "teacher"),
        ("Sam Sample", "Deputy head", "leader"),
        ("Kim Specimen", "Teaching assistant", "teaching_assistant"),
        ("Kim Specimen", "Midday supervisor", "auxiliary"),
    ]
    assert Person.objects.get(last_name="Specimen").email is None


def test_no_example_of_a_system_that_nobody_knows(cast, sign_in):
    assert sign_in(cast.ann).get(reverse("people:import-example", args=["abacus"])).status_code == 404


# --- What was explained once -----------------------------------------------------------------------------------------


def explained(cast, name="school:the acorn", answer=None, **cells):
    """Import a list of one row with words that are explained."""
    cells = cells or {"school": "The Acorn"}
    made = rehearse(cast, [row(**cells)], answers={name: answer or str(cast.elm.public_id)})
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    assert fresh(made).status == "applied"
    return name


SECOND = {"number": "0102", "first": "Cleo", "email": ""}


def test_an_unknown_school_is_asked_about_once_and_never_again(cast, sign_in):
    explained(cast)
    made = rehearse(cast, [row(school="THE ACORN", **SECOND)])
    assert (made.problems, made.changes["questions"]) == ([], [])
    assert made.changes["people"][0]["posts"][0]["school"] == cast.elm.name
    page = sign_in(cast.ann).get(address("detail", made))
    assert "Row 2. Remembered from an earlier import." in page.content.decode()
    # It can still mean something else in this file, and then in those that follow.
    change_answer(sign_in(cast.ann), made, **{"school:the acorn": str(cast.oak.public_id)})
    assert made.changes["people"][0]["posts"][0]["school"] == cast.oak.name
    services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    services.work_on(made.pk)
    assert ImportWord.objects.get().school == cast.oak


def test_nothing_is_remembered_of_an_import_that_was_not_saved(cast):
    made = rehearse(cast, [row(school="The Acorn")], answers={"school:the acorn": str(cast.elm.public_id)})
    services.discard_staff_import(actor=cast.ann, staff_import=made)
    assert not ImportWord.objects.exists()
    assert rehearse(cast, [row(school="The Acorn")]).changes["questions"]


def test_a_school_that_has_the_name_now_goes_before_what_is_remembered(cast):
    explained(cast)
    ash = SchoolFactory(name="The Acorn")
    made = rehearse(cast, [row(school="The Acorn", **SECOND)])
    assert made.changes["people"][0]["posts"][0]["school"] == ash.name


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("job_title:wizard", {"title": "Wizard", "group": ""}),
        ("staff_group:wizards", {"group": "Wizards"}),
    ],
)
@pytest.mark.parametrize("answer", ["technician", "leave_out"])
def test_staff_groups_and_job_titles_are_remembered_too(cast, name, cells, answer):
    if answer == "leave_out":
        made = rehearse(cast, [row(**cells), row(**SECOND)], answers={name: answer})
        services.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
        services.work_on(made.pk)
        assert (fresh(made).status, made.changes["left_out"]) == ("applied", [2])
    else:
        explained(cast, name, answer, **cells)
    # What is wrong with a row that is left out is no problem.
    starts = "soon" if answer == "leave_out" else "01/09/2026"
    made = rehearse(cast, [row(**SECOND | {"number": "0103", "first": "Dot", "starts": starts}, **cells)])
    assert (made.problems, made.changes["questions"]) == ([], [])
    if answer == "leave_out":
        assert (made.changes["people"], made.changes["left_out"]) == ([], [2])
    else:
        assert made.changes["people"][0]["posts"][0]["facts"]["staff_group"] == [None, "technician"]


def words_form(client, **answers):
    """Return what the page of remembered words would send, with other answers."""
    form = client.get(reverse("people:import-words")).context["form"]
    return {name: form[name].value() for name in form.fields} | answers


def test_what_is_remembered_is_changed_and_forgotten(cast, sign_in):
    name, client, url = explained(cast), sign_in(cast.ann), reverse("people:import-words")
    assert "Which school is “The Acorn”?" in client.get(url).content.decode()
    assert client.post(url, words_form(client, **{name: str(cast.oak.public_id)})).url == url
    assert ImportWord.objects.get().school == cast.oak
    stale = words_form(client, **{name: "leave_out"})
    client.post(url, words_form(client, **{name: "forget"}))
    assert not ImportWord.objects.exists()
    assert "No names remembered yet" in client.get(url).content.decode()
    client.post(url, stale)
    assert not ImportWord.objects.exists()
    assert rehearse(cast, [row(school="The Acorn", **SECOND)]).changes["questions"]


def test_a_page_that_is_out_of_date_changes_nothing(cast, sign_in):
    name, client, url = explained(cast), sign_in(cast.ann), reverse("people:import-words")
    stale = words_form(client, **{name: "leave_out"})
    client.post(url, words_form(client, **{name: str(cast.oak.public_id)}))
    assert "changed since you opened it" in client.post(url, stale, follow=True).content.decode()
    assert ImportWord.objects.get().school == cast.oak


@pytest.mark.both
def test_the_remembered_words_cost_the_same_for_1_and_for_3(cast, sign_in):
    explained(cast)
    same_cost(
        opening(sign_in(cast.ann), reverse("people:import-words")),
        lambda n: ImportWord.objects.create(
            kind="school", key=f"x{n}", words="X", school=cast.oak, changed_by=cast.ann
        ),
    )


@pytest.mark.both
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "school", "meaning": "technician"},
        {"kind": "school", "meaning": ""},
        {"kind": "job_title", "meaning": "wizards"},
        {"kind": "job_title", "meaning": "", "school": "oak"},
    ],
)
def test_the_database_refuses_words_that_mean_nothing(cast, wrong):
    school = cast.oak if wrong.pop("school", None) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportWord.objects.create(key="x", words="X", changed_by=cast.ann, school=school, **wrong)
