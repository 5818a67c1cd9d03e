"""Somebody who leaves before the course is over: it is said, and booking it needs a reason (policy IM-4)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit import audit_trail
from core.calendar import today
from core.formatting import short_date
from courses.desk.details import LeavesBefore
from courses.desk.services import book_request, book_requests
from courses.desk.tests.test_booking_pages import form_for
from courses.models import Booking, CourseRequest
from courses.requests.clashes import leaving_of
from courses.tests.desk import details_for
from courses.tests.factories import a_day_to_come, book, make_request
from cpd_trust.tests.helpers import cost_of
from people.models import Grant, Person, Post, School
from people.tests.factories import GrantFactory, PostFactory

pytestmark = pytest.mark.policy("IM-4")
DAY = dt.timedelta(days=1)


def said(request):
    """Return what is said of one request's applicant, read afresh."""
    return str(
        leaving_of([CourseRequest.objects.select_related("applicant", "school").get(pk=request.pk)]).get(request.pk, "")
    )


@pytest.fixture
def asked(cast):
    first = a_day_to_come()
    return make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=first, ends_on=first + DAY)


@pytest.mark.parametrize(("days", "is_said"), [(-1, True), (0, False), (1, False)])
def test_leaving_the_trust_is_said_up_to_the_day_before_the_last_day(asked, days, is_said):
    last = asked.ends_on + days * DAY
    Person.objects.filter(pk=asked.applicant_id).update(left_on=last)
    assert said(asked) == (f"Leaves on {short_date(last)}" if is_said else "")


@pytest.mark.parametrize(("days", "is_said"), [(-1, True), (0, False), (1, False)])
def test_leaving_the_school_is_said_too(cast, asked, days, is_said):
    last = asked.ends_on + days * DAY
    Post.objects.filter(person=cast.ada).update(ends_on=last)
    assert said(asked) == (f"Leaves {cast.oak} on {short_date(last)}" if is_said else "")
    # A post elsewhere changes nothing; another one at the school holds them there.
    PostFactory(person=cast.ada, school=cast.elm)
    assert bool(said(asked)) is is_said
    PostFactory(person=cast.ada, school=cast.oak, starts_on=last + DAY)
    assert said(asked) == ""


@pytest.mark.parametrize(("days", "verb"), [(-1, "Left"), (0, "Leaves"), (1, "Leaves")])
def test_whoever_has_a_last_day_still_to_come_leaves_and_has_not_left(asked, days, verb):
    last = today() + days * DAY
    Person.objects.filter(pk=asked.applicant_id).update(left_on=last)
    assert said(asked) == f"{verb} on {short_date(last)}"


@pytest.mark.parametrize("role", ["governor", "trustee"])
def test_those_who_govern_leave_with_their_last_role_there(cast, role):
    school = School.objects.get(kind="central") if role == "trustee" else cast.oak
    grant = GrantFactory(role=role, school=None if role == "trustee" else school)
    GrantFactory(person=grant.person, role="governor", school=cast.elm)
    asked = make_request("to_book", applicant=grant.person, school=school, applies_as=role)
    assert said(asked) == ""
    Grant.objects.filter(pk=grant.pk).update(ends_on=today())
    assert said(asked) == f"Leaves {school} on {short_date(today())}"


def leave(person):
    Person.objects.filter(pk=person.pk).update(left_on=today())


def test_booking_needs_a_reason_which_is_kept_and_audited(cast, asked):
    other = make_request(
        "to_book", applicant=cast.bea, school=cast.oak, starts_on=asked.starts_on, ends_on=asked.ends_on
    )
    leave(cast.ada)
    details = details_for(asked)
    for reason in ("", "  "):
        with pytest.raises(LeavesBefore):
            book_requests(requests=[asked, other], actor=cast.ben, details=details, leaver_reason=reason)
    assert not Booking.objects.exists()
    book_requests(requests=[asked, other], actor=cast.ben, details=details, leaver_reason="Agreed before she left.")
    kept = dict(Booking.objects.values_list("request", "leaver_reason"))
    assert kept == {asked.pk: "Agreed before she left.", other.pk: ""}
    booking = Booking.objects.get(request=asked)
    assert [event.note for event in audit_trail(booking)] == ["Agreed before she left."]


def test_the_database_asks_for_the_reason_too(cast, asked):
    leave(cast.ada)
    with pytest.raises(IntegrityError, match="only with a reason"), transaction.atomic():
        book(asked, officer=cast.ben)
    book(asked, officer=cast.ben, leaver_reason="Agreed before she left.")


def test_who_stays_is_booked_without_a_word(cast, asked):
    assert book_request(request=asked, actor=cast.ben, details=details_for(asked)).leaver_reason == ""


def test_the_pages_say_it_and_the_booking_form_asks(cast, sign_in, asked):
    deciding = make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=asked.starts_on + 7 * DAY)
    leave(cast.ada)
    words = f"Leaves on {short_date(today())}"
    for person, address in (
        (cast.hal, reverse("courses:request-decide", args=[deciding.public_id])),
        (cast.hal, reverse("courses:request-queue")),
        (cast.ben, reverse("courses:desk")),
        (cast.ben, f"{reverse('courses:book')}?request={asked.public_id}"),
    ):
        assert words in sign_in(person).get(address).content.decode(), address
    client, url = sign_in(cast.ben), reverse("courses:book")
    refused = client.post(url, form_for(asked))
    assert refused.status_code == 422
    assert "Say why someone who leaves" in refused.content.decode()
    assert client.post(url, form_for(asked, leaver_reason="Agreed before she left.")).status_code == 302
    page = client.get(Booking.objects.get().get_absolute_url()).content.decode()
    assert "Agreed before she left." in page


def test_who_leaves_while_the_form_is_filled_in_is_asked_about_with_what_was_typed(cast, sign_in, asked):
    """The form was made for somebody who stays; the service looks again."""
    client, url = sign_in(cast.ben), reverse("courses:book")
    assert b"leaver_reason" not in client.get(f"{url}?request={asked.public_id}").content
    leave(cast.ada)
    page = client.post(url, form_for(asked, venue="Hall of mirrors"))
    assert page.status_code == 422
    assert b"Hall of mirrors" in page.content
    assert b"leaver_reason" in page.content


def test_it_takes_two_queries_however_many_requests(cast):
    for count in (1, 3):
        rows = [
            make_request("to_book", applicant=PostFactory(school=cast.oak).person, school=cast.oak)
            for _ in range(count)
        ]
        found = CourseRequest.objects.filter(pk__in=[row.pk for row in rows]).select_related("applicant", "school")
        rows = list(found)
        assert cost_of(leaving_of, rows) == 2
