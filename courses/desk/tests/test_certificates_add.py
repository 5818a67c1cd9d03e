"""The certificates of several attendees in one form, from the desk and from a booking (policy IM-4, HS-1)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate
from certificates.policies import can_enter, enterable
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from core.formatting import long_date
from core.models import StoredFile
from core.tests.hostile_files import pdf
from courses.attendance.services import Award, add_certificate, confirm_attendance
from courses.desk.actions import certificate_url
from courses.models import CourseRequest
from courses.tests.desk import make_booking, make_deputy
from courses.tests.factories import CourseFactory
from cpd_trust.tests.helpers import opening, same_cost
from people.tests.factories import PostFactory
from training.models import Record

ADD = "/desk/certificates/add"
QUEUE = "/desk/certificates"


@pytest.fixture
def course():
    return CourseFactory(title="Fire safety", credits=[RequirementFactory(interval_months=12)])


def attended(cast, course, person=None, **facts):
    """Return the booking of somebody who came, whose certificate is still missing."""
    facts = {"school": cast.oak, "starts_on": today() - dt.timedelta(days=20)} | facts
    booking = make_booking(cast, course=course, title=course.title, applicant=person or cast.ada, **facts)
    return confirm_attendance(booking=booking, actor=cast.ben, attended=True, hours=Decimal(6))


def group_of(cast, course):
    """Return the bookings of three people at Oak on one course."""
    return [attended(cast, course, one) for one in (cast.ada, cast.bea, PostFactory(school=cast.oak).person)]


def key_of(booking):
    """Return what the names of a booking's row begin with."""
    return f"{booking.public_id}-{booking.request.course.credits.get().public_id}"


def row(booking, **facts):
    """Return what a browser sends of a row."""
    key = key_of(booking)
    facts = {"awarded_on": booking.ends_on.isoformat()} | facts
    return {f"{key}-{name}": value for name, value in facts.items()}


def sent(*bookings):
    """Return what a browser sends of the rows besides their fields."""
    return {"booking": [str(one.public_id) for one in bookings], "row": [key_of(one) for one in bookings]}


def scan(content=None):
    return SimpleUploadedFile("scan.pdf", pdf() if content is None else content)


def keys(page):
    return {form.prefix for form in page.context["forms"]}


# --- One certificate -------------------------------------------------------------------------------------------------


@pytest.mark.policy("HS-1")
def test_it_is_added_once_and_closes_what_is_complete(cast, course):
    booking = attended(cast, course)
    award = Award(requirement=course.credits.get(), awarded_on=booking.ends_on, number="N-1")
    for _ in range(2):
        add_certificate(booking=booking, actor=cast.ben, award=award)
    certificate = Certificate.objects.get()
    assert (certificate.person, certificate.school, certificate.number) == (cast.ada, cast.oak, "N-1")
    assert list(Record.objects.get(booking=booking).certificates.all()) == [certificate]
    assert CourseRequest.objects.get().status == "closed"


def test_another_one_of_a_course_that_still_wants_more_is_not_added_twice_and_leaves_it_open(cast, course):
    course.credits.add(RequirementFactory())
    booking = attended(cast, course)
    one = course.credits.first()
    for days in (0, 1):
        award = Award(requirement=one, awarded_on=booking.ends_on + dt.timedelta(days=days))
        add_certificate(booking=booking, actor=cast.ben, award=award)
    assert Certificate.objects.get().awarded_on == booking.ends_on
    assert CourseRequest.objects.get().status == "attended"


@pytest.mark.parametrize(("days", "can"), [(-1, False), (0, True), (1, True)])
def test_it_is_not_from_before_the_course(cast, course, days, can):
    booking = attended(cast, course)
    award = Award(requirement=course.credits.get(), awarded_on=booking.starts_on + dt.timedelta(days=days))
    if can:
        add_certificate(booking=booking, actor=cast.ben, award=award)
    else:
        with pytest.raises(IllegalMove, match="The course started on"):
            add_certificate(booking=booking, actor=cast.ben, award=award)
    assert Certificate.objects.exists() == can


@pytest.mark.parametrize("name", ["bea", "lin", "eli", "ann", "gus", "kim"])
def test_nobody_else_adds_it(cast, course, name):
    booking = attended(cast, course)
    award = Award(requirement=course.credits.get(), awarded_on=booking.ends_on)
    with pytest.raises(PermissionDenied):
        add_certificate(booking=booking, actor=getattr(cast, name), award=award)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("name", ["ada", "lin", "sid", "hal", "eli", "eve", "cleo", "ben", "ann", "gus", "nora"])
def test_those_whose_certificates_one_can_enter_are_the_same_asked_together_or_singly(cast, name):
    people = [getattr(cast, one) for one in ("ada", "bea", "hal", "tom", "gus", "chas", "ben", "tess")]
    actor = getattr(cast, name)
    assert enterable(actor, people) == {person.pk for person in people if can_enter(actor, person)}


# --- The form --------------------------------------------------------------------------------------------------------


def test_what_is_right_is_added_at_once_and_what_is_wrong_is_shown_again(cast, course, sign_in):
    one, two, three = group_of(cast, course)
    client = sign_in(cast.ben)
    page = client.get(ADD, {"offer": str(two.public_id)})
    assert keys(page) == {key_of(booking) for booking in (one, two, three)}
    text = page.content.decode()
    assert text.count("We make large photos smaller.") == 1
    expiry = one.ends_on.replace(year=one.ends_on.year + 1)
    assert text.count(f"it expires on {long_date(expiry)} when awarded on {long_date(one.ends_on)}") == 3
    data = sent(one, two, three) | row(one, file=scan()) | row(two, has_come="on", awarded_on="", number="N-7")
    data |= row(three, file=scan(b"MZ"))
    again = client.post(ADD, data)
    assert again.status_code == 422
    assert {form.prefix: list(form.errors) for form in again.context["forms"]} == {
        key_of(two): ["awarded_on"],
        key_of(three): ["file"],
    }
    assert "N-7" in again.content.decode()
    assert "Certificate added." in again.content.decode()
    assert "Not added yet" in again.content.decode()
    added = Certificate.objects.get()
    assert (added.person, added.awarded_on, bool(added.file)) == (cast.ada, one.ends_on, True)
    right = sent(two, three) | row(two, has_come="on") | row(three, file=scan())
    last = client.post(ADD, right, follow=True)
    assert last.redirect_chain == [(QUEUE, 302)]
    assert "2 certificates added." in last.content.decode()
    assert Certificate.objects.count() == 3
    assert {request.status for request in CourseRequest.objects.all()} == {"closed"}


def test_sent_twice_nothing_is_added_twice_and_nobody_is_told_off(cast, course, sign_in):
    one, two, _ = group_of(cast, course)
    client = sign_in(cast.ben)
    for said in (["Certificate added."], [], []):
        data = sent(one, two) | row(one, file=scan()) | row(two)
        answer = client.post(ADD, data, follow=True)
        assert answer.redirect_chain == [(QUEUE, 302)]
        assert [str(message) for message in answer.context["messages"]] == said
    assert Certificate.objects.count() == StoredFile.objects.count() == 1
    alone = sent(one) | row(one, has_come="on")
    assert client.post(ADD, alone).url == QUEUE
    assert Certificate.objects.count() == 1


def test_one_at_least_is_filled_in(cast, course, sign_in):
    booking = attended(cast, course)
    answer = sign_in(cast.ben).post(ADD, sent(booking) | row(booking))
    assert answer.status_code == 422
    assert "Fill in at least one certificate." in answer.content.decode()
    assert keys(answer) == {key_of(booking)}


def test_a_day_before_the_course_is_said_beside_the_day(cast, course, sign_in):
    booking = attended(cast, course)
    early = (booking.starts_on - dt.timedelta(days=1)).isoformat()
    answer = sign_in(cast.ben).post(ADD, sent(booking) | row(booking, has_come="on", awarded_on=early))
    assert answer.status_code == 422
    assert "awarded_on" in answer.context["forms"][0].errors
    assert not Certificate.objects.exists()


def test_the_desk_opens_it_for_those_ticked(cast, course, sign_in):
    one, _, three = group_of(cast, course)
    client = sign_in(cast.ben)
    assert f'formaction="{ADD}"' in (queue := client.get(QUEUE).text)
    assert certificate_url(one, course.credits.get()).replace("&", "&amp;") in queue
    ticked = client.post(ADD, {"booking": [str(one.public_id), str(three.public_id)]})
    assert ticked.status_code == 200
    assert keys(ticked) == {key_of(one), key_of(three)}
    nobody = client.post(ADD, follow=True)
    assert [str(message) for message in nobody.context["messages"]] == ["Select at least one person."]


def test_an_officers_deputy_who_enters_no_certificates_is_offered_none(cast, course, sign_in):
    booking = attended(cast, course)
    make_deputy(cast.ben, cast.kim)
    client = sign_in(cast.kim)
    assert ADD not in (queue := client.get(QUEUE).text)
    assert str(booking.person) in queue
    assert reverse("certificates:certificate-add") not in queue, "It would answer them with a refusal."
    assert client.get(ADD, {"offer": str(booking.public_id)}).status_code == 403


def test_a_booking_leads_to_its_group_where_there_is_one(cast, course, sign_in):
    one = attended(cast, course)
    client = sign_in(cast.hal)
    link = f"{reverse('courses:certificates-add')}?offer={one.public_id}"
    assert link not in client.get(one.get_absolute_url()).content.decode()
    attended(cast, course, cast.bea)
    assert link in client.get(one.get_absolute_url()).content.decode()
    for name in ("ada", "lin"):
        assert link not in sign_in(getattr(cast, name)).get(one.get_absolute_url()).content.decode()


@pytest.mark.policy("IM-4")
def test_a_headteacher_adds_those_of_the_own_school_alone(cast, course, sign_in):
    mine, theirs = attended(cast, course), attended(cast, course, cast.tom, school=cast.elm)
    client = sign_in(cast.hal)
    assert keys(client.get(ADD, {"offer": str(mine.public_id)})) == {key_of(mine)}
    assert client.get(ADD, {"offer": str(theirs.public_id)}).status_code == 404
    assert client.get(ADD, {"booking": str(theirs.public_id)}).status_code == 404
    both = sent(mine, theirs) | row(mine, has_come="on") | row(theirs, has_come="on")
    assert client.post(ADD, both).status_code == 404
    assert not Certificate.objects.exists()
    smuggled = both | {"booking": str(mine.public_id)}
    assert client.post(ADD, smuggled).url == mine.get_absolute_url()
    assert Certificate.objects.get().person == cast.ada
    assert [person.pk for person in (cast.ada, cast.tom) if can_enter(cast.hal, person)] == [cast.ada.pk]


@pytest.mark.parametrize("name", ["ben", "hal"])
def test_people_in_the_form_cost_no_queries(cast, course, sign_in, name):
    first = attended(cast, course)
    deed = opening(sign_in(getattr(cast, name)), ADD, {"offer": str(first.public_id)})
    same_cost(deed, lambda _: attended(cast, course, PostFactory(school=cast.oak).person))


def test_of_many_the_first_are_shown(cast, course, sign_in):
    first = attended(cast, course)
    for _ in range(20):
        attended(cast, course, PostFactory(school=cast.oak).person)
    page = sign_in(cast.ben).get(ADD, {"offer": str(first.public_id)})
    assert len(page.context["forms"]) == 20
    assert "These are the first 20 of 21 missing certificates." in page.content.decode()
