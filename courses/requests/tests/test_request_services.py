"""What the verbs of whoever asks do, and refuse."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from courses.approvals.sending import StageVacant, send_request
from courses.models import CourseRequest
from courses.requests import services
from courses.requests.services import Cost
from courses.tests.factories import (
    CourseDateFactory,
    CourseFactory,
    RequestFactory,
    decide,
    make_request,
)
from notifications.models import Notice
from people.models import Delegation, Grant
from people.tests.factories import GrantFactory, PostFactory

pytestmark = pytest.mark.django_db


def sent(cast, **fields):
    return send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak, **fields), actor=cast.ada)


def returned(request, position):
    """Let a stage return the request, those before it having approved."""
    for stage in request.stages.filter(position__lt=position, outcome="waiting"):
        decide(stage)
    latest = request.stages.order_by("-round").first().round
    decide(request.stages.get(position=position, round=latest), "returned")
    return CourseRequest.objects.get(pk=request.pk).move_to("returned")


def change(request, actor, **values):
    costs = [Cost("fee", Decimal(values.pop("fee")))] if "fee" in values else None
    return services.change_request(
        request=request, actor=actor, version=request.version, values=values, cost_lines=costs
    )


# --- Starting --------------------------------------------------------------------------------------------------------


def test_start_request_from_the_catalogue_fills_in_what_is_known(cast):
    requirement = RequirementFactory()
    date = CourseDateFactory(course__credits=[requirement], venue="Hall", starts_at="09:00")
    draft = services.start_request(actor=cast.ada, school=cast.oak, course=date.course, course_date=date)
    draft.refresh_from_db()
    assert (draft.title, draft.requirement, draft.reason) == (date.course.title, requirement, "statutory")
    assert (draft.venue, draft.starts_at, draft.total_cost) == ("Hall", dt.time(9), date.course.price)
    assert [(line.heading, line.amount) for line in draft.cost_lines.all()] == [("fee", date.course.price)]


def test_start_request_chooses_no_requirement_where_a_course_credits_two(cast):
    course = CourseFactory(credits=[RequirementFactory(), RequirementFactory()])
    draft = services.start_request(actor=cast.ada, school=cast.oak, course=course)
    assert (draft.requirement, draft.reason) == (None, "")


def test_start_request_takes_no_date_of_another_course(cast):
    draft = services.start_request(
        actor=cast.ada, school=cast.oak, course=CourseFactory(), course_date=CourseDateFactory()
    )
    assert draft.course_date is None
    assert draft.starts_on is None


def test_start_request_for_a_school_where_one_is_nothing(cast):
    with pytest.raises(PermissionDenied):
        services.start_request(actor=cast.ada, school=cast.elm)
    with pytest.raises(PermissionDenied):
        services.start_request(actor=cast.ada, school=cast.oak, applies_as="governor")
    with pytest.raises(PermissionDenied):
        services.start_request(actor=cast.nora, school=cast.oak)


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_save_draft_keeps_answers_and_totals_the_lines(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    saved = services.save_draft(
        request=draft,
        actor=cast.ada,
        version=draft.version,
        values={"why": "Because."},
        cost_lines=[Cost("fee", Decimal("99.50")), Cost("other", Decimal(1), "parking")],
    )
    saved.refresh_from_db()
    assert (saved.why, saved.total_cost, saved.version) == ("Because.", Decimal("100.50"), draft.version + 1)


def test_save_draft_drops_the_requirement_with_another_reason(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, reason="statutory", requirement=RequirementFactory())
    saved = services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={"reason": "personal"})
    assert saved.requirement is None


def test_save_draft_refuses_a_stale_version_and_changes_nothing(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={"why": "First"})
    with pytest.raises(StaleVersion):
        services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={"why": "Second"})
    draft.refresh_from_db()
    assert draft.why == "First"


@pytest.mark.parametrize("name", ["bea", "hal", "eve", "ben", "ann", "nora"])
def test_save_draft_is_for_its_writer_alone(name, cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    with pytest.raises(PermissionDenied):
        services.save_draft(request=draft, actor=getattr(cast, name), version=draft.version, values={"why": "x"})


def test_save_draft_takes_no_field_that_is_no_answer(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    for name in ("status", "applicant", "rank", "agreed_cost", "total_cost"):
        with pytest.raises(ValueError, match=name):
            services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={name: None})


def test_save_draft_takes_no_school_where_one_is_nothing(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    with pytest.raises(PermissionDenied):
        services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={"school": cast.elm})


@pytest.mark.policy("IM-5")
@pytest.mark.parametrize("status", [s for s in CourseRequest.Status.values if s not in ("draft", "returned")])
def test_nothing_is_edited_while_others_have_it(status, cast):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    for verb in (services.save_draft, services.change_request):
        with pytest.raises(IllegalMove):
            verb(request=request, actor=cast.ada, version=request.version, values={"why": "x"})


def test_save_draft_takes_an_amount_for_supply_cover_as_yes_whatever_was_said(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, needs_cover=None)
    cover = services.Cost("cover", Decimal("110"))
    draft = services.save_draft(
        request=draft, actor=cast.ada, version=draft.version, values={"needs_cover": False}, cost_lines=[cover]
    )
    assert draft.needs_cover is True
    # A step that leaves the costs alone cannot take it back, and without the amount it is what was said.
    draft = services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={"needs_cover": False})
    assert draft.needs_cover is True
    draft = services.save_draft(
        request=draft, actor=cast.ada, version=draft.version, values={"needs_cover": False}, cost_lines=[]
    )
    assert (draft.needs_cover, draft.total_cost) == (False, 0)


# --- Sending ---------------------------------------------------------------------------------------------------------


@pytest.mark.policy("IM-5")
def test_send_request_fixes_the_stages_and_tells_who_decides_first(cast):
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    request = sent(cast)
    request.refresh_from_db()
    assert [(s.round, s.position, s.role, s.school, s.outcome) for s in request.stages.all()] == [
        (1, 1, "headteacher", cast.oak, "waiting"),
        (1, 2, "executive_lead", None, "waiting"),
    ]
    assert (request.status, request.undecided_stages) == ("deciding", 2)
    assert request.sent_at == request.waiting_since is not None
    told = {notice.person: notice for notice in Notice.objects.all()}
    assert set(told) == {cast.hal, cast.sid}
    assert "decline it for Hal Example" in told[cast.sid].body
    assert told[cast.hal].path == reverse("courses:request-decide", args=[request.public_id])
    assert AuditEvent.objects.filter(code="courses.request.sent", actor=cast.ada).count() == 1


def test_send_request_twice_sends_once(cast):
    request = sent(cast)
    with pytest.raises(IllegalMove):
        send_request(request=request, actor=cast.ada)
    assert request.stages.count() == 2


@pytest.mark.parametrize("status", ["to_book", "booked"])
def test_send_request_takes_nothing_back_from_the_booking_officer(status, cast):
    # The flow allows deciding after these, for a change; the applicant's sending is not that.
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    with pytest.raises(IllegalMove):
        send_request(request=request, actor=cast.ada)


def test_send_request_is_for_its_writer_alone(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    for name in ("hal", "lin", "eve", "ann"):
        with pytest.raises(PermissionDenied):
            send_request(request=draft, actor=getattr(cast, name))


def test_send_request_refuses_what_another_window_changed(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    with pytest.raises(StaleVersion):
        send_request(request=draft, actor=cast.ada, version=draft.version - 1)


@pytest.mark.policy("IM-5")
@pytest.mark.parametrize(
    ("role", "words"), [("headteacher", "Headteacher at Oak Primary School"), ("executive_lead", "Executive Lead")]
)
def test_a_vacant_role_refuses_the_sending_and_tells_the_administrator_once(role, words, cast):
    Grant.objects.filter(role=role).update(ends_on=today() - dt.timedelta(days=1))
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    for _ in range(2):
        with pytest.raises(StageVacant, match=words):
            send_request(request=draft, actor=cast.ada)
    draft.refresh_from_db()
    assert (draft.status, draft.stages.count()) == ("draft", 0)
    notice = Notice.objects.get()
    assert notice.person == cast.ann
    assert words in notice.subject


def test_a_role_that_falls_vacant_again_is_told_again(cast):
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    yesterday = today() - dt.timedelta(days=1)
    for _ in range(2):
        Grant.objects.filter(role="executive_lead").update(ends_on=yesterday)
        with pytest.raises(StageVacant):
            send_request(request=draft, actor=cast.ada)
        GrantFactory(person=cast.cleo, role="executive_lead", starts_on=yesterday)
    assert Notice.objects.filter(person=cast.ann).count() == 2


def test_a_role_held_by_the_applicant_alone_is_vacant_for_them(cast):
    GrantFactory(person=cast.gus, role="chair_of_governors", school=cast.elm)
    # Gus is a governor of Oak, whose chair has gone.
    Grant.objects.filter(person=cast.chas).update(ends_on=today() - dt.timedelta(days=1))
    draft = RequestFactory(applicant=cast.gus, school=cast.oak, applies_as="governor")
    with pytest.raises(StageVacant, match="Chair of governors at Oak"):
        send_request(request=draft, actor=cast.gus)


# --- Sending again ---------------------------------------------------------------------------------------------------


def test_sending_again_goes_back_to_the_stage_that_returned_it(cast):
    request = returned(sent(cast), 2)
    change(request, cast.ada, why="Another reason.")
    again = send_request(request=request, actor=cast.ada)
    assert [(s.round, s.position, s.outcome) for s in again.stages.all()] == [(1, 1, "approved"), (1, 2, "waiting")]
    assert again.undecided_stages == 1
    event = AuditEvent.objects.get(code="courses.request.sent_again")
    assert event.changes == {"Reason for this course": ["To lead the lunchtime club.", "Another reason."]}
    # Eve hears of it a second time; Hal, who approved, does not.
    assert Notice.objects.filter(person=cast.eve, topic="decision").count() == 1
    assert Notice.objects.filter(person=cast.hal, topic="decision").count() == 1


def test_sending_again_after_the_first_stage_returned_it(cast):
    request = returned(sent(cast), 1)
    change(
        request, cast.ada, fee="5000", starts_on=today() + dt.timedelta(days=3), ends_on=today() + dt.timedelta(days=3)
    )
    again = send_request(request=request, actor=cast.ada)
    # Nobody has approved anything yet, so it is the same round.
    assert [(s.round, s.outcome) for s in again.stages.all()] == [(1, "waiting"), (1, "waiting")]
    assert Notice.objects.filter(person=cast.hal, topic="decision").count() == 2


DAY = today() + dt.timedelta(days=31)
DEPARTURES = [
    ({"fee": "146.00"}, True),
    ({"fee": "145.00"}, False),
    ({"fee": "10.00"}, False),
    ({"starts_on": DAY, "ends_on": DAY}, True),
    ({"title": "Another course"}, True),
    ({"provider_name": "Another provider"}, True),
    ({"why": "Other words"}, False),
    ({"venue": "Another place"}, False),
]


@pytest.mark.policy("IM-5")
@pytest.mark.parametrize(("values", "begins_anew"), DEPARTURES)
def test_what_departs_from_an_approval_begins_a_new_round(values, begins_anew, cast):
    request = returned(sent(cast), 2)  # 120 pounds; 25 are tolerated
    change(request, cast.ada, **values)
    again = send_request(request=request, actor=cast.ada)
    assert again.stages.order_by("-round").first().round == (2 if begins_anew else 1)
    assert again.undecided_stages == (2 if begins_anew else 1)


def test_small_steps_do_not_creep_past_the_tolerance(cast):
    request = returned(sent(cast), 2)
    change(request, cast.ada, fee="140.00")
    request = returned(send_request(request=request, actor=cast.ada), 2)
    change(request, cast.ada, fee="160.00")
    # 20 pounds more than last time, but 40 more than what the Headteacher approved.
    again = send_request(request=request, actor=cast.ada)
    assert again.stages.order_by("-round").first().round == 2


def test_another_school_means_other_stages(cast):
    PostFactory(person=cast.ada, school=cast.elm)
    cast.ada.forget_authority()
    request = returned(sent(cast), 1)
    change(request, cast.ada, school=cast.elm, applies_as="")
    again = send_request(request=request, actor=cast.ada)
    assert [(s.round, s.school) for s in again.stages.filter(position=1)] == [(1, cast.oak), (2, cast.elm)]
