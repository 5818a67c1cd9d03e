"""A request goes to its approvers, is discussed with them, comes back or goes round again (policy IM-5).

Written in the order that the database's triggers ask for, under the lock of the request's row.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from core.trust_settings import ours
from courses.approvals import notices
from courses.approvals.policies import can_reopen
from courses.approvals.progress import current_deciders
from courses.approvals.ranking import rank_of
from courses.approvals.selectors import current_stages, deciders_of
from courses.approvals.stages import PlannedStage, plan_stages, stage_title, who_decides
from courses.bookings.models import Booking
from courses.charging.services import settle_request
from courses.requests import policies, snapshots
from courses.requests.answers import kept_answers
from courses.requests.models import Comment, CourseRequest, Outcome, Stage, StageDecision
from people.models import Person, Role
from people.selectors import holders


class StageVacant(IllegalMove):
    """Nobody could decide a stage of the request, so it cannot be sent."""

    def __init__(self, stage: PlannedStage) -> None:
        self.stage = stage
        super().__init__(
            f"There's currently no {stage_title(stage)} to approve this, so we've told the "
            f"{ours('trust administrator')}. Your request is saved. Send it once the role is filled."
        )


def send_request(*, request: CourseRequest, actor: Person, version: int | None = None) -> CourseRequest:
    """Send a draft, or a returned request again, to those who decide on it (policy IM-5).

    The first sending fixes the stages as rows of round 1. Sending again after a return lets the stage that returned it
    decide again and earlier approvals stand, unless dates, school or (beyond the tolerance) cost departed from what
    was approved: then a new round begins. The rank for every queue is computed (policy IM-3, AP-7), and those who
    decide next are told.

    `version`: what the check page showed. Raises `StaleVersion` when it is not that any more, `IllegalMove` when it was
    sent already, `PermissionDenied` when it is incomplete or somebody else's, and `StageVacant` when a stage has
    nobody who could decide; then the trust's administrators are told, once a vacancy.
    """
    try:
        with transaction.atomic():
            return _send(request, actor, version)
    except StageVacant as vacant:
        with transaction.atomic():
            notices.role_vacant(vacant.stage)
        raise


def _send(request: CourseRequest, actor: Person, version: int | None) -> CourseRequest:
    row: CourseRequest = CourseRequest.objects.lock_for(CourseRequest.Status.DECIDING, pk=request.pk)
    if row.status not in policies.OPEN_TO_CHANGE:
        raise IllegalMove(row.moved_on_text())
    if version is not None and row.version != version:
        raise StaleVersion("It was not sent: you changed this in another window.")
    require(policies.can_send(actor, row))
    plan = plan_stages(applicant=row.applicant, school=row.school, applies_as=row.applies_as)
    for planned in plan:
        if not who_decides(planned, row.applicant):
            raise StageVacant(planned)
    before, after = row.sent_as, kept_answers(row)
    stages = _stages_for(row, plan)
    rank, is_renewal = rank_of(row)
    moment = now()
    row.move_to(
        CourseRequest.Status.DECIDING,
        undecided_stages=sum(stage.outcome != Outcome.APPROVED for stage in stages),
        sent_at=row.sent_at or moment,
        waiting_since=moment,
        rank=rank,
        is_renewal=is_renewal,
        sent_as=after,
        round_as=row.round_as,
        version=row.version + 1,
    )
    audit(
        actor,
        "courses.request.sent_again" if before else "courses.request.sent",
        row,
        changes={c.label: [c.before, c.after] for c in snapshots.changes_between(before, after)},
    )
    current = next(stage for stage in stages if stage.outcome == Outcome.WAITING)
    able = {person.pk for person in deciders_of(current)}
    notices.request_sent(row, current, [d for d in who_decides(current, row.applicant) if d.person.pk in able])
    return row


def _stages_for(request: CourseRequest, plan: list[PlannedStage]) -> list[Stage]:
    """Return the stages of the round that now begins or goes on, and set the terms on which it began."""
    latest = list(request.stages.order_by("-round", "position"))
    number = latest[0].round if latest else 0
    stages = [stage for stage in latest if stage.round == number]
    same_plan = [(s.role, s.school_id) for s in stages] == [(p.role, p.school and p.school.pk) for p in plan]
    has_approval = any(stage.outcome == Outcome.APPROVED for stage in stages)
    if stages and same_plan and not (has_approval and snapshots.departs_from(request.round_as, request)):
        for stage in stages:
            if stage.outcome == Outcome.RETURNED:
                stage.outcome = Outcome.WAITING
                stage.escalated_to, stage.escalated_at = "", None
                stage.save(update_fields=["outcome", "escalated_to", "escalated_at"])
        if not has_approval:
            request.round_as = snapshots.terms_of(request)
        return stages
    request.round_as = snapshots.terms_of(request)
    return [
        Stage.objects.create(
            request=request, round=number + 1, position=step.position, role=step.role, school=step.school
        )
        for step in plan
    ]


@transaction.atomic
def withdraw_request(*, request: CourseRequest, actor: Person, version: int | None = None) -> CourseRequest:
    """Withdraw one's own request, until it is booked; those who had it in hand are told.

    `version`: what the page showed. Raises `StaleVersion` when another window changed it since, `IllegalMove` when it
    is booked or over already, `PermissionDenied` for anybody else's.
    """
    row: CourseRequest = CourseRequest.objects.lock_for(CourseRequest.Status.WITHDRAWN, pk=request.pk)
    require(policies.can_withdraw(actor, row))
    if version is not None and row.version != version:
        raise StaleVersion("You changed this in another window.")
    concerned = _who_had_it(row)
    settle_request(row, actor, status=CourseRequest.Status.WITHDRAWN)
    row.move_to(CourseRequest.Status.WITHDRAWN, waiting_since=None)
    audit(actor, "courses.request.withdrawn", row)
    notices.request_withdrawn(row, concerned)
    return row


def _who_had_it(request: CourseRequest) -> list[Person]:
    """Return those who decided or were to decide or to book, whom a withdrawal concerns."""
    people = {d.decided_by for d in StageDecision.objects.filter(stage__request=request).select_related("decided_by")}
    if request.status == CourseRequest.Status.DECIDING:
        people |= set(current_deciders(request))
    if request.status == CourseRequest.Status.TO_BOOK:
        people |= set(holders(Role.BOOKING_OFFICER))
    return _who_sees(request, people - {request.applicant})


@transaction.atomic
def comment_on_request(*, request: CourseRequest, actor: Person, text: str) -> Comment:
    """Write into the discussion on a request (policy IM-5); the others in it are told that somebody wrote.

    Raises `CourseRequest.DoesNotExist` for a request that the actor does not see, `PermissionDenied` for a draft.
    """
    row: CourseRequest = CourseRequest.objects.visible_to(actor).get(pk=request.pk)
    require(policies.can_comment(actor, row))
    comment = Comment.objects.create(request=row, author=actor, text=text, at=now())
    audit(actor, "courses.comment.written", row)
    notices.comment_written(comment, _who_talks(row, actor))
    return comment


def _who_talks(request: CourseRequest, author: Person) -> list[Person]:
    """Return the parties of a discussion but its author."""
    people = {request.applicant}
    people |= {comment.author for comment in request.comments.select_related("author")}
    people |= {d.decided_by for d in StageDecision.objects.filter(stage__request=request).select_related("decided_by")}
    people |= set(current_deciders(request))
    return _who_sees(request, people - {author})


def _who_sees(request: CourseRequest, people: set[Person]) -> list[Person]:
    """Return those of the people who still see the request, and may be told of it."""
    return [
        person
        for person in sorted(people, key=lambda person: person.pk)
        if CourseRequest.objects.visible_to(person).filter(pk=request.pk).exists()
    ]


Status = CourseRequest.Status


@transaction.atomic
def reopen_request(*, request: CourseRequest, actor: Person, note: str) -> CourseRequest:
    """Send an approved request back to all its approvers: its cost, dates or person changed (design, policy IM-5).

    A new round of the same stages begins. `note` says what changed and must not be empty (`ValidationError`). Tells
    the applicant, the first approver and the central booking officer. Raises `IllegalMove`, also while a booking
    stands (whoever books cancels it first), and `PermissionDenied`.
    """
    if not note.strip():
        raise ValidationError({"note": "Enter what has changed."})
    locked = CourseRequest.objects.lock_for(Status.DECIDING, pk=request.pk)
    require(can_reopen(actor, locked))
    if Booking.objects.filter(request=locked).exclude(status=Booking.Status.CANCELLED).exists():
        raise IllegalMove("Cancel the booking before you send this back for approval.")
    round_before = current_stages(locked)
    settle_request(locked, actor, status=Status.DECIDING)
    rank, is_renewal = rank_of(locked)
    # The status first: the database adds no stage to what is approved.
    locked.move_to(
        Status.DECIDING,
        rank=rank,
        is_renewal=is_renewal,
        undecided_stages=len(round_before),
        waiting_since=now(),
        round_as=snapshots.terms_of(locked),
        sent_as=kept_answers(locked),
    )
    first, *_ = [
        Stage.objects.create(
            request=locked,
            round=stage.round + 1,
            position=stage.position,
            role=stage.role,
            school=stage.school,
        )
        for stage in round_before
    ]
    audit(actor, "courses.request.reopened", locked, note=note, changes={"round": [first.round - 1, first.round]})
    notices.request_reopened(locked, first, actor, note)
    return locked
