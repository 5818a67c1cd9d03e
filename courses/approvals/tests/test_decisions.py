"""Deciding on a request: what each verb does, whom it tells, and what it refuses (policy IM-5)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from courses.approvals.selectors import current_stage, deciders_of, seen_token, with_whom
from courses.approvals.sending import reopen_request
from courses.approvals.services import approve_request, approve_several, decline_request, return_request
from courses.models import CourseRequest, StageDecision
from courses.tests.factories import add_stages, book, make_request, renew
from notifications.models import Notice
from people.models import Delegation, Grant, Person
from people.tests.factories import GrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]


@pytest.fixture
def asked(cast):
    """Ada's request, with Hal."""
    return make_request("deciding", applicant=cast.ada, school=cast.oak)


def deputise(person, deputy):
    row = Delegation.objects.create(person=person, deputy=deputy, starts_on=today(), ends_on=today())
    deputy.forget_authority()
    return row


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


def test_two_approvals_in_order_lead_to_booking(asked, cast):
    assert with_whom(current_stage(asked)) == "the Headteacher at Oak Primary School"
    asked = approve_request(request=asked, actor=cast.hal, note="Fits our plan.")
    assert (asked.status, asked.undecided_stages, asked.agreed_cost) == ("deciding", 1, None)
    assert with_whom(current_stage(asked)) == "the Executive Lead"
    asked = approve_request(request=asked, actor=cast.eve)
    asked.refresh_from_db()
    assert (asked.status, asked.undecided_stages) == ("to_book", 0)
    assert (asked.agreed_cost, asked.agreed_starts_on, asked.agreed_ends_on) == (
        asked.total_cost,
        asked.starts_on,
        asked.ends_on,
    )
    rows = StageDecision.objects.values_list("decided_by", "on_behalf_of", "outcome", "note", "applicant")
    assert list(rows) == [
        (cast.hal.pk, None, "approved", "Fits our plan.", cast.ada.pk),
        (cast.eve.pk, None, "approved", "", cast.ada.pk),
    ]
    events = AuditEvent.objects.filter(code="courses.request.approved").order_by("pk")
    assert list(events.values_list("actor", "school_id")) == [
        (cast.hal.pk, cast.oak.pk),
        (cast.eve.pk, cast.oak.pk),
    ]
    assert told(cast.ada) == [
        "“Paediatric first aid” is now with the Executive Lead",
        "Approved: “Paediatric first aid”. We'll book it for you",
    ]
    assert told(cast.eve) == ["Ada Example has requested “Paediatric first aid”"]
    assert told(cast.ben) == ["To book: “Paediatric first aid” for Ada Example"]


def test_links_in_notices_open_pages_and_decide_nothing(asked, cast, sign_in):
    approve_request(request=asked, actor=cast.hal)
    path = Notice.objects.get(person=cast.eve).path
    assert sign_in(cast.eve).get(path).status_code == 200
    assert StageDecision.objects.count() == 1
    for verb in ("approve", "return", "decline"):
        assert sign_in(cast.eve).get(path.replace("decide", verb)).status_code == 405
    assert StageDecision.objects.count() == 1


def test_a_returned_request_says_what_to_change_and_waits_for_its_applicant(asked, cast):
    asked = return_request(request=asked, actor=cast.hal, note="Choose a date after the tests.")
    assert (asked.status, current_stage(asked).outcome) == ("returned", "returned")
    assert told(cast.ada) == ["Please change your request “Paediatric first aid”"]
    assert "Choose a date after the tests." in Notice.objects.get(person=cast.ada).body


def test_a_declined_request_is_over_and_has_a_reason(asked, cast):
    asked = decline_request(request=asked, actor=cast.hal, decline_reason="no_cover", note="Three are out.")
    assert asked.status == "declined"
    body = Notice.objects.get(person=cast.ada).body
    assert "Cover not available" in body
    assert "Three are out." in body
    with pytest.raises(IllegalMove):
        approve_request(request=asked, actor=cast.hal)


@pytest.mark.parametrize("note", ["", "   "])
def test_words_are_asked_for(asked, cast, note):
    with pytest.raises(ValidationError):
        return_request(request=asked, actor=cast.hal, note=note)
    with pytest.raises(ValidationError):
        decline_request(request=asked, actor=cast.hal, decline_reason="no_cover", note=note)
    with pytest.raises(ValidationError):
        decline_request(request=asked, actor=cast.hal, decline_reason="because", note="No.")


def test_the_second_stage_cannot_decide_first(asked, cast):
    with pytest.raises(PermissionDenied, match="with the Headteacher at Oak"):
        approve_request(request=asked, actor=cast.eve)


def test_a_page_opened_before_somebody_decided_decides_nothing(asked, cast):
    old = seen_token(asked, current_stage(asked))
    approve_request(request=asked, actor=cast.hal, seen=old)
    with pytest.raises(StaleVersion, match="This has changed since you opened it"):
        approve_request(request=asked, actor=cast.eve, seen=old)


def test_a_page_opened_before_the_request_changed_decides_nothing(asked, cast):
    old = seen_token(asked, current_stage(asked))
    CourseRequest.objects.filter(pk=asked.pk).update(version=asked.version + 1)
    with pytest.raises(StaleVersion):
        approve_request(request=asked, actor=cast.hal, seen=old)


def test_a_long_title_fits_every_notice(cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak, title="x" * 200)
    approve_request(request=asked, actor=cast.hal)
    approve_request(request=asked, actor=cast.eve)
    assert max(len(notice.subject) for notice in Notice.objects.all()) == 200


# --- Deputies -----------------------------------------------------------------------------------------------------


def test_a_deputy_decides_in_the_name_of_the_approver(asked, cast):
    deputise(cast.hal, cast.sid)
    assert [p.first_name for p in deciders_of(current_stage(asked))] == ["Hal", "Sid"]
    approve_request(request=asked, actor=cast.sid)
    decision = StageDecision.objects.get()
    assert (decision.decided_by, decision.on_behalf_of) == (cast.sid, cast.hal)
    assert AuditEvent.objects.get(code="courses.request.approved").on_behalf_of == cast.hal
    assert Notice.objects.get(person=cast.ada).body.startswith("Approved by Sid Example on behalf of Hal Example.")


def test_an_approver_who_is_also_a_deputy_decides_in_their_own_name(asked, cast):
    GrantFactory(person=cast.sid, role="headteacher", school=cast.oak)
    deputise(cast.hal, cast.sid)
    approve_request(request=asked, actor=cast.sid)
    assert StageDecision.objects.get().on_behalf_of is None


def test_nobody_decides_in_the_name_of_somebody_for_whom_they_are_no_deputy(asked, cast):
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=cast.sid, on_behalf_of=cast.hal)
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=cast.hal, on_behalf_of=cast.eve)


def test_a_deputy_reaches_no_further_than_the_approver(cast):
    deputise(cast.hal, cast.sid)
    at_elm = make_request("deciding", applicant=cast.tom, school=cast.elm)
    with pytest.raises(PermissionDenied):
        approve_request(request=at_elm, actor=cast.sid)
    own = make_request("deciding", applicant=cast.hal, school=cast.oak)
    with pytest.raises(PermissionDenied):
        approve_request(request=own, actor=cast.sid)


@pytest.mark.parametrize("change", ["ended", "over", "inactive", "left", "approver lost the role", "approver left"])
def test_a_deputy_is_one_only_while_it_lasts(asked, cast, change):
    row = deputise(cast.hal, cast.sid)
    yesterday = today() - dt.timedelta(days=1)
    if change == "ended":
        row.ended_at = "2026-01-01T00:00Z"
        row.save()
    elif change == "over":
        Delegation.objects.update(starts_on=yesterday, ends_on=yesterday)
    elif change == "inactive":
        Person.objects.filter(pk=cast.sid.pk).update(is_active=False)
    elif change == "left":
        Person.objects.filter(pk=cast.sid.pk).update(left_on=yesterday)
    elif change == "approver left":
        Person.objects.filter(pk=cast.hal.pk).update(left_on=yesterday)
    else:
        Grant.objects.filter(person=cast.hal).update(ends_on=yesterday)
    sid = Person.objects.get(pk=cast.sid.pk)
    assert cast.sid not in deciders_of(current_stage(asked))
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=sid)
    assert not CourseRequest.objects.awaiting(sid).exists()


def test_a_deputy_of_a_deputy_has_nothing(asked, cast):
    deputise(cast.hal, cast.sid)
    deputise(cast.sid, cast.bea)
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=cast.bea)


def test_the_same_person_decides_no_second_stage_while_somebody_else_could(asked, cast):
    deputise(cast.eve, cast.hal)
    asked = approve_request(request=asked, actor=cast.hal)
    with pytest.raises(PermissionDenied, match="already approved an earlier stage"):
        approve_request(request=asked, actor=cast.hal)
    assert [p.first_name for p in deciders_of(current_stage(asked))] == ["Eve"]
    assert not CourseRequest.objects.awaiting(cast.hal).exists()
    assert CourseRequest.objects.awaiting(cast.eve).get() == asked


def test_nor_does_a_deputy_for_somebody_who_decided_the_first(cast):
    GrantFactory(person=cast.eve, role="headteacher", school=cast.oak)
    GrantFactory(person=cast.cleo, role="executive_lead")
    deputise(cast.eve, cast.sid)
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    asked = approve_request(request=asked, actor=cast.eve)
    with pytest.raises(PermissionDenied, match="already approved an earlier stage"):
        approve_request(request=asked, actor=cast.sid)
    assert [p.first_name for p in deciders_of(current_stage(asked))] == ["Cleo"]


def test_one_person_with_both_roles_decides_both_where_nobody_else_could(cast):
    Grant.objects.filter(person=cast.eve).update(ends_on=today() - dt.timedelta(days=1))
    GrantFactory(person=cast.hal, role="executive_lead")
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    asked = approve_request(request=asked, actor=cast.hal)
    assert deciders_of(current_stage(asked)) == [cast.hal]
    assert CourseRequest.objects.awaiting(cast.hal).get() == asked
    assert approve_request(request=asked, actor=cast.hal).status == "to_book"


@pytest.mark.parametrize(("days", "decides_both"), [(-1, True), (0, False), (1, False)])
def test_whoever_leaves_today_could_still_decide(cast, days, decides_both):
    GrantFactory(person=cast.hal, role="executive_lead")
    Person.objects.filter(pk=cast.eve.pk).update(left_on=today() + dt.timedelta(days=days))
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    asked = approve_request(request=asked, actor=cast.hal)
    assert deciders_of(current_stage(asked)) == ([cast.hal] if decides_both else [cast.eve])
    assert CourseRequest.objects.awaiting(cast.hal).exists() is decides_both


def test_whoever_asks_is_not_among_the_deciders_as_a_deputy(asked, cast):
    Delegation.objects.create(person=cast.hal, deputy=cast.ada, starts_on=today(), ends_on=today())
    assert deciders_of(current_stage(asked)) == [cast.hal]
    other = make_request("deciding", applicant=cast.bea, school=cast.oak)
    assert set(deciders_of(current_stage(other))) == {cast.hal, cast.ada}


@pytest.mark.parametrize(("days", "decides"), [(-1, False), (0, True), (1, True)])
def test_a_deputy_decides_until_the_day_of_leaving(asked, cast, days, decides):
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    Person.objects.filter(pk=cast.sid.pk).update(left_on=today() + dt.timedelta(days=days))
    assert (cast.sid in deciders_of(current_stage(asked))) == decides


def test_a_head_of_school_decides_what_was_sent_to_a_headteacher_who_left(asked, cast):
    GrantFactory(person=cast.sid, role="head_of_school", school=cast.oak)
    cast.sid.forget_authority()
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=cast.sid)
    assert not CourseRequest.objects.awaiting(cast.sid).exists()
    Grant.objects.filter(person=cast.hal).update(ends_on=today() - dt.timedelta(days=1))
    assert CourseRequest.objects.awaiting(cast.sid).get() == asked
    assert approve_request(request=asked, actor=cast.sid).undecided_stages == 1


# --- Several at once ------------------------------------------------------------------------------------------------


def make_renewals(cast, count):
    rows = [
        make_request("deciding", applicant=cast.ada, school=cast.oak, title=f"First aid {n}", reason="statutory")
        for n in range(count)
    ]
    return renew(*rows)


@pytest.mark.policy("IM-3")
def test_several_renewals_are_approved_each_by_a_decision_of_its_own(cast):
    rows = make_renewals(cast, 3)
    outcome = approve_several(requests=rows, actor=cast.hal, note="Renewals.")
    assert [row.pk for row in outcome.approved] == [row.pk for row in rows]
    assert outcome.failed == []
    assert StageDecision.objects.filter(decided_by=cast.hal, outcome="approved").count() == 3


def test_one_that_fails_stops_no_other_and_says_why(cast, asked):
    rows = make_renewals(cast, 2)
    approve_request(request=rows[0], actor=cast.hal)
    tokens = {row.pk: seen_token(row, current_stage(row)) for row in rows}
    approve_request(request=rows[0], actor=cast.eve)
    outcome = approve_several(requests=[*rows, asked], actor=cast.hal, seen=tokens)
    assert outcome.approved == [rows[1]]
    assert [(row.title, why.split(":")[0]) for row, why in outcome.failed] == [
        ("First aid 0", "This has changed since you opened it"),
        ("Paediatric first aid", "You can only approve statutory renewals together."),
    ]


# --- Back to the approvers ------------------------------------------------------------------------------------------


def test_a_request_that_changed_after_its_approvals_passes_every_stage_again(cast):
    asked = make_request("to_book", applicant=cast.ada, school=cast.oak)
    asked = reopen_request(request=asked, actor=cast.ben, note="It costs £300 now.")
    asked.refresh_from_db()
    assert (asked.status, asked.undecided_stages) == ("deciding", 2)
    assert [(s.round, s.position, s.outcome) for s in asked.stages.all()] == [
        (1, 1, "approved"),
        (1, 2, "approved"),
        (2, 1, "waiting"),
        (2, 2, "waiting"),
    ]
    assert CourseRequest.objects.awaiting(cast.hal).get() == asked
    assert not CourseRequest.objects.awaiting(cast.eve).exists()
    assert told(cast.ada) == ["“Paediatric first aid” has gone back for approval"]
    assert "£300" in Notice.objects.get(person=cast.ada).body
    asked = approve_request(request=asked, actor=cast.hal)
    assert approve_request(request=asked, actor=cast.eve).status == "to_book"


def test_reopening_is_for_the_booking_officer_and_the_applicant_and_says_why(cast):
    asked = make_request("to_book", applicant=cast.ada, school=cast.oak)
    for name in ("hal", "eve", "cleo", "ann", "bea", "tom"):
        with pytest.raises(PermissionDenied):
            reopen_request(request=asked, actor=getattr(cast, name), note="Again.")
    with pytest.raises(ValidationError):
        reopen_request(request=asked, actor=cast.ben, note=" ")
    deputise(cast.ben, cast.kim)
    assert reopen_request(request=asked, actor=cast.kim, note="Dearer.").status == "deciding"
    with pytest.raises(IllegalMove):
        reopen_request(request=asked, actor=cast.ben, note="Again.")


def test_a_booking_that_stands_is_cancelled_first(cast):
    asked = make_request("to_book", applicant=cast.ada, school=cast.oak)
    book(asked, officer=cast.ben)
    with pytest.raises(IllegalMove, match="Cancel the booking"):
        reopen_request(request=asked, actor=cast.ben, note="Another day.")


def test_only_the_latest_round_waits(cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    add_stages(asked, number=2)
    assert CourseRequest.objects.awaiting(cast.hal).count() == 1
    asked = approve_request(request=asked, actor=cast.hal)
    assert not CourseRequest.objects.awaiting(cast.hal).exists()
    assert CourseRequest.objects.awaiting(cast.eve).get() == asked
