"""Events that name a need plan for it: figures, pages and the thread say so until they are cancelled (AP-3, R-3)."""

import pytest
from django.urls import reverse

from core.calendar import now
from core.formatting import long_date
from cpd_trust.tests.helpers import fresh, opening, same_cost, text_of
from planning.models import Need
from planning.needs.answers import answers_to, is_answered
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from planning.thread.trace import trace_of
from training.attendance.services import close_register
from training.attendance.tests.factories import AttendanceFactory, event_now
from training.events.services import cancel_event
from training.events.tests.factories import EventFactory, audience_of
from training.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-3")]


@pytest.fixture
def need(cast):
    return NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada)


def event_for(cast, **facts):
    return EventFactory(
        school=cast.oak, organiser=cast.hal, audience=audience_of(kind="staff", school=cast.oak), **facts
    )


def name_alone(cast, need):
    return event_for(cast, need=need)


def name_among_others(cast, need):
    event = event_for(cast)
    event.needs.add(need, NeedFactory(school=cast.oak))
    return event


@pytest.mark.both
@pytest.mark.parametrize("named", [name_alone, name_among_others])
def test_a_need_is_planned_for_while_an_event_names_it(cast, need, named):
    assert not is_answered(need)
    event = named(cast, need)
    assert is_answered(need)
    assert need not in Need.objects.unanswered()
    cancel_event(event=event, actor=cast.hal, version=1, because="The speaker is ill.")
    assert not is_answered(need)
    assert answers_to(cast.hal, need) == []


@pytest.mark.both
@pytest.mark.parametrize("named", [name_alone, name_among_others])
def test_what_somebody_missed_is_to_be_planned_for_again(cast, need, named):
    event = named(cast, need)
    held = {"status": "held", "register_closed_at": now(), "register_closed_by": cast.hal}
    type(event).objects.filter(pk=event.pk).update(**held)
    assert not is_answered(need)
    assert need in Need.objects.unanswered()


def test_its_page_says_which_event_and_only_to_those_who_see_it(cast, need, sign_in):
    event = name_alone(cast, need)
    page = text_of(sign_in(cast.ada).get(need.get_absolute_url()))
    assert event.get_absolute_url() in page
    assert f"Event on {long_date(event.day)}: planned" in page
    hidden = EventFactory(school=cast.elm, organiser=cast.eli)
    hidden.needs.add(need)
    assert [answer.label for answer in answers_to(fresh(cast.ada), need)] == [event.title]


def test_the_register_of_needs_counts_it_as_planned(cast, need, sign_in):
    url = reverse("planning:needs", args=[cast.oak.public_id, need.year])
    client = sign_in(cast.hal)
    assert need.title in text_of(client.get(f"{url}?answered=no"))
    name_alone(cast, need)
    assert need.title not in text_of(client.get(f"{url}?answered=no"))


@pytest.mark.policy("R-3")
def test_the_thread_has_the_event_where_there_is_one(cast, need):
    priority = PriorityFactory(school=cast.oak)
    action = ActionFactory(school=cast.oak, priority=priority)
    rows = {"priority": priority, "need": need, "action": action}
    assert not [step for row in rows.values() for step in trace_of(row, cast.hal) if step.label == "Event"]
    event = event_for(cast, **rows)
    off = event_for(cast, cancelled=True, **rows)
    for row in rows.values():
        [step] = [step for step in trace_of(row, cast.hal) if step.label == "Event"]
        assert [link.url for link in step.links] == [event.get_absolute_url()]
    assert off.title not in str(trace_of(priority, cast.hal))


@pytest.mark.policy("R-3")
def test_the_record_of_an_event_leads_back_to_it(cast):
    event = event_now(cast.oak, cast.hal, cast.ada)
    AttendanceFactory(event=event, person=cast.ada)
    close_register(event=event, actor=cast.hal)
    record = Record.objects.get(person=cast.ada)
    [step] = [step for step in trace_of(record, cast.hal) if step.label == "Event"]
    assert [link.url for link in step.links] == [event.get_absolute_url()]


@pytest.mark.both
def test_the_page_of_a_need_costs_the_same_with_one_event_and_three(cast, need, sign_in):
    page = opening(sign_in(cast.hal), need.get_absolute_url())
    same_cost(page, lambda _: name_among_others(cast, need))
