"""Priorities over schools, leadership of priorities (LD-1), and what the first page asks of a head (AP-2)."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import now
from core.models import AuditEvent
from core.reading import run_steps
from cpd_trust.tests.helpers import opening, same_cost
from people.first_page import Visit
from people.models import Person
from planning.tests.factories import ActionFactory, PriorityFactory, TargetFactory, this_year
from planning.to_do import priority_tasks

pytestmark = pytest.mark.django_db

LIST = "/planning/priorities/"


def titles(answer):
    return [row.record.title for row in answer.context["table"].rows]


def lines(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


@pytest.fixture
def many(cast):
    """Oak has one this year, one of last year and a dropped one; Elm and the trust have one."""
    reading = PriorityFactory(school=cast.oak, title="Read", owner=cast.lin, number=2)
    TargetFactory(priority=reading, outcome="met", outcome_note="Yes.")
    TargetFactory(priority=reading)
    PriorityFactory(school=cast.oak, title="Count", area="mathematics", number=1, owner=None)
    PriorityFactory(school=cast.oak, title="Old", year=this_year() - 1)
    PriorityFactory(school=cast.oak, title="Dropped", dropped_at=now(), dropped_reason="No.", number=3)
    PriorityFactory(school=cast.elm, title="Elm's own")
    PriorityFactory(school=cast.central, title="The trust's", area="wellbeing")
    return cast


@pytest.mark.policy("RM-5")
def test_everybody_lists_what_they_may_read_this_years_first(many, sign_in):
    assert titles(sign_in(many.ada).get(LIST)) == ["The trust's", "Count", "Read"]
    assert set(titles(sign_in(many.eve).get(LIST))) == {"The trust's", "Count", "Read", "Elm's own"}
    assert titles(sign_in(many.mel).get(LIST)) == ["The trust's"]
    assert titles(sign_in(many.nora).get(LIST)) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "lin"}, ["Read"]),
        ({"q": "fluency lin"}, ["Read"]),
        ({"q": "fluency nobody"}, []),
        ({"area": "mathematics"}, ["Count"]),
        ({"year": "all"}, ["The trust's", "Count", "Read", "Old"]),
        ({"state": "dropped"}, ["Dropped"]),
        ({"state": "all", "sort": "-title", "area": "reading"}, ["Dropped", "Read"]),
        ({"sort": "-targets", "area": "reading"}, ["Read"]),
        ({"sort": "owner", "year": "all"}, None),
        ({"year": "x", "area": "y", "school": "z"}, None),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(many, sign_in, query, found):
    answer = sign_in(many.hal).get(LIST, query)
    assert answer.status_code == 200
    if found is not None:
        assert titles(answer) == found


def test_the_list_by_school_and_as_a_file(many, sign_in):
    client = sign_in(many.hal)
    assert titles(client.get(LIST, {"school": many.oak.public_id})) == ["Count", "Read"]
    assert many.elm.name not in client.get(LIST).content.decode()
    (head, *rows) = lines(client.get(LIST, {"export": "csv", "q": "read"}))
    assert head.startswith("School,Year,Number,Priority,")
    assert rows[-1].startswith(f"Oak Primary School,{this_year()}–")
    assert rows[-1].endswith("Lin Example,2,1,")
    assert AuditEvent.objects.get(code="planning.priority.exported").actor == many.hal


def test_a_list_of_more_than_a_page_has_pages(cast, sign_in):
    for number in range(1, 28):
        PriorityFactory(school=cast.oak, number=number)
    answer = sign_in(cast.ada).get(LIST, {"page": 2})
    assert len(list(answer.context["table"].paginated_rows)) == 2


def leaders(cast):
    return reverse("planning:leader-list", args=[cast.oak.public_id, this_year()])


@pytest.mark.policy("LD-1")
def test_those_who_plan_see_together_who_leads_what_for_which_priority(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, title="Read")
    ActionFactory(school=cast.oak, priority=priority, title="Meetings", lead=cast.sid)
    ActionFactory(
        school=cast.oak, priority=priority, title="Coaching", lead=cast.lin, develops_leaders=True,
        starts_on=dt.date(2026, 11, 30),
    )  # fmt: skip
    ActionFactory(school=cast.oak, priority=priority, title="Nobody's")
    ActionFactory(school=cast.elm, title="Elm's", lead=cast.eli)
    client = sign_in(cast.hal)
    assert titles(client.get(leaders(cast))) == ["Coaching", "Meetings"]
    assert titles(client.get(leaders(cast), {"kind": "development"})) == ["Coaching"]
    assert titles(client.get(leaders(cast), {"q": "sid read"})) == ["Meetings"]
    assert titles(client.get(leaders(cast), {"sort": "when"})) == ["Coaching", "Meetings"]
    assert titles(client.get(leaders(cast), {"sort": "-when"})) == ["Coaching", "Meetings"]
    rows = lines(client.get(leaders(cast), {"export": "csv"}))
    assert rows[1].startswith("Lin Example,Coaching,1. Read,")
    assert rows[1].endswith("2026-11-30,,Planned,Yes")


@pytest.mark.parametrize("name", ["list", "leaders"])
def test_the_lists_cost_the_same_with_one_priority_and_three(cast, sign_in, name):

    def add(number):
        priority = TargetFactory(priority__school=cast.oak, priority__owner=cast.lin).priority
        ActionFactory(school=cast.oak, priority=priority, lead=(cast.sid, cast.lin, cast.ada)[number - 1])

    same_cost(opening(sign_in(cast.hal), LIST if name == "list" else leaders(cast)), add)


# --- What waits on the first page ----------------------------------------------------------------------------------


def asked_of(person):
    return [(task.label, task.hint) for task in run_steps(priority_tasks(Visit(Person.objects.get(pk=person.pk))))]


@pytest.mark.policy("AP-2")
def test_a_head_is_asked_for_priorities_in_the_autumn_term(cast, time_machine, sign_in):
    time_machine.move_to(dt.datetime(2026, 10, 6, 12, tzinfo=dt.UTC))
    none_yet = "No priorities yet for this year"
    assert asked_of(cast.hal) == [(none_yet, "Oak Primary School")]
    assert asked_of(cast.cleo) == [(none_yet, "The whole trust")]
    for name in ("sid", "ada", "eve", "ben", "gus", "tess", "nora"):
        assert asked_of(getattr(cast, name)) == []
    assert none_yet in sign_in(cast.hal).get("/").content.decode()
    PriorityFactory(school=cast.oak, year=2026, dropped_at=now(), dropped_reason="No.")
    PriorityFactory(school=cast.oak, year=2025)
    assert asked_of(cast.hal)
    PriorityFactory(school=cast.oak, year=2026)
    assert asked_of(cast.hal) == []
    assert asked_of(cast.eli)
    time_machine.move_to(dt.datetime(2027, 2, 2, 12, tzinfo=dt.UTC))
    assert asked_of(cast.eli) == []
