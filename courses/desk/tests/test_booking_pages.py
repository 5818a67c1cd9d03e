"""The pages of the booking desk: who reaches what by which way, and what they show (IM-4)."""

import csv
import datetime as dt
import io
import uuid
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from conftest import CAST_ROLES
from core.calendar import now, today
from core.models import AuditEvent, FormToken
from core.tests.hostile_files import pdf
from courses.desk.selectors import QUEUES, agreed_together, queue_of
from courses.desk.services import change_name
from courses.models import Booking, CourseRequest
from courses.tests.desk import make_booking, make_deputy, make_past_booking, yesterday
from courses.tests.factories import CourseFactory, approve_all, make_request, renew
from cpd_trust.tests.helpers import opening, same_cost
from people.tests.factories import PersonFactory, PostFactory
from training.models import Record

pytestmark = pytest.mark.once

PEOPLE = [name for name in CAST_ROLES if name not in ("anonymous", "ben")]


def form_for(*requests, **changes):
    """Return what the booking form sends."""
    first = requests[0]
    return {
        "token": str(uuid.uuid4()),
        "request": [str(r.public_id) for r in requests],
        "provider_reference": "REF-7",
        "cost": str(first.agreed_cost),
        "starts_on": first.agreed_starts_on.isoformat(),
        "ends_on": first.agreed_ends_on.isoformat(),
        "venue": "Town Hall",
    } | changes


def change_form(booking, **changes):
    """Return what the form that changes a booking sends."""
    return {
        "version": booking.version,
        "provider_reference": booking.provider_reference,
        "cost": str(booking.cost),
        "starts_on": booking.starts_on.isoformat(),
        "ends_on": booking.ends_on.isoformat(),
        "venue": booking.venue,
    } | changes


@pytest.fixture
def to_book(cast):
    return make_request("to_book", applicant=cast.ada, school=cast.oak)


BOOK = "/desk/book"


def groups_on(page):
    """Return the groups that a page of the desk shows."""
    return [row.record["group"] for row in page.context["table"].paginated_rows]


# --- Nobody else books, by any way -----------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_but_the_officer_books_by_page_or_direct_post(cast, to_book, sign_in, name):
    other = make_request("to_book", applicant=cast.bea, school=cast.oak)
    client = sign_in(getattr(cast, name))
    assert client.get(BOOK, {"request": str(to_book.public_id)}).status_code == 403
    assert client.post(BOOK, form_for(to_book)).status_code == 403
    assert client.post(BOOK, form_for(to_book, other)).status_code == 403
    assert client.post(BOOK, form_for(to_book, do="send-back", note="Dearer")).status_code == 403
    assert not Booking.objects.exists()
    assert {r.status for r in CourseRequest.objects.all()} == {"to_book"}


@pytest.mark.both
@pytest.mark.policy("IM-4")
def test_nobody_books_without_signing_in(to_book, client):
    assert client.post(BOOK, form_for(to_book)).status_code == 302
    assert not Booking.objects.exists()


@pytest.mark.both
@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["change", "cancel", "colleague"])
def test_nobody_but_the_officer_changes_cancels_or_gives_away(cast, sign_in, name, page):
    booking = make_booking(cast)
    client = sign_in(getattr(cast, name))
    url = reverse(f"courses:booking-{page}", args=[booking.public_id])
    data = change_form(booking, venue="Elsewhere", cancelled_by="us", charge="0", note="x", colleague="", token="")
    assert client.get(url).status_code in (403, 404)
    assert client.post(url, data).status_code in (403, 404)
    booking.refresh_from_db()
    assert (booking.status, booking.version) == ("booked", 1)


def test_the_deputy_of_today_books_by_the_page(cast, to_book, sign_in):
    make_deputy(cast.ben, cast.kim)
    client = sign_in(cast.kim)
    assert client.get(reverse("courses:desk")).status_code == 200
    assert client.get(BOOK, {"request": str(to_book.public_id)}).status_code == 200
    assert client.post(BOOK, form_for(to_book)).status_code == 302
    assert Booking.objects.get().booked_by == cast.kim


@pytest.mark.both
def test_a_request_that_the_officer_may_not_see_is_no_request(cast, sign_in):
    draft = make_request("draft", applicant=cast.ada, school=cast.oak)
    client = sign_in(cast.ben)
    for wanted in (str(draft.public_id), str(uuid.uuid4()), "no-id", ""):
        assert client.get(BOOK, {"request": wanted}).status_code == 404


def test_a_booking_by_get_or_by_the_queue_of_another_changes_nothing(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    client.get(BOOK, form_for(to_book))
    assert not Booking.objects.exists()


# --- Booking ---------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_officer_books_and_a_second_post_finds_the_first_answer(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    data = form_for(to_book)
    first, second = client.post(BOOK, data), client.post(BOOK, data)
    booking = Booking.objects.get()
    assert first.url == second.url == reverse("courses:desk")
    assert FormToken.objects.count() == 1
    assert booking.get_absolute_url() in client.get(first.url).content.decode()


@pytest.mark.both
def test_one_call_books_three_people_of_two_schools(cast, sign_in):
    course = CourseFactory(title="Phonics")
    requests = [
        make_request("to_book", applicant=person, school=school, course=course, title="Phonics")
        for person, school in ((cast.ada, cast.oak), (cast.bea, cast.oak), (cast.tom, cast.elm))
    ]
    client = sign_in(cast.ben)
    [group] = groups_on(client.get(reverse("courses:desk")))
    assert (group.count, group.school_count, agreed_together(group.rows)) == (3, 2, "£360.00")
    answer = client.post(BOOK, form_for(*requests), follow=True)
    assert "Booked: " in answer.content.decode()
    assert Booking.objects.filter(status="booked", provider_reference="REF-7").count() == 3


def test_a_dearer_price_offers_to_send_it_back_and_keeps_what_was_typed(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    answer = client.post(BOOK, form_for(to_book, cost="400", venue="The new place"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "This is different from what was approved" in text
    assert "The new place" in text
    assert not Booking.objects.exists()


def test_sending_back_by_the_page(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    nothing_said = client.post(BOOK, form_for(to_book, cost="400", do="send-back"))
    assert nothing_said.status_code == 422
    assert "Tell the approvers why they need to look at it again" in nothing_said.content.decode()
    assert client.post(BOOK, form_for(to_book, cost="400", do="send-back", note="It is dearer.")).status_code == 302
    to_book.refresh_from_db()
    assert (to_book.status, to_book.total_cost) == ("deciding", Decimal(400))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("cost", "-1", "£0.00 or more"),
        ("cost", "lots", "such as 125.00"),
        ("ends_on", "2020-01-01", "same as or after the first day"),
        ("starts_at", "09:00", "both times"),
        ("starts_on", "31/02/2027", "such as 24/11/2026"),
        ("cancel_free_until", "2199-01-01", "on or before the last day"),
    ],
)
def test_wrong_words_are_shown_beside_their_field(cast, to_book, sign_in, field, value, words):
    answer = sign_in(cast.ben).post(BOOK, form_for(to_book, **{field: value}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.both
def test_what_changed_meanwhile_is_said(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    CourseRequest.objects.get(pk=to_book.pk).move_to("withdrawn")
    answer = client.post(BOOK, form_for(to_book), follow=True)
    assert "This has changed since you opened it" in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.both
def test_a_confirmation_is_kept_and_given_to_who_may_see_the_booking(cast, to_book, sign_in):
    client = sign_in(cast.ben)
    file = SimpleUploadedFile("Confirmation for Ada.pdf", pdf())
    assert client.post(BOOK, form_for(to_book, confirmation=file)).status_code == 302
    url = reverse("courses:booking-confirmation", args=[Booking.objects.get().public_id])
    for name, status in (("ben", 200), ("ada", 200), ("hal", 200), ("eli", 404), ("bea", 404), ("gus", 404)):
        answer = sign_in(getattr(cast, name)).get(url)
        assert answer.status_code == status, name
        if status == 200:
            assert b"".join(answer.streaming_content).startswith(b"%PDF-")
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_confirmation_that_is_none_is_refused_with_words(cast, to_book, sign_in):
    file = SimpleUploadedFile("confirmation.pdf", b"<html><script>alert(1)</script>")
    answer = sign_in(cast.ben).post(BOOK, form_for(to_book, confirmation=file))
    assert answer.status_code == 422
    assert "isn&#x27;t a PDF" in answer.content.decode()
    assert not Booking.objects.exists()


# --- Changing, cancelling, giving away -------------------------------------------------------------------------------


def test_a_stale_change_shows_both_texts(cast, sign_in):
    booking = make_booking(cast)
    client = sign_in(cast.ben)
    url = reverse("courses:booking-change", args=[booking.public_id])
    assert client.post(url, change_form(booking, venue="Hall A")).status_code == 302
    answer = client.post(url, change_form(booking, venue="Hall B"))
    assert answer.status_code == 409
    assert "Hall A" in answer.content.decode()
    assert "Hall B" in answer.content.decode()
    again = client.post(url, change_form(booking, venue="Hall B", version=2))
    assert again.status_code == 302
    booking.refresh_from_db()
    assert (booking.venue, booking.version) == ("Hall B", 3)


def test_a_booking_made_dearer_goes_back_to_the_approvers(cast, sign_in):
    booking = make_booking(cast)
    client = sign_in(cast.ben)
    url = reverse("courses:booking-change", args=[booking.public_id])
    assert client.post(url, change_form(booking, cost="900")).status_code == 422
    data = change_form(booking, cost="900", do="send-back", note="The price went up.")
    assert client.post(url, data).status_code == 302
    booking.refresh_from_db()
    assert (booking.status, booking.request.status) == ("cancelled", "deciding")


def test_cancelling_by_the_page(cast, sign_in):
    booking = make_booking(cast)
    client = sign_in(cast.ben)
    url = reverse("courses:booking-cancel", args=[booking.public_id])
    assert client.post(url, {"cancelled_by": "name_change", "charge": "0", "note": "x"}).status_code == 422
    assert client.post(url, {"cancelled_by": "us", "charge": "12.50", "note": "Ill"}).status_code == 302
    booking.refresh_from_db()
    assert booking.cancellation_charge == Decimal("12.50")
    assert client.post(url, {"cancelled_by": "us", "charge": "99", "note": "Ill"}, follow=True).status_code == 200
    booking.refresh_from_db()
    assert booking.cancellation_charge == Decimal("12.50")


def test_a_place_given_away_comes_back_to_the_desk_with_its_reference(cast, sign_in):
    booking = make_booking(cast)
    client = sign_in(cast.ben)
    url = reverse("courses:booking-colleague", args=[booking.public_id])
    data = {"token": str(uuid.uuid4()), "colleague": str(cast.bea.public_id)}
    assert client.post(url, data).status_code == 302
    successor = CourseRequest.objects.get(replaces=booking.request)
    assert (successor.applicant, successor.status) == (cast.bea, "deciding")
    approve_all(successor)
    assert "keep reference REF-1" in client.get(reverse("courses:desk")).content.decode()
    page = client.get(BOOK, {"request": str(successor.public_id)})
    assert page.context["form"].initial["provider_reference"] == "REF-1"


@pytest.mark.both
def test_the_search_for_a_colleague_belongs_to_the_desk(cast, sign_in):
    url = reverse("courses:booking-colleague-options")
    assert "Bea Example" in sign_in(cast.ben).get(url, {"colleague_words": "be"}).content.decode()
    assert sign_in(cast.ada).get(url, {"colleague_words": "be"}).status_code == 403


# --- Attendance ------------------------------------------------------------------------------------------------------


def attendance_form(*bookings, **answers):
    data = {"booking": [str(b.public_id) for b in bookings]}
    for booking in bookings:
        data |= {f"{booking.public_id}-attended": "yes", f"{booking.public_id}-hours": "6"}
    return data | answers


ATTENDANCE = "/desk/attendance/confirm"


def test_several_are_confirmed_on_one_page(cast, sign_in):
    one, two = make_past_booking(cast), make_past_booking(cast, applicant=cast.bea)
    client = sign_in(cast.ben)
    assert client.get(ATTENDANCE, {"booking": [one.public_id, two.public_id]}).status_code == 200
    data = attendance_form(one, two)
    data |= {f"{two.public_id}-attended": "no", f"{two.public_id}-absence_note": "Ill"}
    assert client.post(ATTENDANCE, data).status_code == 302
    assert [r.person for r in Record.objects.all()] == [cast.ada]
    two.refresh_from_db()
    assert two.status == "not_attended"


def test_a_missing_answer_keeps_nothing(cast, sign_in):
    one, two = make_past_booking(cast), make_past_booking(cast, applicant=cast.bea)
    answer = sign_in(cast.ben).post(ATTENDANCE, attendance_form(one, two, **{f"{two.public_id}-hours": ""}))
    assert answer.status_code == 422
    assert "Enter how many hours Bea Example attended" in answer.content.decode()
    assert not Record.objects.exists()


@pytest.mark.both
def test_the_headteacher_confirms_only_for_the_own_school(cast, sign_in):
    mine = make_past_booking(cast)
    theirs = make_past_booking(cast, applicant=cast.tom, school=cast.elm)
    client = sign_in(cast.hal)
    assert client.post(ATTENDANCE, attendance_form(mine)).status_code == 302
    assert client.post(ATTENDANCE, attendance_form(theirs)).status_code == 404
    assert Record.objects.count() == 1


@pytest.mark.both
def test_nobody_confirms_themselves_by_a_direct_post(cast, sign_in):
    booking = make_past_booking(cast)
    assert sign_in(cast.ada).post(ATTENDANCE, attendance_form(booking)).status_code == 403
    assert not Record.objects.exists()


def test_a_certificate_is_entered_with_its_scan_in_the_same_go(cast, sign_in):
    requirement = RequirementFactory()
    course = CourseFactory(credits=[requirement])
    booking = make_past_booking(cast, course=course, title=course.title)
    prefix = f"{booking.public_id}-{requirement.public_id}"
    client = sign_in(cast.ben)
    data = attendance_form(booking, **{f"{prefix}-has_come": "on", f"{prefix}-awarded_on": ""})
    assert client.post(ATTENDANCE, data).status_code == 422
    data |= {f"{prefix}-awarded_on": yesterday().isoformat()}
    bad = data | {f"{prefix}-file": SimpleUploadedFile("scan.png", b"MZ")}
    assert client.post(ATTENDANCE, bad).status_code == 422
    assert not Record.objects.exists()
    good = data | {f"{prefix}-file": SimpleUploadedFile("scan.pdf", pdf())}
    assert client.post(ATTENDANCE, good).status_code == 302
    assert Certificate.objects.get().file is not None
    assert CourseRequest.objects.get().status == "closed"


# --- The queues ------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_each_queue_holds_what_it_says(cast, sign_in):
    day = today()
    due = make_past_booking(cast)
    requirement = RequirementFactory()
    course = CourseFactory(credits=[requirement])
    owing = make_booking(cast, "attended", course=course, title="Owing", starts_on=day - dt.timedelta(days=15))
    make_booking(cast, "attended", course=course, title="Owing soon", starts_on=day - dt.timedelta(days=3))
    unconfirmed = make_booking(cast, title="Unconfirmed")
    Booking.objects.filter(pk=unconfirmed.pk).update(booked_at=now() - dt.timedelta(days=8))
    ending = make_booking(cast, title="Ending")
    Booking.objects.filter(pk=ending.pk).update(cancel_free_until=day + dt.timedelta(days=3))
    client = sign_in(cast.ben)
    found = {}
    for queue in QUEUES:
        page = client.get(reverse("courses:desk-queue", args=[queue]))
        assert page.status_code == 200
        if queue != "to-book":
            rows = [row.record for row in page.context["table"].paginated_rows]
            found[queue] = [one.pk for row in rows for one in (row["group"].rows if isinstance(row, dict) else [row])]
    assert found == {
        "attendance": [due.pk],
        "certificates": [owing.pk],
        "confirmations": [unconfirmed.pk],
        "free-cancellation": [ending.pk],
    }
    assert str(requirement) in client.get(reverse("courses:desk-queue", args=["certificates"])).content.decode()
    assert client.get(reverse("courses:desk-queue", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize(
    ("queue", "days", "waits"),
    [
        ("attendance", -1, True), ("attendance", 0, False), ("attendance", 1, False),
        ("certificates", -15, True), ("certificates", -14, True), ("certificates", -13, False),
        ("confirmations", -8, True), ("confirmations", -7, True), ("confirmations", -6, False),
        ("free-cancellation", -1, False), ("free-cancellation", 0, True), ("free-cancellation", 7, True),
        ("free-cancellation", 8, False),
    ],
)  # fmt: skip
@pytest.mark.both
def test_a_queue_begins_and_ends_on_its_day(cast, queue, days, waits):
    day = today() + dt.timedelta(days=days)
    facts = {"course": CourseFactory(credits=[RequirementFactory()])}
    if queue in ("attendance", "certificates"):
        make_booking(cast, "booked" if queue == "attendance" else "attended", starts_on=day, **facts)
    else:
        booking = make_booking(cast, **facts)
        moved = {"booked_at": now() + dt.timedelta(days=days)} if queue == "confirmations" else {}
        Booking.objects.filter(pk=booking.pk).update(**(moved or {"cancel_free_until": day}))
    assert queue_of(queue).exists() == waits


@pytest.mark.both
def test_the_desk_is_in_policy_order_and_can_be_searched(cast, sign_in):
    personal = make_request("to_book", applicant=cast.ada, school=cast.oak, title="Clay")
    renewal = make_request("to_book", applicant=cast.tom, school=cast.elm, title="First aid")
    renew(renewal, rank=10)
    CourseRequest.objects.filter(pk=personal.pk).update(waiting_since=now() - dt.timedelta(days=40))
    client = sign_in(cast.ben)

    def titles(**query):
        return [group.title for group in groups_on(client.get(reverse("courses:desk"), query))]

    assert titles() == ["First aid", "Clay"]
    assert titles(q="clay") == ["Clay"]
    assert titles(q="tom") == ["First aid"]
    assert titles(school=str(cast.elm.public_id)) == ["First aid"]
    assert titles(last_day=today().isoformat()) == []
    assert titles(school="nonsense", first_day="nonsense") == ["First aid", "Clay"]


@pytest.mark.both
@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_costs_the_same_for_one_row_and_for_three(cast, sign_in, queue):
    course = CourseFactory(credits=[RequirementFactory()])

    def add(_):
        person = PostFactory(school=cast.oak).person
        facts = {"applicant": person, "school": cast.oak, "course": course, "title": f"Course {person.pk}"}
        if queue == "to-book":
            make_request("to_book", starts_on=today() + dt.timedelta(days=person.pk % 300 + 5), **facts)
            return
        status = "attended" if queue == "certificates" else "booked"
        booking = make_booking(cast, status, starts_on=today() - dt.timedelta(days=20), **facts)
        if queue in ("confirmations", "free-cancellation"):
            Booking.objects.filter(pk=booking.pk).update(
                booked_at=now() - dt.timedelta(days=9),
                starts_on=today() + dt.timedelta(days=9),
                ends_on=today() + dt.timedelta(days=9),
                cancel_free_until=today(),
            )

    client, url = sign_in(cast.ben), reverse("courses:desk-queue", args=[queue])
    same_cost(opening(client, url), add)
    rows = [row.record for row in client.get(url).context["table"].paginated_rows]
    assert sum(row["group"].count if isinstance(row, dict) else 1 for row in rows) == 3


# --- The register ----------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("IM-4")
def test_the_register_of_a_school_is_its_own_and_its_totals_too(cast, sign_in):
    make_booking(cast, total_cost=Decimal(100))
    make_booking(cast, applicant=cast.tom, school=cast.elm, total_cost=Decimal(999), title="Elm’s own course")
    trust = sign_in(cast.eve).get(reverse("courses:register"))
    assert (trust.context["totals"].count, trust.context["totals"].cost) == (2, Decimal(1099))
    oak = sign_in(cast.hal).get(reverse("courses:register"))
    assert (oak.context["totals"].count, oak.context["totals"].cost) == (1, Decimal(100))
    assert "Elm’s own course" not in oak.content.decode()
    assert not sign_in(cast.hal).get(reverse("courses:register"), {"q": "own"}).context["totals"].count
    for words in ("Elm’s", "tom"):
        assert not sign_in(cast.hal).get(reverse("courses:register"), {"q": words}).context["totals"].count
    answer = sign_in(cast.hal).get(reverse("courses:register"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "Elm’s own course" not in text
    # Another school asked for by its id narrows nothing and shows nothing of it.
    other = sign_in(cast.hal).get(reverse("courses:register"), {"school": str(cast.elm.public_id)})
    assert "Elm’s own course" not in other.content.decode()


@pytest.mark.both
def test_the_register_narrows_by_everything(cast, sign_in):
    make_booking(cast, title="Clay", reason="personal", provider_name="Potters", total_cost=Decimal(10))
    old = make_booking(cast, title="Old", starts_on=today() - dt.timedelta(days=800))
    client = sign_in(cast.ben)

    def count(**query):
        return client.get(reverse("courses:register"), query).context["totals"].count

    assert count() == 1
    assert count(year="all") == 2
    assert count(first_day=(old.starts_on).isoformat(), last_day=old.ends_on.isoformat()) == 1
    assert count(status="cancelled") == 0
    assert count(status="booked", reason="personal", approach="course", provider="pott") == 1
    assert count(q="REF-1 ") == 1
    assert count(q="clay") == 1
    assert count(q="ada") == 1
    assert count(q="nobody") == 0
    assert count(year="nonsense", status="nonsense", first_day="nonsense") == 1


@pytest.mark.both
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_names_leave_as_text(cast, sign_in, form):
    villain = PersonFactory(first_name='=HYPERLINK("http://x")', last_name="+1", email="villain@example.org")
    PostFactory(person=villain, school=cast.oak)
    make_booking(cast, applicant=villain, title="@SUM(A1)\r\n=1+1")
    answer = sign_in(cast.ben).get(reverse("courses:register"), {"export": form})
    content = b"".join(answer.streaming_content)
    if form == "csv":
        [heads, row] = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        cells = dict(zip(heads, row, strict=True))
        assert cells["Person"].startswith("'=")
        assert cells["Course"].startswith("'@")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet["A2"].data_type == "s"
        assert sheet["A2"].value.startswith("=HYPERLINK")
        assert sheet["C2"].data_type == "s"
        assert isinstance(sheet["L2"].value, int | float)
    assert AuditEvent.objects.filter(code="courses.register.exported", actor=cast.ben).count() == 1


@pytest.mark.both
def test_the_register_costs_the_same_for_one_row_and_for_three(cast, sign_in):
    people = [cast.ada, cast.bea, cast.lin]
    register = opening(sign_in(cast.hal), reverse("courses:register"))
    same_cost(register, lambda number: make_booking(cast, applicant=people[number - 1]))


# --- One booking's page ----------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize(
    ("name", "status"),
    [("ada", 200), ("lin", 200), ("hal", 200), ("ben", 200), ("eve", 200), ("bea", 404), ("eli", 404)],
)
def test_who_sees_a_booking(cast, sign_in, name, status):
    booking = make_booking(cast)
    answer = sign_in(getattr(cast, name)).get(booking.get_absolute_url())
    assert answer.status_code == status
    if status == 200:
        has_buttons = reverse("courses:booking-cancel", args=[booking.public_id]) in answer.content.decode()
        assert has_buttons == (name == "ben")


def test_the_booking_stands_on_the_page_of_the_request(cast, sign_in):
    booking = make_booking(cast)
    text = sign_in(cast.ada).get(booking.request.get_absolute_url()).content.decode()
    assert "REF-1" in text


def test_the_old_booking_says_that_the_place_went_to_a_colleague(cast, sign_in):
    booking = make_booking(cast)
    change_name(booking=booking, substitute=cast.bea, actor=cast.ben)
    text = sign_in(cast.ben).get(booking.get_absolute_url()).content.decode()
    assert "Attendee swapped" in text
