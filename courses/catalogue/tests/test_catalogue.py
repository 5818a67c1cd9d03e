"""The catalogue: what is found, what a page shows, and who keeps it how."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import StaleVersion
from core.models import AuditEvent
from courses.catalogue import services
from courses.models import Course, CourseDate, CourseRequest, Provider
from courses.tests.factories import CourseDateFactory, CourseFactory, ProviderFactory, RequestFactory
from cpd_trust.tests.helpers import opening, same_cost

pytestmark = [pytest.mark.django_db, pytest.mark.policy("RM-2")]


def titles(response):
    return [row.record.title for row in response.context["table"].rows]


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


@pytest.fixture
def offer(cast):
    """Return a small catalogue."""
    day = today()
    hub = ProviderFactory(name="Teaching Hub", kind="teaching_hub")
    CourseDateFactory(
        course=CourseFactory(title="Maths", provider=hub, price=0, approach="network", audience="teachers"),
        starts_on=day + dt.timedelta(days=10),
    )
    CourseDateFactory(
        course=CourseFactory(title="Phonics", mode="online_live", price=80, summary="Early reading"),
        starts_on=day + dt.timedelta(days=60),
    )
    old = CourseFactory(
        title="Panels", audience="governance", price=200, credits=[RequirementFactory(name="Exclusions")]
    )
    CourseDateFactory(course=old, starts_on=day - dt.timedelta(days=60))
    CourseFactory(title="Only at Elm").schools.add(cast.elm)
    CourseFactory(title="Taken out", is_active=False)
    CourseFactory(title="Of a provider that is gone", provider__is_active=False)
    return hub


FOUND = [
    ({}, ["Maths", "Panels", "Phonics"]),
    ({"q": "phon"}, ["Phonics"]),
    ({"q": "early read"}, ["Phonics"]),
    ({"q": "hub"}, ["Maths"]),
    ({"q": "exclusions"}, ["Panels"]),
    ({"approach": "network"}, ["Maths"]),
    ({"mode": "online_live"}, ["Phonics"]),
    ({"audience": "teachers"}, ["Maths", "Phonics"]),
    ({"audience": "governance"}, ["Panels", "Phonics"]),
    ({"provider_kind": "teaching_hub"}, ["Maths"]),
    ({"price": "free"}, ["Maths"]),
    ({"price": "paid"}, ["Panels", "Phonics"]),
    ({"up_to": "£80"}, ["Maths", "Phonics"]),
    ({"first": "+5", "last": "+20"}, ["Maths"]),
    ({"first": "+20"}, ["Phonics"]),
    ({"last": "+90"}, ["Maths", "Phonics"]),
    ({"first": "-90", "last": "-30"}, []),
    ({"sort": "-price"}, ["Panels", "Phonics", "Maths"]),
    ({"sort": "next_on"}, ["Maths", "Phonics", "Panels"]),
    ({"sort": "-next_on"}, ["Phonics", "Maths", "Panels"]),
]


@pytest.mark.policy("IM-1")
@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_the_catalogue_is_searched_filtered_and_sorted(query, expected, offer, cast, sign_in):
    def day(value):
        return (
            (today() + dt.timedelta(days=int(value))).isoformat() if value[0] in "+-" and value[1:].isdigit() else value
        )

    asked = {key: day(value) for key, value in query.items()}
    found = titles(sign_in(cast.ada).get(reverse("courses:course-list"), asked))
    assert found == expected


@pytest.mark.policy("R-5")
def test_the_catalogue_by_provider_and_school(offer, cast, sign_in):
    url = reverse("courses:course-list")
    assert titles(sign_in(cast.ada).get(url, {"provider": offer.public_id})) == ["Maths"]
    assert "Only at Elm" in titles(sign_in(cast.tom).get(url))
    assert "Only at Elm" not in titles(sign_in(cast.eve).get(url, {"school": cast.oak.public_id}))
    assert "Only at Elm" in titles(sign_in(cast.eve).get(url, {"school": cast.elm.public_id}))


def test_the_catalogue_is_exported_as_it_is_filtered(offer, cast, sign_in):
    client = sign_in(cast.ada)
    for wanted in ("csv", "xlsx"):
        response = client.get(reverse("courses:course-list"), {"export": wanted, "price": "free"})
        assert response["Content-Disposition"].endswith(f'.{wanted}"')
        content = b"".join(response.streaming_content)
    text = b"".join(
        client.get(reverse("courses:course-list"), {"export": "csv", "price": "free"}).streaming_content
    ).decode()
    assert "Maths" in text
    assert "Phonics" not in text
    assert content[:2] == b"PK"


@pytest.mark.parametrize("name", ["course-list", "provider-list"])
def test_lists_ask_as_often_for_one_row_as_for_three(name, cast, sign_in):
    same_cost(opening(sign_in(cast.ben), reverse(f"courses:{name}")), lambda _: CourseDateFactory())


def test_the_page_of_a_course(cast, sign_in):
    course = CourseFactory(credits=[RequirementFactory(name="Paediatric first aid, full")], summary="Two <b>days</b>")
    coming = CourseDateFactory(course=course, venue="Town Hall")
    CourseDateFactory(course=course, starts_on=today() - dt.timedelta(days=3), venue="Long ago")
    text = sign_in(cast.ada).get(course.get_absolute_url()).content.decode()
    assert "Paediatric first aid, full" in text
    assert "Town Hall" in text
    assert "Long ago" not in text
    assert "Two &lt;b&gt;days" in text
    assert f"{reverse('courses:request-start')}?course={course.public_id}&amp;date={coming.public_id}" in text
    assert "Manage this course" not in text


@pytest.mark.parametrize("fields", [{"is_active": False}, {"provider__is_active": False}])
def test_a_course_archived_is_there_for_those_who_keep_the_catalogue_only(fields, cast, sign_in):
    course = CourseFactory(**fields)
    assert sign_in(cast.ada).get(course.get_absolute_url()).status_code == 404
    text = sign_in(cast.ben).get(course.get_absolute_url()).content.decode()
    assert "Archived" in text
    assert "Request this course" not in text


def test_a_course_of_another_school_is_not_found(cast, sign_in):
    course = CourseFactory()
    course.schools.add(cast.elm)
    assert sign_in(cast.ada).get(course.get_absolute_url()).status_code == 404
    assert sign_in(cast.tom).get(course.get_absolute_url()).status_code == 200


# --- Keeping it ------------------------------------------------------------------------------------------------------


def course_answers(provider, **changes):
    return {
        "title": "Fire warden",
        "provider": provider.public_id,
        "approach": "course",
        "mode": "in_person",
        "audience": "everybody",
        "price": "75",
        "hours": "3",
    } | changes


def test_a_course_is_added_once_and_changed(cast, sign_in):
    client, provider, requirement = sign_in(cast.ben), ProviderFactory(), RequirementFactory()
    page = client.get(reverse("courses:course-create"))
    answers = course_answers(provider, token=hidden(page, "token"), credits=[str(requirement.public_id)])
    assert client.post(reverse("courses:course-create"), answers | {"title": ""}).status_code == 422
    first = client.post(reverse("courses:course-create"), answers)
    assert client.post(reverse("courses:course-create"), answers).url == first.url
    course = Course.objects.get()
    assert (course.title, course.price, list(course.credits.all())) == ("Fire warden", 75, [requirement])
    edit = reverse("courses:course-edit", args=[course.public_id])
    version = hidden(client.get(edit), "version")
    changed = course_answers(provider, version=version, title="Fire marshal", schools=[str(cast.oak.public_id)])
    assert client.post(edit, changed).url == course.get_absolute_url()
    course.refresh_from_db()
    assert (course.title, course.version, list(course.schools.all())) == ("Fire marshal", 2, [cast.oak])
    stale = client.post(edit, changed | {"title": "Mine"})
    assert stale.status_code == 409
    assert "Fire marshal" in stale.content.decode()
    assert 'value="Mine"' in stale.content.decode()


def test_a_course_is_archived_and_restored(cast, sign_in):
    course, client = CourseFactory(), sign_in(cast.ben)
    out = reverse("courses:course-archive", args=[course.public_id])
    client.post(out, {"version": 7})
    course.refresh_from_db()
    assert course.is_active
    client.post(out, {"version": course.version})
    course.refresh_from_db()
    assert not course.is_active
    client.post(reverse("courses:course-restore", args=[course.public_id]), {"version": course.version})
    course.refresh_from_db()
    assert course.is_active
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert {"courses.course.archived", "courses.course.restored"} <= codes


def test_dates_are_added_changed_and_removed(cast, sign_in):
    course, client = CourseFactory(), sign_in(cast.ben)
    create = reverse("courses:date-create", args=[course.public_id])
    day = today() + dt.timedelta(days=9)
    answers = {"token": hidden(client.get(create), "token"), "starts_on": day.isoformat()}
    wrong = client.post(create, answers | {"ends_on": "2001-01-01"})
    assert wrong.status_code == 422
    assert "same as or after the first day" in wrong.content.decode()
    client.post(create, answers)
    client.post(create, answers)
    date = CourseDate.objects.get()
    assert (date.starts_on, date.ends_on) == (day, day)
    edit = reverse("courses:date-edit", args=[date.public_id])
    version = hidden(client.get(edit), "version")
    changed = {"version": version, "starts_on": day.isoformat(), "venue": "Hall"}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, changed | {"venue": "Other"}).status_code == 409
    date.refresh_from_db()
    assert date.venue == "Hall"
    asked = RequestFactory(applicant=cast.ada, school=cast.oak, course=course, course_date=date)
    remove = reverse("courses:date-remove", args=[date.public_id])
    client.post(remove, {"version": "x"})
    assert CourseDate.objects.exists()
    course.refresh_from_db()
    client.post(remove, {"version": course.version})
    assert not CourseDate.objects.exists()
    asked.refresh_from_db()
    assert asked.course_date is None
    assert asked.starts_on is not None


def test_providers_are_added_and_changed(cast, sign_in):
    client = sign_in(cast.ben)
    create = reverse("courses:provider-create")
    answers = {"token": hidden(client.get(create), "token"), "name": "Maths Hub", "kind": "teaching_hub"}
    assert client.post(create, answers).url == reverse("courses:provider-list")
    again = client.post(create, answers | {"token": hidden(client.get(create), "token"), "name": "maths hub"})
    assert again.status_code == 422
    assert "There's already a provider with this name. Enter a different name" in unescape(again.content.decode())
    provider = Provider.objects.get()
    edit = reverse("courses:provider-edit", args=[provider.public_id])
    version = hidden(client.get(edit), "version")
    changed = {"version": version, "name": "Maths Hub", "kind": "teaching_hub", "contact_email": "a@example.org"}
    assert client.post(edit, changed).status_code == 302
    provider.refresh_from_db()
    assert (provider.contact_email, provider.is_active) == ("a@example.org", False)
    assert client.post(edit, changed | {"contact_phone": "01"}).status_code == 409


@pytest.mark.parametrize("name", ["ada", "hal", "eve", "cleo"])
def test_nobody_else_keeps_the_catalogue_by_a_service(name, cast):
    actor, date = getattr(cast, name), CourseDateFactory()
    verbs = [
        lambda: services.create_provider(actor=actor, values={"name": "X", "kind": "other"}),
        lambda: services.change_provider(provider=date.course.provider, actor=actor, version=1, values={}),
        lambda: services.create_course(actor=actor, values={"title": "X", "provider": date.course.provider}),
        lambda: services.change_course(course=date.course, actor=actor, version=1, values={}),
        lambda: services.archive_course(course=date.course, actor=actor, version=1),
        lambda: services.restore_course(course=date.course, actor=actor, version=1),
        lambda: services.add_date(course=date.course, actor=actor, values={}),
        lambda: services.change_date(date=date, actor=actor, version=1, values={}),
        lambda: services.remove_date(date=date, actor=actor, version=1),
    ]
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()


def test_a_change_of_the_catalogue_changes_no_request(cast):
    course = CourseFactory(title="Old title", price=100)
    asked = RequestFactory(applicant=cast.ada, school=cast.oak, course=course, title="Old title", total_cost=100)
    services.change_course(course=course, actor=cast.ben, version=1, values={"title": "New title", "price": 500})
    asked = CourseRequest.objects.get(pk=asked.pk)
    assert (asked.title, asked.total_cost) == ("Old title", 100)
    with pytest.raises(StaleVersion):
        services.change_course(course=course, actor=cast.ben, version=1, values={"title": "Newer"})


@pytest.mark.django_db
def test_a_slip_in_the_catalogue_is_put_right_and_other_filters_stay(cast, sign_in):
    CourseFactory(title="Safeguarding for leaders")
    answer = sign_in(cast.ada).get("/courses/", {"q": "safegaurding", "mode": "online", "page": "2"})
    assert '<a href="?q=Safeguarding&amp;mode=online"><strong>Safeguarding</strong></a>' in answer.content.decode()


@pytest.mark.django_db
def test_the_catalogue_shows_the_nearest_first_and_still_sorts(cast, sign_in):
    for title in ("Speech", "PE", "Primary PE", "People first"):
        CourseFactory(title=title)
    client = sign_in(cast.ada)
    titles = [row.record.title for row in client.get("/courses/?q=pe").context["table"].rows]
    assert titles == ["PE", "Primary PE", "People first"]
    titles = [row.record.title for row in client.get("/courses/?q=pe&sort=title").context["table"].rows]
    assert titles == ["PE", "People first", "Primary PE"]


@pytest.mark.parametrize(
    ("mode", "venue", "shown"),
    [
        ("online_live", "Online", "Course · Online, live · £"),
        ("online_live", "Online, by video call", "Course · Online, by video call · £"),
        ("in_person", "Oak hall", "Course · Oak hall · £"),
    ],
)
def test_a_date_says_once_that_it_is_online(cast, sign_in, mode, venue, shown):
    course = CourseFactory(mode=mode, price=120)
    CourseDateFactory(course=course, venue=venue, starts_on=today() + dt.timedelta(days=10))
    assert shown in sign_in(cast.ada).get(reverse("courses:whats-on"), {"view": "list"}).text
