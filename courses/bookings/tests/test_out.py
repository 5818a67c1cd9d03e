"""Who is out: a school's calendar of training for those who lead it, with cover, sums and clashes, and its feed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from icalendar import Calendar

from core.calendar import academic_year, is_school_day, today
from core.decisions import refused
from core.models import TrustSettings
from courses.bookings import out_views
from courses.bookings.out import out_counts, out_days, out_requests, sums_of
from courses.bookings.services import make_calendar_address, revoke_calendar_address
from courses.requests.models import CostLine
from courses.tests.desk import yesterday
from courses.tests.factories import approve_all, book, make_request, send
from cpd_trust.tests.helpers import opening, same_cost
from people.models import Grant, Post, Term, TrainingDay
from people.tests.factories import PersonFactory, PostFactory, SchoolFactory
from people.working_days import read

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 30)


def days_from_monday(number):
    return MONDAY + dt.timedelta(days=number)


def ask(cast, status="booked", first=0, last=None, *, cover=None, **fields):
    """Make a request of Ada's at Oak for days from that Monday; `cover`: what supply cover costs."""
    fields = {"applicant": cast.ada, "school": cast.oak, "hours": Decimal(6)} | fields
    days = {"starts_on": days_from_monday(first), "ends_on": days_from_monday(first if last is None else last)}
    request = make_request("draft", needs_cover=cover is not None, **days | fields)
    if cover is not None:
        CostLine.objects.create(request=request, heading="cover", amount=cover)
    send(request)
    if status == "deciding":
        return request
    request = approve_all(request)
    if status == "booked":
        book(request, officer=cast.ben)
    return request.move_to("cancelled") if status == "cancelled" else request


def week(cast, last=4):
    first, end = MONDAY, days_from_monday(last)
    return out_days(cast.oak, first, end, out_requests([cast.oak], first, end))


def names(day):
    return [out.request.applicant.first_name for out in day.people]


def open_week(client, cast, **query):
    query = {"day": MONDAY.isoformat()} | query
    return client.get(reverse("courses:out-school", args=[cast.oak.public_id]), query)


def test_a_day_names_those_whose_training_is_approved_or_booked_and_nobody_else(cast):
    ask(cast, "booked")
    ask(cast, "to_book", applicant=cast.bea)
    ask(cast, "deciding", applicant=cast.lin)
    ask(cast, "cancelled", applicant=cast.sid)
    ask(cast, "booked", applicant=cast.tom, school=cast.elm)
    ask(cast, "booked", applicant=cast.hal, starts_at=dt.time(15, 30))
    assert [names(day) for day in week(cast)] == [["Ada", "Bea"], [], [], [], []]


@pytest.mark.parametrize("shift", [-1, 0, 1, 2])
def test_somebody_is_out_from_the_first_day_to_the_last(cast, shift):
    ask(cast, first=1, last=2)
    day = days_from_monday(1 + shift)
    [shown] = out_days(cast.oak, day, day, out_requests([cast.oak], day, day))
    assert bool(shown.people) == (shift in (0, 1))


@pytest.mark.policy("HS-2")
def test_nobody_is_out_or_covered_on_a_day_that_they_do_not_work(cast):
    ask(cast, first=0, last=1, cover=200)
    assert [names(day) for day in week(cast)] == [["Ada"], ["Ada"], [], [], []]
    Post.objects.filter(pk=cast.ada_post.pk).update(working_days=read("Tue pm"))
    days = week(cast)
    assert [names(day) for day in days] == [[], ["Ada"], [], [], []]
    assert [(day.covers, day.cover_cost) for day in days[:2]] == [(0, 0), (1, 200)]
    assert out_counts([cast.oak], MONDAY, MONDAY) == [(cast.oak, 0, 0)]
    assert out_counts([cast.oak], MONDAY, days_from_monday(1))[0][2] == 1


def test_nobody_is_out_of_a_closed_school_and_the_day_says_why(cast):
    Term.objects.create(
        school=cast.oak, year=2026, name="autumn", starts_on=dt.date(2026, 9, 2), ends_on=dt.date(2026, 12, 1)
    )
    TrainingDay.objects.create(school=cast.oak, day=MONDAY)
    ask(cast, first=0, last=3)
    days = week(cast)
    assert [names(day) for day in days] == [["Ada"], ["Ada"], [], [], []]
    assert [day.closed for day in days] == ["", "", *["School holidays"] * 3]
    assert days[0].note == "INSET day"
    [friday] = out_days(cast.oak, dt.date(2026, 12, 25), dt.date(2026, 12, 27), [])
    assert friday.closed == "Bank holiday"


def test_the_cost_of_cover_is_shared_over_the_school_days_to_the_penny(cast):
    ask(cast, first=3, last=7, cover=Decimal("100.00"))  # Thursday to Monday: three school days
    ask(cast, first=3, cover=None, applicant=cast.bea)
    days = week(cast, last=7)
    assert [day.cover_cost for day in days] == [0, 0, 0, Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert [day.covers for day in days] == [0, 0, 0, 1, 1, 1]
    sums = sums_of(days)
    assert (sums.people, sums.days, sums.covers, sums.cover_cost) == (2, 4, 3, Decimal("100.00"))


def test_a_long_course_is_named_and_counts_on_no_day(cast, sign_in):
    ask(cast, first=0, last=13, title="Two weeks")
    ask(cast, first=0, last=14, title="A whole year", applicant=cast.bea)
    assert [names(day) for day in week(cast)] == [["Ada"]] * 5
    page = open_week(sign_in(cast.hal), cast)
    assert [row.title for row in page.context["long"]] == ["A whole year"]
    assert "A whole year" in page.text


def test_a_day_warns_of_two_of_a_team_and_of_more_than_the_trust_allows(cast):
    staff = [PersonFactory() for _ in range(3)]
    PostFactory(person=staff[0], school=cast.oak, line_manager=cast.lin)
    PostFactory(person=staff[1], school=cast.oak, line_manager=cast.hal)
    PostFactory(person=staff[2], school=cast.oak, line_manager=cast.hal)
    ask(cast)
    for person in staff[1:]:
        ask(cast, applicant=person)
    assert week(cast)[0].clashes == [], "Three are not too many, and a head's own are no team."
    ask(cast, applicant=staff[0])
    assert week(cast)[0].clashes == ["4 people out", "2 of Lin Example’s team"]
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"courses.most_out": 4}})
    assert week(cast)[0].clashes == ["2 of Lin Example’s team"]


def test_the_page_shows_a_week_unless_another_is_asked_for_and_junk_is_today(cast, sign_in):
    client = sign_in(cast.hal)
    assert open_week(client, cast).context["calendar"].title == "30 November to 4 December 2026"
    assert len(open_week(client, cast).context["days"]) == 5
    assert open_week(client, cast, view="day").context["calendar"].title == "Monday 30 November 2026"
    month = open_week(client, cast, view="month", day="2026-02-14")
    assert (month.context["calendar"].title, len(month.context["days"])) == ("February 2026", 20)
    assert month.context["calendar"].next == "?view=month&day=2026-03-01"
    for junk in ("x", "2026-02-30", "9999-12-31", "0001-01-01", ""):
        assert open_week(client, cast, day=junk, view="year").context["calendar"].has_today
    for edge in ("2000-01-01", "2100-12-31"):
        assert open_week(client, cast, day=edge, view="month").status_code == 200
    saturday = open_week(client, cast, view="day", day="2026-12-05")
    assert "weekend" in saturday.text


def test_each_leader_sees_their_own_school_and_the_central_roles_all(cast, client):
    out = reverse("courses:out")
    for name, home in (("hal", cast.oak), ("sid", cast.oak), ("eli", cast.elm)):
        client.force_login(getattr(cast, name), backend="people.backends.AuthenticationBackend")
        assert client.get(out).url == reverse("courses:out-school", args=[home.public_id])
    assert open_week(client, cast).status_code == 404, "Eli leads another school."
    for name in ("ada", "lin", "gus", "tess", "nora"):
        client.force_login(getattr(cast, name), backend="people.backends.AuthenticationBackend")
        assert client.get(out).status_code == open_week(client, cast).status_code == 404
    client.force_login(cast.ben, backend="people.backends.AuthenticationBackend")
    assert {school for school, _, _ in client.get(out).context["rows"]} == {cast.oak, cast.elm, cast.central}
    assert open_week(client, cast).status_code == 200


def test_a_school_of_many_is_found_by_its_name(cast, client):
    client.force_login(cast.ben, backend="people.backends.AuthenticationBackend")
    assert client.get(reverse("courses:out")).context["form"] is None, "Three are found without a search."
    for number in range(30):
        SchoolFactory(name=f"School {number} of many")
    page = client.get(reverse("courses:out"))
    assert "1 to 25 of 33 schools" in page.text
    found = client.get(reverse("courses:out"), {"q": "oak"})
    assert [school for school, _, _ in found.context["rows"]] == [cast.oak]
    assert "Nothing matches" in client.get(reverse("courses:out"), {"q": "xyzzy"}).text


def test_no_page_and_no_feed_opens_without_the_policy(cast, client, address, monkeypatch):
    """The twin: were it refused to everybody, nobody would see who is out, not by the feed either."""
    out = reverse("courses:out")
    for status in (200, 404):
        assert client.get(out, follow=True).status_code == status
        assert open_week(client, cast).status_code == status
        assert client.get(address).status_code == status
        monkeypatch.setattr(out_views, "can_see_who_is_out", lambda person, school: refused("Nobody."))


def test_the_schools_are_listed_with_how_many_are_out_today_and_this_week(cast):
    day = today()
    Term.objects.create(school=cast.elm, year=academic_year(day), name="autumn", starts_on=day, ends_on=day)
    monday = day - dt.timedelta(days=day.weekday())
    friday = monday + dt.timedelta(days=4)
    ask(cast, starts_on=monday, ends_on=friday)
    ask(cast, starts_on=monday, ends_on=monday, applicant=cast.bea)
    ask(cast, starts_on=monday, ends_on=friday, applicant=cast.tom, school=cast.elm)
    counted = {school.name: (now, week) for school, now, week in out_counts([cast.oak, cast.elm], monday, friday)}
    in_school = is_school_day(day, [])
    assert counted == {
        "Oak Primary School": (int(in_school) + int(in_school and day == monday), 1 + is_school_day(monday, [])),
        "Elm Primary School": (int(in_school), int(in_school)),
    }


def test_three_people_cost_what_one_costs(cast, sign_in):
    client = sign_in(cast.hal)

    def make(number):
        person = PersonFactory()
        PostFactory(person=person, school=cast.oak, line_manager=cast.lin)
        ask(cast, applicant=person, first=0, last=1, cover=Decimal(90))

    url = reverse("courses:out-school", args=[cast.oak.public_id])
    for view in ("day", "week", "month"):
        assert same_cost(opening(client, url, {"view": view, "day": MONDAY.isoformat()}), make) <= 20


# --- The feed --------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(cast, sign_in):
    """Return Hal's private address of Oak's feed, as his page shows it."""
    make_calendar_address(actor=cast.hal)
    cast.hal.refresh_from_db()
    feed = open_week(sign_in(cast.hal), cast).context["feed"]
    return feed[feed.index("/calendar/") :]


def test_the_feed_tells_names_titles_and_days_and_no_more(cast, client, address):
    client.logout()
    ask(cast, title="Phonics", why="A reason of her own", starts_at=dt.time(9), ends_at=dt.time(15))
    ask(cast, "to_book", applicant=cast.bea)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(str(e["SUMMARY"]).split(":")[0], str(e["STATUS"])) for e in events] == [
        ("Ada Example", "CONFIRMED"),
        ("Bea Example", "TENTATIVE"),
    ]
    assert "reason" not in answer.text


@pytest.mark.parametrize(("days", "is_told"), [(14, True), (15, False), (18 * 30, False)])
def test_the_feed_leaves_out_a_course_that_counts_on_no_day(cast, client, address, days, is_told):
    client.logout()
    ask(cast, starts_on=today(), ends_on=today() + dt.timedelta(days=days - 1))
    assert bool(Calendar.from_ical(client.get(address).content).walk("VEVENT")) == is_told


def test_the_feed_ends_with_the_role_the_place_and_the_address(cast, client, address):
    client.logout()
    assert client.get(address).status_code == 200
    Grant.objects.filter(person=cast.hal).update(ends_on=yesterday())
    assert client.get(address).status_code == 404
    Grant.objects.filter(person=cast.hal).update(ends_on=None)
    cast.hal.left_on = yesterday()
    cast.hal.save(update_fields=["left_on"])
    assert client.get(address).status_code == 404
    cast.hal.left_on = None
    cast.hal.save(update_fields=["left_on"])
    assert client.get(address).status_code == 200
    revoke_calendar_address(actor=cast.hal)
    assert client.get(address).status_code == 404


def test_an_address_opens_no_other_school_and_no_guess_opens_one(cast, client, address):
    client.logout()
    assert client.get(address.replace(str(cast.oak.public_id), str(cast.elm.public_id))).status_code == 404
    make_calendar_address(actor=cast.eve)
    key = address.rsplit("/", 1)[1].removesuffix(".ics")
    token = cast.hal.calendar_token
    for person, guess in ((cast.eve, key), (cast.hal, token), (cast.hal, "x"), (cast.hal, "é"), (cast.ada, key)):
        url = reverse("courses:out-feed", args=[cast.oak.public_id, person.public_id, guess])
        assert client.get(url).status_code == 404
    assert token not in address
    make_calendar_address(actor=cast.hal)
    assert client.get(address).status_code == 404
