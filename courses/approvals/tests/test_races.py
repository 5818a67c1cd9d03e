"""Two at once on one request: exactly one wins, on both databases (policy IM-5).

Each race stands beside its twin: the same deeds as read, check, save without lock show doubles in the same harness.
"""

import time
from functools import partial

import pytest

from core.calendar import today
from core.flow import IllegalMove
from core.models import AuditEvent
from courses.approvals.reminders import chase_waiting_requests
from courses.approvals.selectors import current_stage, seen_token
from courses.approvals.sending import send_request, withdraw_request
from courses.approvals.services import approve_request, approve_several, decline_request, return_request
from courses.models import CourseRequest, StageDecision
from courses.requests.services import change_request
from courses.tests.factories import make_request, renew
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from notifications.models import Notice
from people.models import Delegation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("IM-5")]

ROUNDS = rounds(200)


@pytest.fixture
def course(live_cast):
    """Many requests of Ada's, all with Hal, who has a deputy: two people who may decide at the same moment."""
    Delegation.objects.create(person=live_cast.hal, deputy=live_cast.sid, starts_on=today(), ends_on=today())

    def lay(count=ROUNDS):
        return [make_request("deciding", applicant=live_cast.ada, school=live_cast.oak) for _ in range(count)]

    live_cast.lay = lay
    return live_cast


def deeds(verb, rows, actor, **facts):
    """Return a contender: the verb on each of the rows, as seen before the race."""
    actor = fresh(actor)
    return [partial(verb, request=row, actor=actor, seen=seen_token(row, current_stage(row)), **facts) for row in rows]


def assert_one_decision_each(rows, finishes):
    """Assert that in each round one contender won, with one decision, one event and one notice to the applicant."""
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * len(rows)
    assert losers(finishes) <= {IllegalMove, *IllegalMove.__subclasses__()}
    for row in rows:
        decision = StageDecision.objects.get(stage__request=row)
        codes = AuditEvent.objects.filter(
            object_id=str(row.public_id),
            code__in=["courses.request.approved", "courses.request.returned", "courses.request.declined"],
        )
        assert codes.get().code == f"courses.request.{decision.outcome}"
        assert Notice.objects.filter(key=f"courses.stage.decided:{decision.public_id}").count() == 1
        assert Notice.objects.filter(key__startswith="courses.stage.decided", path=row.get_absolute_url()).count() == 1


def test_approve_against_approve(course):
    rows = course.lay()
    finishes = race(deeds(approve_request, rows, course.hal), deeds(approve_request, rows, course.sid))
    assert_one_decision_each(rows, finishes)
    assert set(CourseRequest.objects.values_list("status", "undecided_stages")) == {("deciding", 1)}


def test_the_same_person_in_two_tabs(course):
    rows = course.lay(rounds(50))
    finishes = race(deeds(approve_request, rows, course.hal), deeds(approve_request, rows, course.hal))
    assert_one_decision_each(rows, finishes)


def test_approve_against_decline(course):
    rows = course.lay()
    decline = deeds(decline_request, rows, course.sid, decline_reason="timing", note="Not now.")
    finishes = race(deeds(approve_request, rows, course.hal), decline)
    assert_one_decision_each(rows, finishes)
    for row, (approved, declined) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert row.status == ("deciding" if approved.won else "declined")
        assert approved.won != declined.won


def test_approve_against_withdraw(course):
    """Withdrawing stays possible after an approval, so it always happens; an approval never comes after it."""
    rows = course.lay()
    ada = fresh(course.ada)
    finishes = race(
        deeds(approve_request, rows, course.hal), [partial(withdraw_request, request=row, actor=ada) for row in rows]
    )
    assert losers(finishes) <= {IllegalMove}
    assert set(CourseRequest.objects.values_list("status", flat=True)) == {"withdrawn"}
    for row, (approved, withdrawn) in zip(rows, finishes, strict=True):
        assert withdrawn.won
        events = list(
            AuditEvent.objects.filter(object_id=str(row.public_id)).order_by("pk").values_list("code", flat=True)
        )
        assert events == ["courses.request.approved"] * approved.won + ["courses.request.withdrawn"]
        assert StageDecision.objects.filter(stage__request=row).count() == approved.won


def test_decline_against_withdraw(course):
    rows = course.lay()
    ada = fresh(course.ada)
    finishes = race(
        deeds(decline_request, rows, course.hal, decline_reason="timing", note="Not now."),
        [partial(withdraw_request, request=row, actor=ada) for row in rows],
    )
    for row, (declined, withdrawn) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert declined.won != withdrawn.won
        assert row.status == ("declined" if declined.won else "withdrawn")
        assert StageDecision.objects.filter(stage__request=row).count() == declined.won


def test_approve_against_edit(course):
    """A deputy returns it and the applicant at once changes it and sends it again, while the Headteacher approves."""
    rows = course.lay()
    sid, ada = fresh(course.sid), fresh(course.ada)

    def edit(row, seen):
        back = return_request(request=row, actor=sid, note="Say more.", seen=seen)
        back = change_request(request=back, actor=ada, version=back.version, values={"title": "Something else"})
        return send_request(request=back, actor=ada)

    edits = [partial(edit, row, seen_token(row, current_stage(row))) for row in rows]
    finishes = race(deeds(approve_request, rows, course.hal), edits)
    assert_one_decision_each(rows, finishes)
    for row, (approved, edited) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert approved.won != edited.won
        # Whoever approved, approved what they read.
        assert row.title == ("Paediatric first aid" if approved.won else "Something else")
        assert current_stage(row).position == (2 if approved.won else 1)


def test_two_selections_at_once(course):
    rows = course.lay(60)
    rows = renew(*rows)
    sets = [rows[n : n + 3] for n in range(0, 60, 3)]
    seen = {row.pk: seen_token(row, current_stage(row)) for row in rows}

    def contender(actor):
        return [partial(approve_several, requests=chosen, actor=fresh(actor), seen=seen) for chosen in sets]

    finishes = race(contender(course.hal), contender(course.sid))
    for several in finishes:
        assert all(finish.won for finish in several)
        assert sum(len(finish.value.approved) for finish in several) == 3
        assert sum(len(finish.value.failed) for finish in several) == 3
    assert StageDecision.objects.count() == 60


def test_two_sweeps_at_once_tell_once(course):
    course.lay(3)
    CourseRequest.objects.update(waiting_since="2026-01-05T09:00Z")
    race([chase_waiting_requests] * 3, [chase_waiting_requests] * 3)
    kinds = Notice.objects.filter(key__startswith="courses.stage.escalated").values_list("key", flat=True)
    # Hal, Sid, Eve and Ada, for each of three requests.
    assert len(kinds) == 12
    assert AuditEvent.objects.filter(code="courses.request.escalated").count() == 3


# --- The twins: the same races without lock and second look ----------------------------------------------------------


def unguarded(row, actor, code, facts):
    """Read, check, save: what a verb would be without its lock. Returns what it believes to have done."""
    found = CourseRequest.objects.get(pk=row.pk)
    if found.status != "deciding" or found.undecided_stages != 2:
        raise IllegalMove(found.moved_on_text())
    time.sleep(0.005)
    CourseRequest.objects.filter(pk=row.pk).update(**facts)
    AuditEvent.objects.create(at=found.created_at, actor=actor, code=code, object_type="twin", object_id=str(row.pk))
    return code


APPROVE = ("approved", {"undecided_stages": 1})
TWINS = {
    "approve": APPROVE,
    "decline": ("declined", {"status": "declined"}),
    "withdraw": ("withdrawn", {"status": "withdrawn"}),
    "edit": ("sent_again", {"title": "Something else", "version": 9, "undecided_stages": 2}),
}


@pytest.mark.parametrize("other", TWINS)
def test_without_the_lock_both_win(course, other):
    rows = course.lay(20)
    contenders = [
        [partial(unguarded, row, actor, code, facts) for row in rows]
        for (code, facts), actor in ((APPROVE, course.hal), (TWINS[other], course.sid))
    ]
    doubles = sum(all(finish.won for finish in round_) for round_ in race(*contenders))
    assert doubles >= 1
    assert AuditEvent.objects.filter(object_type="twin").count() == len(rows) + doubles
