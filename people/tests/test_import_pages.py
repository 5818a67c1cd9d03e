"""The pages of the staff import, as an administrator walks through them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Person, StaffImport
from people.services import imports as services
from people.tests.staff_files import csv_file, row
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
    assert "Staff ID (such as 0101)" in page.content.decode()

    columns = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert client.post(answer.url, columns).url == address("detail", made)
    waiting = client.get(address("detail", made)).content.decode()
    assert "Rehearsing the file" in waiting
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
    assert "Everything was saved" in done
    assert Person.objects.filter(email="zoe@example.org").exists()

    post = cast.bea.posts.get()
    ended = client.post(
        address("leavers", made), {"posts": [str(post.public_id)], "last_day": "2026-12-18"}, follow=True
    )
    assert "1 post has been ended." in ended.content.decode()


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
        (csv_file([row()], name="staff.exe"), 422, "must end in"),
        (csv_file([row()], encoding="utf-16", name="staff.xlsx"), 422, "whatever its name says"),
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
    assert "is chosen twice" in text
    assert "Choose the column for “First name”" in text
    made.refresh_from_db()
    assert made.status == "uploaded"


@pytest.mark.both
def test_problems_are_shown_and_can_be_downloaded(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row(starts="soon")])
    page = client.get(address("detail", made)).content.decode()
    assert "This is not a date such as 01/09/2026." in page
    file = client.get(address("detail", made), {"export": "csv"})
    assert "2,Start date,soon,This is not a date" in b"".join(file.streaming_content).decode()
    client.post(address("apply", made), {"fingerprint": made.fingerprint})
    made.refresh_from_db()
    assert made.status == "rehearsed"


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
def test_a_stale_button_answers_somebody_was_faster(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row()])
    answer = client.post(address("apply", made), {"fingerprint": "old"}, follow=True)
    assert "Somebody was faster" in answer.content.decode()


def test_an_import_is_put_aside(cast, sign_in):
    client = sign_in(cast.ann)
    made = rehearse(cast, [row()])
    assert client.post(address("discard", made)).url == reverse("people:import-list")
    assert "Put aside" in client.get(address("detail", made)).content.decode()


@pytest.mark.both
def test_the_list_asks_the_same_for_1_and_for_3(cast, sign_in):
    client = sign_in(cast.ann)
    counts = []
    client.get(reverse("people:import-list"))
    for more in (1, 2):
        for _ in range(more):
            services.start_staff_import(actor=cast.ann, upload=csv_file([row()]), school=cast.oak)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("people:import-list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_uploaded_file_leaves_as_a_download(cast, sign_in):
    made = rehearse(cast, [row()])
    answer = sign_in(cast.ann).get(address("file", made))
    assert answer["Content-Disposition"] == 'attachment; filename="staff.csv"'
    assert b"".join(answer.streaming_content).startswith(b"Staff ID,")
