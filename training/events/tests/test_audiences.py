"""For whom events are: each kind of line, the day before, the day and the day after; and who else sees one (R-6)."""

import datetime as dt

import pytest

from core.calendar import now, today
from people.models import Grant, Person, Post, School
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory, SchoolFactory
from training.events.selectors import people_of
from training.events.tests.factories import EventFactory, audience_of
from training.models import Event, Place
from training.places.selectors import schools_of

PEOPLE = "ada tom hal sid gus kim tia ect dsl clerk".split()
YESTERDAY, TODAY, TOMORROW = (today() + dt.timedelta(days=days) for days in (-1, 0, 1))


def sees(person, event):
    return Event.objects.visible_to(Person.objects.get(pk=person.pk)).filter(pk=event.pk).exists()


def may_go(person, event):
    return Event.objects.open_to(Person.objects.get(pk=person.pk)).filter(pk=event.pk).exists()


def event_for(**line):
    """Return an event of a school of its own, in a week, for one line."""
    return EventFactory(audience=audience_of(line))


# By what is asked: the line, and who of a cast of Oak, Elm, the central team and the boards is in it.
LINES = {
    "staff of every school": (lambda c: {"kind": "staff"}, "ada tom hal sid kim ect dsl"),
    "staff of Oak": (lambda c: {"kind": "staff", "school": c.oak}, "ada hal sid dsl"),
    "staff of infant schools": (lambda c: {"kind": "staff", "phase": "Infant"}, "tom ect"),
    "the boards": (lambda c: {"kind": "board"}, "gus tia clerk"),
    "the board of Oak": (lambda c: {"kind": "board", "school": c.oak}, "gus clerk"),
    "the board of Elm": (lambda c: {"kind": "board", "school": c.elm}, ""),
    "the trust's board": (lambda c: {"kind": "board", "school": c.central}, "tia"),
    "early career teachers": (lambda c: {"kind": "stage", "value": "ect_1"}, "ect"),
    "those at Oak": (lambda c: {"kind": "stage", "value": "ect_1", "school": c.oak}, ""),
    "DSLs": (lambda c: {"kind": "responsibility", "value": "dsl"}, "dsl"),
    "the DSL of Elm": (lambda c: {"kind": "responsibility", "value": "dsl", "school": c.elm}, ""),
    "Headteachers": (lambda c: {"kind": "role", "value": "headteacher"}, "hal"),
    "technicians": (lambda c: {"kind": "group", "value": "technician", "school": c.elm}, "ect"),
    "Ada by name": (lambda c: {"kind": "person", "person": c.ada}, "ada"),
}


@pytest.fixture
def people(cast):
    """Add to the cast somebody of each kind that a line can name; tom and ect work at Elm, the rest at Oak."""
    School.objects.filter(pk=cast.elm.pk).update(phase="Infant")
    cast.ect = PostFactory(school=cast.elm, career_stage="ect_1", staff_group="technician").person
    cast.dsl = PostFactory(school=cast.oak).person
    ResponsibilityFactory(person=cast.dsl, school=cast.oak, kind="dsl")
    cast.clerk = GrantFactory(role="clerk", school=cast.oak).person
    cast.tia = GrantFactory(role="trustee", school=None).person
    return cast


@pytest.mark.parametrize("name", LINES)
def test_a_line_names_whom_it_says(name, people):
    make, expected = LINES[name]
    event = event_for(**make(people))
    found = {key for key in PEOPLE if may_go(getattr(people, key), event)}
    assert found == set(expected.split())
    back = set(people_of(event).values_list("pk", flat=True))
    assert {key for key in PEOPLE if getattr(people, key).pk in back} == found
    # And of those with a place, each for where they work or govern, the sweep doubts the others.
    for person, school in schools_of([getattr(people, key).pk for key in PEOPLE], event).items():
        Place.objects.create(event=event, person_id=person, school_id=school, status="confirmed", asked_at=now())
    doubted = set(Place.objects.in_doubt().values_list("person", flat=True))
    assert {key for key in PEOPLE if getattr(people, key).pk not in doubted} == found
    # Whoever may go sees it, and a leader of a school sees what is for somebody there.
    assert all(sees(getattr(people, key), event) for key in found)


def test_an_event_that_is_for_nobody_here_is_not_there(people):
    event = event_for(kind="staff", school=SchoolFactory())
    assert not any(sees(getattr(people, key), event) for key in PEOPLE)
    assert all(sees(getattr(people, key), event) for key in "eve ben ann".split())
    assert sees(people.hal, EventFactory(school=people.oak))
    assert not sees(people.ada, EventFactory(school=people.oak))


@pytest.mark.parametrize("line", ["staff", "board", "role", "responsibility"])
def test_the_audience_is_asked_day_by_day(line, cast):
    """From the first day on, on the last day still, and not the day after."""
    person = PersonFactory()
    rows = {
        "staff": lambda: PostFactory(person=person, school=cast.oak),
        "board": lambda: GrantFactory(person=person, role="governor", school=cast.oak),
        "role": lambda: GrantFactory(person=person, role="governor", school=cast.oak),
        "responsibility": lambda: ResponsibilityFactory(person=person, school=cast.oak, kind="dsl"),
    }
    row = rows[line]()
    if line == "responsibility":
        PostFactory(person=person, school=cast.elm)
    value = {"role": "governor", "responsibility": "dsl"}.get(line, "")
    event = event_for(kind=line, value=value, school=cast.oak)
    held = type(row).objects.filter(pk=row.pk)
    for starts_on, ends_on, expected in (
        (TODAY, None, True),
        (TOMORROW, None, False),
        (YESTERDAY, TODAY, True),
        (YESTERDAY, YESTERDAY, False),
    ):
        held.update(starts_on=starts_on, ends_on=ends_on)
        assert sees(person, event) is expected
    # Who still belongs today and no longer on the day of the event reads of it, and does not go.
    for ends_on, expected in (
        (event.day - dt.timedelta(days=1), False),
        (event.day, True),
        (event.day + dt.timedelta(days=1), True),
    ):
        held.update(starts_on=YESTERDAY, ends_on=ends_on)
        assert (sees(person, event), may_go(person, event)) == (True, expected)


@pytest.mark.parametrize(("days", "expected"), [(-1, (False, False)), (6, (True, False)), (7, (True, True))])
def test_somebody_named_goes_until_they_leave(days, expected, cast):
    event = event_for(kind="person", person=cast.ada)
    Person.objects.filter(pk=cast.ada.pk).update(left_on=today() + dt.timedelta(days=days))
    assert (sees(cast.ada, event), may_go(cast.ada, event)) == expected


def test_a_facilitator_of_another_school_sees_it_while_in_the_trust(cast):
    event = EventFactory(school=cast.oak)
    event.facilitators.add(cast.tom)
    assert sees(cast.tom, event)
    Post.objects.filter(person=cast.tom).update(school=cast.oak)
    assert sees(cast.tom, event)
    Post.objects.filter(person=cast.tom).update(ends_on=YESTERDAY)
    Grant.objects.filter(person=cast.tom).update(ends_on=YESTERDAY)
    assert not sees(cast.tom, event)


@pytest.mark.parametrize(("status", "expected"), [("invited", True), ("confirmed", True), ("withdrawn", False)])
def test_whoever_has_a_place_sees_it_while_in_the_trust(status, expected, cast):
    event = EventFactory(school=cast.oak)
    Place.objects.create(event=event, person=cast.tom, school=cast.elm, status=status, asked_at=now())
    assert sees(cast.tom, event) is expected
    Post.objects.filter(person=cast.tom).update(ends_on=YESTERDAY)
    assert not sees(cast.tom, event)


def test_a_leader_sees_what_their_people_may_go_to(cast):
    """Whether by name, phase or group: the Headteacher agrees to it."""
    School.objects.filter(pk=cast.oak.pk).update(phase="Junior")
    for line in (
        {"kind": "person", "person": cast.ada},
        {"kind": "group", "value": "auxiliary", "phase": "Junior"},
        {"kind": "group", "value": "auxiliary", "school": cast.oak},
    ):
        event = event_for(**line)
        assert (sees(cast.hal, event), sees(cast.eli, event), may_go(cast.hal, event)) == (True, False, False)


@pytest.mark.parametrize(("role", "expected"), [("trustee", False), ("executive_lead", False), ("governor", True)])
def test_what_is_for_trustees_alone_is_nothing_for_the_leaders_of_schools(role, expected, cast):
    assert sees(cast.hal, event_for(kind="role", value=role)) is expected


def test_only_what_is_still_to_come_is_open(cast):
    line = audience_of(kind="staff")
    coming = EventFactory(audience=line)
    for over in (EventFactory(audience=line, cancelled=True), EventFactory(audience=line, held=True)):
        assert (sees(cast.ada, over), may_go(cast.ada, over)) == (True, False)
    assert may_go(cast.ada, coming)
    Event.objects.filter(pk=coming.pk).update(day=YESTERDAY, starts_at=coming.starts_at - dt.timedelta(days=8))
    assert not may_go(cast.ada, coming)


@pytest.mark.parametrize("queryset", ["visible_to", "open_to"])
def test_the_number_of_questions_does_not_grow(queryset, cast, django_assert_num_queries):
    for _ in range(3):
        EventFactory(audience=audience_of({"kind": "staff"}, {"kind": "board"}))
    actor = Person.objects.get(pk=cast.hal.pk)
    getattr(Event.objects, queryset)(actor).exists()
    with django_assert_num_queries(2):  # the duties of the reader, and the events
        assert len(getattr(Event.objects, queryset)(actor)) == 3
