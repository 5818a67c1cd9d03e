"""What’s on: courses and events that somebody may go to, by day, week and month and as a list (IM-1, RM-2, CT-1)."""

import csv
import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse

from core.calendar import LONDON
from courses.models import Audience, CourseDate, CourseRequest
from courses.tests.factories import CourseDateFactory, CourseFactory, make_request
from courses.whats_on.filters import LINES_FOR
from courses.whats_on.selectors import WhatsOnList, days_on
from courses.whats_on.views import MOST
from cpd_trust.tests.helpers import opening, same_cost, text_of
from people.models import TrainingDay
from training.events.querysets import EventQuerySet
from training.events.tests.factories import EventFactory, at, audience_of
from training.models import Event, Place

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=LONDON)
DAY = dt.date(2026, 6, 10)
VIEWS = ("day", "week", "month", "list")
URL = "/courses/whats-on"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def event(title, *lines, **facts):
    return EventFactory(title=title, audience=audience_of(*(lines or [{"kind": "staff"}])), **{"day": DAY} | facts)


def date(title, day=DAY, **facts):
    when = {name: facts.pop(name) for name in ("starts_at", "ends_at", "ends_on", "venue") if name in facts}
    return CourseDateFactory(course=CourseFactory(title=title, **facts), starts_on=day, **when)


def titles(client, view="list", day=DAY, **asked):
    """Return the titles that a view shows, in their order."""
    answer = client.get(URL, {"view": view, "day": day.isoformat(), **asked})
    assert answer.status_code == 200
    if view == "list":
        return [row.record.title for row in answer.context["table"].paginated_rows]
    return [entry.title for day, _ in answer.context["days"] for entry in day.entries]


@pytest.mark.policy("IM-1", "RM-2", "CT-1")
@pytest.mark.parametrize("view", VIEWS)
def test_it_holds_what_one_may_go_to_and_no_more(view, cast, sign_in, monkeypatch):
    monkeypatch.setitem(MOST, "month", 9)
    event("For all staff", school=cast.elm)
    event("For Oak’s staff", {"kind": "staff", "school": cast.oak}, school=cast.oak)
    event("For Elm’s staff", {"kind": "staff", "school": cast.elm}, school=cast.elm)
    event("For boards", {"kind": "board", "school": cast.oak}, school=cast.oak)
    date("For every school")
    date("For Elm").course.schools.add(cast.elm)
    date("No longer offered", is_active=False)
    seen = {
        "ada": {"For all staff", "For Oak’s staff", "For every school"},
        "eli": {"For all staff", "For Elm’s staff", "For every school", "For Elm"},
        "gus": {"For boards", "For every school"},
        # Leaders and the central team see more of events elsewhere; here is what is for them.
        "hal": {"For all staff", "For Oak’s staff", "For every school"},
        "eve": {"For all staff", "For every school", "For Elm"},
        "ann": {"For all staff", "For every school", "For Elm"},
    }
    for who, expected in seen.items():
        assert set(titles(sign_in(getattr(cast, who)), view)) == expected, who


@pytest.mark.parametrize("view", VIEWS)
def test_without_the_rule_the_event_of_another_school_is_there(view, cast, sign_in, monkeypatch):
    """The twin: it is the queryset that keeps it away."""
    event("For Elm’s staff", {"kind": "staff", "school": cast.elm}, school=cast.elm)
    client = sign_in(cast.ada)
    assert titles(client, view) == []
    monkeypatch.setattr(EventQuerySet, "meant_for", lambda self, actor: self)
    assert titles(client, view) == ["For Elm’s staff"]


@pytest.mark.both
@pytest.mark.parametrize("who", ["hal", "eve", "ann"])
def test_meetings_of_others_are_there_for_whoever_goes_or_runs_them_alone(who, cast, sign_in):
    person = getattr(cast, who)
    assistants = {"kind": "group", "value": "teaching_assistant", "school": cast.oak}
    event("TAs only", assistants, school=cast.oak)
    event("Coaching for Ada", {"kind": "person", "person": cast.ada}, school=cast.oak, organiser=cast.bea)
    event("For them", {"kind": "person", "person": person}, school=cast.elm, organiser=cast.eli)
    event("Theirs to run", assistants, school=cast.oak, organiser=person)
    event("Facilitated", assistants, school=cast.oak).facilitators.add(person)
    going = event("Going", assistants, school=cast.oak)
    Place.objects.create(event=going, person=person, school=cast.oak, status="confirmed", asked_at=NOW)
    assert Event.objects.visible_to(person).filter(title__in=["TAs only", "Coaching for Ada"]).count() == 2
    assert set(titles(sign_in(person))) == {"For them", "Theirs to run", "Facilitated", "Going"}


def test_a_day_of_a_month_shows_four_and_leads_to_the_rest(cast, sign_in):
    for number in range(10):
        event(f"Meeting {number}", starts_at=at(DAY, 9 + number))
        date(f"Course {number}", starts_at=dt.time(9 + number, 30))
    client = sign_in(cast.ada)
    answer = client.get(URL, {"day": DAY.isoformat(), "mode": "in_person", "view": "month"})
    [day] = [day for day, _ in answer.context["days"] if day.entries]
    assert [entry.title for entry in day.entries] == ["Meeting 0", "Course 0", "Meeting 1", "Course 1"]
    [address] = re.findall(r'href="([^"]*)">and 16 more<', answer.text)
    everything = client.get(URL + address.replace("&amp;", "&")).context["days"]
    assert len(everything[0][0].entries) == 20
    assert "mode=in_person" in address


def test_each_entry_says_what_it_is_when_and_where(cast, sign_in):
    event("Reading network", school=cast.elm, kind="network", room="Library")
    date(
        "Fire safety", starts_at=dt.time(9), ends_at=dt.time(12), ends_on=DAY + dt.timedelta(days=1), venue="Town hall"
    )
    page = sign_in(cast.ada).get(URL, {"view": "week", "day": DAY.isoformat()}).text
    assert "Event · 16:00 to 18:00 · Network meeting · Library, Elm" in page
    assert "Course · 09:00 to 12:00 · Town hall · until 11 Jun 2026 · £120" in page


@pytest.mark.parametrize("view", ["month", "list"])
def test_it_says_how_one_stands_with_each(view, cast, sign_in):
    mine, full, off, asked = (event(title, capacity=1) for title in ("Mine", "Full up", "Off", "Asked"))
    for one, person, status in (
        (mine, cast.ada, "confirmed"),
        (full, cast.bea, "confirmed"),
        (asked, cast.ada, "waiting"),
    ):
        Place.objects.create(event=one, person=person, school=cast.oak, status=status, asked_at=NOW)
    Event.objects.filter(pk=off.pk).update(status="cancelled", cancelled_at=NOW, cancelled_because="Ill")
    for title, status in (("Booked", "booked"), ("Deciding", "deciding"), ("Dropped", "withdrawn")):
        one = date(title, DAY + dt.timedelta(days=1))
        make_request(status, applicant=cast.ada, school=cast.oak, course=one.course, course_date=one)
    expected = {
        "Mine": "You have a place", "Full up": "Full", "Off": "Cancelled", "Asked": "On the waiting list",
        "Booked": "You have a place", "Deciding": "Awaiting approval", "Dropped": "",
    }  # fmt: skip
    answer = sign_in(cast.ada).get(URL, {"view": view, "day": DAY.isoformat()})
    if view == "list":
        found = [row.record for row in answer.context["table"].paginated_rows]
    else:
        found = [entry for day, _ in answer.context["days"] for entry in day.entries]
    assert {entry.title: entry.state.words for entry in found} == expected
    # How others stand, nobody is told.
    page = sign_in(cast.lin).get(URL, {"view": view, "day": DAY.isoformat()}).text
    assert not {"You have a place", "On the waiting list", "Awaiting approval"} & set(
        re.findall(r">([A-Z][\w ]+)</span>", page)
    )


@pytest.mark.policy("IM-1")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"Meeting", "Network", "ECTs", "Leaders", "Course", "For leaders", "Board"}),
        ({"q": "meet"}, {"Meeting"}),
        ({"show": "courses"}, {"Course", "For leaders"}),
        ({"show": "events"}, {"Meeting", "Network", "ECTs", "Leaders", "Board"}),
        ({"approach": "network"}, {"Network"}),
        ({"approach": "induction"}, {"ECTs"}),
        ({"approach": "conference"}, {"For leaders"}),
        ({"mode": "online_live"}, {"Network", "For leaders"}),
        ({"audience": "governance"}, {"Course", "Board"}),
        ({"audience": "ects"}, {"Meeting", "ECTs", "Course"}),
        ({"audience": "leaders"}, {"Meeting", "Leaders", "Course", "For leaders"}),
        ({"audience": "site"}, {"Meeting", "Course"}),
        ({"stage": "early"}, {"Meeting", "Network", "ECTs", "Leaders", "Course"}),
        ({"stage": "senior_leader"}, {"Meeting", "Network", "Leaders", "Course", "For leaders"}),
        ({"host": "oak"}, {"Meeting", "Leaders", "Board"}),
        ({"mine": "on"}, {"ECTs", "Course"}),
        ({"mine": "on", "show": "courses"}, {"Course"}),
    ],
)
@pytest.mark.parametrize("view", ["month", "list"])
def test_the_filters_mean_the_same_for_both(view, asked, expected, cast, sign_in, monkeypatch):
    monkeypatch.setattr(EventQuerySet, "meant_for", EventQuerySet.visible_to)  # for one reader to see every audience
    days = iter(DAY + dt.timedelta(days=step) for step in range(9))
    event("Meeting", school=cast.oak, day=next(days))
    teachers = {"kind": "group", "value": "teacher"}
    event("Network", teachers, school=cast.elm, kind="network", mode="online_live", day=next(days))
    ects = event("ECTs", {"kind": "stage", "value": "ect_1"}, school=cast.elm, kind="ect_meeting", day=next(days))
    event("Leaders", {"kind": "role", "value": "headteacher"}, school=cast.oak, day=next(days))
    event("Board", {"kind": "board"}, school=cast.oak, kind="governance_evening", day=next(days))
    one = date("Course", next(days))
    facts = {"approach": "conference", "mode": "online_live", "audience": "leaders", "career_stage": "senior_leader"}
    date("For leaders", next(days), **facts)
    ects.facilitators.add(cast.eve)
    make_request("deciding", applicant=cast.eve, school=cast.central, course=one.course, course_date=one)
    asked = {name: str(cast.oak.public_id) if name == "host" else value for name, value in asked.items()}
    assert set(titles(sign_in(cast.eve), view, **asked)) == expected


def test_every_audience_of_the_catalogue_but_everybody_is_one_of_events():
    assert set(LINES_FOR) == set(Audience) - {Audience.EVERYBODY}


def test_the_list_sorts_pages_and_exports_both_by_the_clock_on_the_wall(cast, sign_in):
    date("Second", starts_at=dt.time(16, 15))
    event("First", starts_at=at(DAY, 16))
    event("Third", starts_at=at(DAY, 16, 30))
    date("All day")
    date("Tomorrow", DAY + dt.timedelta(days=1))
    date("Over", DAY - dt.timedelta(days=1))
    client = sign_in(cast.ada)
    in_order = ["All day", "First", "Second", "Third", "Tomorrow"]
    assert titles(client) == in_order
    assert titles(client, "day") == in_order[:4]
    assert titles(client, sort="title") == sorted(in_order)
    assert titles(client, sort="-title") == sorted(in_order, reverse=True)
    assert titles(client, sort="-day")[0] == "Tomorrow"
    file = text_of(client.get(URL, {"view": "list", "day": DAY.isoformat(), "export": "csv"}))
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Title"] for row in rows] == in_order
    assert (rows[1]["Course or event"], rows[1]["Starts"], rows[2]["Course or event"]) == ("Event", "16:00", "Course")
    for number in range(30):
        event(f"More {number}", day=DAY + dt.timedelta(days=30))
    assert len(titles(client)) == 25
    assert len(titles(client, page="2")) == 10


def test_a_list_reads_a_long_file_in_pieces(cast, monkeypatch):
    monkeypatch.setattr("courses.whats_on.selectors.READ_AT_ONCE", 2)
    for number in range(5):
        date(f"Course {number}")
    everything = WhatsOnList(Event.objects.none(), CourseDate.objects.all(), CourseRequest.objects.none(), cast.ada)
    assert [entry.title for entry in everything] == [f"Course {number}" for number in range(5)]
    assert [entry.title for entry in everything.order_by("-titled")[1:3]] == ["Course 3", "Course 2"]


@pytest.mark.parametrize("view", VIEWS)
def test_three_dates_cost_what_one_costs(view, cast, sign_in):
    def more(number):
        one = event(f"Meeting {number}", school=cast.oak, capacity=1)
        Place.objects.create(event=one, person=cast.ada, school=cast.oak, status="waiting", asked_at=NOW)
        dated = date(f"Course {number}")
        make_request("deciding", applicant=cast.ada, school=cast.oak, course=dated.course, course_date=dated)
        make_request("booked", applicant=cast.ada, school=cast.oak, title=f"Own {number}", starts_on=DAY, ends_on=DAY)

    url = f"{URL}?view={view}&day={DAY.isoformat()}"
    assert same_cost(opening(sign_in(cast.ada), url), more) <= 24


@pytest.mark.parametrize(
    "query", ["view=century", "view=week&day=2026-02-31", "day=9999-01-01", "view=list&page=9&sort=nothing"]
)
def test_an_address_that_makes_no_sense_shows_what_is_usual(query, cast, sign_in):
    answer = sign_in(cast.ada).get(f"{URL}?{query}")
    assert answer.status_code == 200
    assert answer.context["calendar"].day == NOW.date()


def test_a_month_begins_on_its_weekday_and_keeps_its_weekends(cast, sign_in):
    date("On a Saturday", dt.date(2026, 8, 1))
    page = sign_in(cast.ada).get(f"{URL}?day=2026-08-20")
    assert "k-calendar-day k-from-6" in page.text
    assert "On a Saturday" in page.text
    assert len(page.context["days"]) == 31


def test_a_day_says_what_else_it_is(cast):
    TrainingDay.objects.create(school=cast.oak, day=DAY)
    TrainingDay.objects.create(school=cast.elm, day=DAY + dt.timedelta(days=1))
    TrainingDay.objects.create(day=DAY + dt.timedelta(days=2))
    days = [DAY + dt.timedelta(days=step) for step in range(3)] + [dt.date(2026, 8, 31)]
    nothing = (Event.objects.none(), CourseDate.objects.none(), CourseRequest.objects.none())
    found = days_on(*nothing, days, most=4, person=cast.ada)
    assert [day.note for day in found] == ["INSET day", "", "INSET day", "Bank holiday"]


def test_nothing_on_says_what_to_do(cast, sign_in):
    client = sign_in(cast.ada)
    TrainingDay.objects.create(day=DAY)
    for view in ("day", "week", "month"):
        page = client.get(URL, {"view": view, "day": DAY.isoformat()}).text
        assert "Nothing is on" in page
        assert reverse("courses:course-list") in page
    assert "Nothing coming up yet" in client.get(URL, {"view": "list"}).text
    assert "Nothing matches" in client.get(URL, {"view": "week", "mode": "blended"}).text


def test_filters_go_along_to_other_days_and_views(cast, sign_in):
    calendar = sign_in(cast.ada).get(f"{URL}?view=week&day={DAY}&mode=blended&q=&page=3&sort=title").context["calendar"]
    assert calendar.next == "?view=week&day=2026-06-15&mode=blended"
    assert [tab.url for tab in calendar.tabs if tab.label == "Month"] == [f"?view=month&day={DAY}&mode=blended"]
    assert calendar.title == "8 to 14 June 2026"


def test_a_course_that_is_over_is_shown_only_to_whoever_was_there(cast, sign_in):
    over = date("Over", NOW.date() - dt.timedelta(days=1))
    event("Held", day=NOW.date() - dt.timedelta(days=1))
    make_request("attended", applicant=cast.ada, school=cast.oak, course=over.course, course_date=over)
    assert set(titles(sign_in(cast.ada), "month", over.starts_on)) == {"Over", "Held"}
    assert titles(sign_in(cast.lin), "month", over.starts_on) == ["Held"]


@pytest.mark.both
@pytest.mark.parametrize("view", ["month", "list"])
def test_ones_own_courses_stay_though_the_catalogue_has_them_no_more(view, cast, sign_in):
    for title in ("Taken out", "Elm’s alone"):
        one = date(title)
        make_request("booked", applicant=cast.ada, school=cast.oak, course=one.course, course_date=one)
        if title == "Taken out":
            type(one.course).objects.filter(pk=one.course_id).update(is_active=False)
        else:
            one.course.schools.add(cast.elm)
    date("Another")
    client = sign_in(cast.ada)
    assert set(titles(client, view)) == {"Taken out", "Elm’s alone", "Another"}
    assert set(titles(client, view, mine="on")) == {"Taken out", "Elm’s alone"}
    page = client.get(URL, {"view": view, "day": DAY.isoformat(), "mine": "on"}).text
    addresses = re.findall(r'href="([^"]+)">(?:Taken|Elm)', page)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert titles(sign_in(cast.lin), view) == ["Another"]


@pytest.mark.both
@pytest.mark.parametrize("view", ["month", "list"])
def test_what_one_asked_for_beside_the_catalogue_is_there_for_oneself_alone(view, cast, sign_in):
    days = {"starts_on": DAY, "ends_on": DAY + dt.timedelta(days=1)}
    facts = {"applicant": cast.ada, "school": cast.oak, "provider_name": "Tate", "venue": "Liverpool"} | days
    mine = make_request("booked", title="Drawing week", mode="in_person", **facts)
    for status in ("draft", "withdrawn", "declined"):
        make_request(status, title=f"Was {status}", **facts)
    date("In the catalogue")
    event("For Ada", {"kind": "person", "person": cast.ada}, school=cast.oak)
    client = sign_in(cast.ada)
    expected = ["Drawing week", "Drawing week"] if view == "month" else ["Drawing week"]
    assert titles(client, view, mine="on") == expected
    for asked in ({"q": "tate draw"}, {"approach": mine.approach, "mine": "on"}, {"show": "courses", "mine": "on"}):
        assert titles(client, view, **asked) == expected, asked
    others = ({"q": "sculpture"}, {"mode": "blended"}, {"show": "events"}, {"host": str(cast.oak.public_id)})
    for asked in (*others, {"audience": "leaders"}, {"stage": "early"}):
        assert "Drawing week" not in titles(client, view, **asked), asked
    page = client.get(URL, {"view": view, "day": DAY.isoformat(), "mine": "on"}).text
    assert "You have a place" in page
    assert client.get(re.findall(r'href="([^"]+)">Drawing', page)[0]).status_code == 200
    assert titles(sign_in(cast.lin), view) == ["In the catalogue"]


def test_a_course_of_several_days_is_on_each_of_them_and_in_the_list_once(cast, sign_in, monkeypatch):
    monkeypatch.setitem(MOST, "month", 1)
    one = dt.timedelta(days=1)
    date("Three days", DAY - one, ends_on=DAY + one, starts_at=dt.time(9))
    date("Later that day", DAY, starts_at=dt.time(13))
    date("A year’s programme", DAY - 8 * one, ends_on=DAY + 90 * one)
    client = sign_in(cast.ada)
    on = {step: titles(client, "day", DAY + step * one) for step in (-8, -2, -1, 0, 1, 2)}
    three = ["Three days"]
    assert on == {-8: ["A year’s programme"], -2: [], -1: three, 0: [*three, "Later that day"], 1: three, 2: []}
    assert titles(client, "month") == ["A year’s programme", *three * 3]
    days = client.get(URL, {"view": "month", "day": DAY.isoformat()}).context["days"]
    assert {day.day: day.more for day, _ in days if day.more} == {DAY: 1}
    assert titles(client, "list", DAY - one) == [*three, "Later that day"]
    # A week that begins in the middle of it, a month later.
    assert titles(client, "week", DAY + 8 * one) == []
    date("Over the weekend", dt.date(2026, 6, 12), ends_on=dt.date(2026, 6, 15))
    assert titles(client, "week", dt.date(2026, 6, 15)) == ["Over the weekend"]
