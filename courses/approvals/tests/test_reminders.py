"""Reminders and escalation of what waits: by school days, once a threshold, never an approval (policy IM-5)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.calendar import today
from core.models import AuditEvent, TrustSettings
from courses.approvals.reminders import chase_request, chase_waiting_requests, tell_deputies
from courses.approvals.selectors import current_stage, with_whom
from courses.approvals.sending import send_request
from courses.approvals.services import approve_request, return_request
from courses.models import CourseRequest, Stage, StageDecision
from courses.requests.services import change_request
from courses.tasks import chase_waiting_requests as chase_task
from courses.tasks import tell_deputies as tell_task
from courses.tests.factories import make_request
from notifications.models import Notice
from people.models import Delegation, Grant, LongAbsence, Term
from people.tests.factories import GrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]

SENT = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)  # a Monday in term


@pytest.fixture
def asked(cast):
    """Ada's request, sent on Monday 2 November 2026 and with Hal; term ends on 18 December."""
    Term.objects.create(year=2026, name="autumn", starts_on="2026-09-01", ends_on="2026-12-18")
    Term.objects.create(year=2026, name="spring", starts_on="2027-01-04", ends_on="2027-03-26")
    with time_machine.travel(SENT, tick=False):
        return make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=dt.date(2027, 3, 1))


def on(day, hour=9):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC), tick=False)


def told(person, key):
    return Notice.objects.filter(person=person, key__startswith=key).count()


def test_a_reminder_after_five_school_days_and_once_a_threshold(asked, cast):
    for day, count in ((6, 0), (8, 0), (9, 1), (9, 1), (10, 1), (13, 1)):
        with on(dt.date(2026, 11, day)):
            chase_waiting_requests()
            assert told(cast.hal, "courses.stage.reminder") == count, day
    assert told(cast.eve, "courses.stage.reminder") == 0
    assert StageDecision.objects.count() == 0


def test_a_missed_week_is_made_good_with_one_reminder(asked, cast):
    with on(dt.date(2026, 11, 13)):
        assert chase_waiting_requests().reminded == 1
        assert chase_waiting_requests().reminded == 0


def test_holidays_do_not_count(asked, cast):
    CourseRequest.objects.update(waiting_since=dt.datetime(2026, 12, 16, 10, tzinfo=dt.UTC))
    for day in (dt.date(2026, 12, 28), dt.date(2027, 1, 5)):
        with on(day):
            assert chase_waiting_requests().reminded == 0
    with on(dt.date(2027, 1, 6)):
        assert chase_waiting_requests().reminded == 1


def test_a_wait_begins_on_the_day_in_london(asked, cast):
    """At half past eleven on Sunday in UTC it is Monday already, from which five school days end on the next one."""
    Term.objects.create(year=2026, name="summer", starts_on="2027-04-12", ends_on="2027-07-21")
    CourseRequest.objects.update(waiting_since=dt.datetime(2027, 6, 13, 23, 30, tzinfo=dt.UTC))
    for day, reminded in ((18, 0), (20, 0), (21, 1)):
        with on(dt.date(2027, 6, day)):
            assert chase_waiting_requests().reminded == reminded, day


def test_deputies_are_reminded_too(asked, cast):
    Delegation.objects.create(
        person=cast.hal, deputy=cast.sid, starts_on=dt.date(2026, 11, 1), ends_on=dt.date(2026, 11, 30)
    )
    with on(dt.date(2026, 11, 9)):
        assert chase_waiting_requests().reminded == 2


@pytest.mark.parametrize("case", ["nobody stands in", "the stand-in asks", "the stand-in is away"])
def test_while_all_who_decide_are_away_those_are_told_who_name_a_stand_in(asked, cast, case):
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    LongAbsence.objects.create(person=cast.hal, starts_on=first)
    if case != "nobody stands in":
        Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=first, ends_on=last)
    if case == "the stand-in is away":
        LongAbsence.objects.create(person=cast.sid, starts_on=first)
    elif case == "the stand-in asks":
        with on(dt.date(2026, 11, 2)):
            make_request("deciding", applicant=cast.sid, school=cast.oak, starts_on=dt.date(2027, 3, 1))
    with on(dt.date(2026, 11, 9)):
        # Sid is reminded of Ada's request, for which he can stand in.
        assert chase_waiting_requests().reminded == (3 if case == "the stand-in asks" else 2)
        assert chase_waiting_requests().reminded == 0
        assert [told(one, "courses.stage.away") for one in (cast.eve, cast.ann, cast.hal)] == [1, 1, 0]
        assert told(cast.hal, "courses.stage.reminder") == 0


def test_after_ten_school_days_the_next_role_up_may_decide_too_and_nobody_has(asked, cast):
    with on(dt.date(2026, 11, 16)):
        assert chase_waiting_requests().escalated == 1
        assert chase_waiting_requests().escalated == 0
        stage = current_stage(CourseRequest.objects.get())
        assert with_whom(stage) == "the Headteacher at Oak Primary School and the Executive Lead"
        for person in (cast.hal, cast.eve, cast.ada):
            assert told(person, "courses.stage.escalated") == 1
        assert AuditEvent.objects.filter(code="courses.request.escalated", actor=None).count() == 1
        assert StageDecision.objects.count() == 0
        assert CourseRequest.objects.get().status == "deciding"
        assert CourseRequest.objects.awaiting(cast.eve).count() == 1
        assert CourseRequest.objects.awaiting(cast.hal).count() == 1
        approve_request(request=asked, actor=cast.eve)
        # The second stage is hers too, and nobody else could decide it.
        assert approve_request(request=asked, actor=cast.eve).status == "to_book"


def test_an_applicant_never_decides_by_escalation(cast):
    with time_machine.travel(SENT, tick=False):
        own = make_request("deciding", applicant=cast.cleo, school=cast.central)
    with on(dt.date(2026, 11, 23)):
        assert current_stage(own).role == "chair_of_trustees"
        assert chase_waiting_requests().escalated == 0  # the next role up is the applicant's own
        with pytest.raises(PermissionDenied, match="own request"):
            approve_request(request=own, actor=cast.cleo)
        stage = Stage.objects.get()
        Stage.objects.filter(pk=stage.pk).update(escalated_to="ceo")
        Delegation.objects.create(person=cast.cleo, deputy=cast.kim, starts_on=today(), ends_on=today())
        for actor in (cast.cleo, cast.kim):
            with pytest.raises(PermissionDenied):
                approve_request(request=CourseRequest.objects.get(), actor=actor)
            assert not CourseRequest.objects.awaiting(actor).exists()


def test_a_vacant_role_is_passed_over_on_the_way_up(asked, cast):
    Grant.objects.filter(role="executive_lead").update(ends_on=dt.date(2026, 11, 3))
    with on(dt.date(2026, 11, 16)):
        chase_waiting_requests()
        assert Stage.objects.get(position=1).escalated_to == "ceo"


def test_a_stage_that_nobody_could_decide_is_told_to_the_administrator_once(asked, cast):
    Grant.objects.filter(person=cast.hal).update(ends_on=dt.date(2026, 11, 3))
    with on(dt.date(2026, 11, 4)):
        chase_waiting_requests()
        chase_waiting_requests()
        assert told(cast.ann, "courses.stage.vacant") == 1


def test_a_returned_request_waits_for_its_applicant_and_counts_anew_when_it_comes_back(asked, cast):
    with on(dt.date(2026, 11, 16)):
        chase_waiting_requests()
        row = return_request(request=asked, actor=cast.eve, note="Another day.")
    with on(dt.date(2026, 12, 4)):
        assert chase_waiting_requests().reminded == 0
        row = change_request(request=row, actor=cast.ada, version=row.version, values={"why": "Because."})
        send_request(request=row, actor=cast.ada)
        assert chase_waiting_requests().reminded == 0
        assert Stage.objects.get(position=1).escalated_to == ""
    with on(dt.date(2026, 12, 11)):
        assert chase_waiting_requests().reminded == 1


def test_what_is_decided_meanwhile_is_left_alone(asked, cast):
    with on(dt.date(2026, 11, 16)):
        approve_request(request=asked, actor=cast.hal)
        assert chase_request(request=asked) == (0, False)


def test_the_trust_sets_the_days_and_can_switch_them_off(asked, cast):
    TrustSettings.objects.create(
        pk=1, values={"courses.remind_after_school_days": 1, "courses.escalate_after_school_days": 0}
    )
    with on(dt.date(2026, 11, 3)):
        assert chase_waiting_requests().reminded == 1
    with on(dt.date(2026, 12, 10)):
        assert chase_waiting_requests().escalated == 0
    TrustSettings.objects.update(values={"courses.remind_after_school_days": 0})
    with on(dt.date(2026, 11, 9)):
        assert chase_waiting_requests().reminded == 0


def test_deputies_are_told_once(cast):
    row = Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    ended = Delegation.objects.create(person=cast.eve, deputy=cast.kim, starts_on=today(), ends_on=today())
    ended.ended_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    ended.save()
    assert (tell_deputies(), tell_deputies()) == (1, 0)
    assert Notice.objects.get().subject.startswith(f"You're the stand-in approver for {row.person}")


def test_of_a_stand_in_whom_somebody_else_named_both_are_told(cast):
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today(), named_by=cast.eve)
    tell_deputies()
    tell_deputies()
    assert sorted(Notice.objects.values_list("person__first_name", flat=True)) == ["Hal", "Sid"]
    assert "Eve Example has asked Sid Example" in Notice.objects.get(person=cast.hal).body


def test_the_tasks_run(asked, cast):
    GrantFactory(person=cast.kim, role="executive_lead")
    chase_task()
    tell_task()
