"""The verbs of whoever asks: start, save, send, withdraw, discuss, ask again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from certificates.models import Requirement
from certificates.standing import standing_of_people
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from courses import snapshots
from courses.links import answer_need, links_of, require_choosable, settle_links
from courses.models import Comment, CostLine, Course, CourseDate, Outcome, Request, Stage, StageDecision
from courses.notices import asking as notices
from courses.policies import asking as policies
from courses.ranking import rank_of, served_by
from courses.selectors.asking import current_deciders
from courses.selectors.deciding import deciders_of
from courses.services.money import settle_request
from courses.stages import PlannedStage, capacities_of, plan_stages, stage_title, who_decides
from people.models import Person, Role, School
from people.selectors import holders
from planning.models import Need, Reason
from planning.money import pence

ANSWERS = (
    "school",
    "applies_as",
    "title",
    "provider_name",
    "website",
    "approach",
    "mode",
    "hours",
    "course_date",
    "starts_on",
    "ends_on",
    "starts_at",
    "ends_at",
    "venue",
    "reason",
    "requirement",
    "priority",
    "need",
    "action",
    "why",
    "intended_effect",
    "needs_cover",
)
COPIED = (
    "course",
    "title",
    "provider_name",
    "website",
    "approach",
    "mode",
    "hours",
    "venue",
    "reason",
    "requirement",
    "priority",
    "need",
    "action",
    "why",
    "intended_effect",
    "needs_cover",
)


class StageVacant(IllegalMove):
    """Nobody could decide a stage of the request, so it cannot be sent."""

    def __init__(self, stage: PlannedStage) -> None:
        self.stage = stage
        super().__init__(
            f"Nobody can decide as {stage_title(stage)} at present. "
            "The trust's administrator has been told. Your request is kept as it is: send it when the role is filled."
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost line as it comes in."""

    heading: str
    amount: Decimal
    note: str = ""


def _require_capacity(actor: Person, school: School, applies_as: str) -> None:
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities_of(actor)}
    if (school.pk, applies_as) not in held:
        raise PermissionDenied("You can ask only for a school where you have a post or a role.")


@transaction.atomic
def start_request(
    *,
    actor: Person,
    school: School,
    applies_as: str = "",
    course: Course | None = None,
    course_date: CourseDate | None = None,
    requirement: Requirement | None = None,
    need: Need | None = None,
) -> Request:
    """Start a draft for oneself, filled from a course of the catalogue where one is given.

    `requirement`: the one to renew; without it, the only one of the applicant's that the course counts for. `need`: the
    need that it is to answer, which gives it its reason; one that does not fit the school is left out. Returns the
    draft, which nobody else sees. Raises `PermissionDenied` for somebody without that capacity (policy R-3), and
    `Need.DoesNotExist` for a need that the actor cannot choose.
    """
    require(policies.can_ask(actor))
    _require_capacity(actor, school, applies_as)
    request = Request(applicant=actor, school=school, applies_as=applies_as)
    if course is not None:
        _fill_from_course(request, course, course_date)
        requirement = requirement or _only_duty(actor, course)
    if requirement is not None:
        request.reason, request.requirement = Reason.STATUTORY, requirement
    if need is not None:
        answer_need(request, need, actor)
    request.save()
    if course is not None and course.price is not None:
        CostLine.objects.create(request=request, heading=CostLine.Heading.FEE, amount=course.price)
    _total(request, list(request.cost_lines.all()))
    request.save(update_fields=["total_cost", "fee_unknown"])
    audit(actor, "courses.request.started", request)
    return request


def _only_duty(person: Person, course: Course) -> Requirement | None:
    """Return the requirement of the person that a course counts for, where it is one and not several."""
    counts_for = list(served_by(course).in_use())
    needed = standing_of_people([person.pk], requirements=counts_for).lines(person.pk) if counts_for else []
    return needed[0].requirement if len(needed) == 1 else None


def _fill_from_course(request: Request, course: Course, date: CourseDate | None) -> None:
    request.course = course
    request.title, request.provider_name = course.title, course.provider.name
    request.website, request.approach = course.website, course.approach
    request.mode, request.hours = course.mode, course.hours
    if date is not None and date.course_id == course.pk:
        request.course_date = date
        for name in ("starts_on", "ends_on", "starts_at", "ends_at", "venue"):
            setattr(request, name, getattr(date, name))


def _total(request: Request, lines: Sequence[CostLine]) -> None:
    request.total_cost = sum((line.amount for line in lines), Decimal(0))
    request.fee_unknown = all(line.heading != CostLine.Heading.FEE for line in lines)


@transaction.atomic
def save_draft(
    *,
    request: Request,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None = None,
) -> Request:
    """Save some answers of a draft, so that it can be left and continued.

    `values`: answers by field name (`ANSWERS`). `cost_lines`: all lines anew, or nothing to leave them; an amount for
    supply cover means that it is needed. Raises
    `StaleVersion` when another tab saved first, `IllegalMove` when it is no draft any more.
    """
    return _save(request, actor, version, values, cost_lines, Request.Status.DRAFT)


@transaction.atomic
def change_request(
    *,
    request: Request,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None = None,
) -> Request:
    """Save some answers of a request that was returned to be changed; what the approvers saw is kept beside.

    Arguments and errors as in `save_draft`.
    """
    changed = _save(request, actor, version, values, cost_lines, Request.Status.RETURNED)
    audit(actor, "courses.request.changed", changed)
    return changed


def _save(
    request: Request,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    cost_lines: Sequence[Cost] | None,
    status: str,
) -> Request:
    row: Request = Request.objects.lock_for(pk=request.pk)
    if row.status != status:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_edit(actor, row))
    if row.version != version:
        raise StaleVersion
    if unknown := set(values) - set(ANSWERS):
        raise ValueError(f"Not answers of a request: {sorted(unknown)}")
    before = links_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    require_choosable(row, actor, before)
    if {"school", "applies_as"} & set(values):
        _require_capacity(actor, row.school, row.applies_as)
    if row.reason != Reason.STATUTORY:
        row.requirement = None
    settle_links(row)
    if row.budget_line and (row.budget_line.school_id, row.budget_line.year) != (row.school_id, row.budget_year):
        row.budget_line = None  # an approver chose it for another school or year
    lines = list(row.cost_lines.all())
    if cost_lines is not None:
        row.cost_lines.all().delete()
        lines = [
            CostLine(request=row, heading=cost.heading, amount=pence(cost.amount), note=cost.note)
            for cost in cost_lines
        ]
        _total(row, lines)
    if any(line.heading == CostLine.Heading.COVER and line.amount for line in lines):
        row.needs_cover = True
    row.version += 1
    row.save()
    if cost_lines is not None:
        # After the request: the database takes an amount for cover only where cover is needed.
        CostLine.objects.bulk_create(lines)
    return row


def send_request(*, request: Request, actor: Person, version: int | None = None) -> Request:
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


def _send(request: Request, actor: Person, version: int | None) -> Request:
    row: Request = Request.objects.lock_for(Request.Status.DECIDING, pk=request.pk)
    if row.status not in policies.OPEN_TO_CHANGE:
        raise IllegalMove(row.moved_on_text())
    if version is not None and row.version != version:
        raise StaleVersion("You changed this in another window. Check it once more.")
    require(policies.can_send(actor, row))
    plan = plan_stages(applicant=row.applicant, school=row.school, applies_as=row.applies_as)
    for planned in plan:
        if not who_decides(planned, row.applicant):
            raise StageVacant(planned)
    before, after = row.sent_as, snapshots.answers_of(row)
    stages = _stages_for(row, plan)
    rank, is_renewal = rank_of(row)
    moment = now()
    row.move_to(
        Request.Status.DECIDING,
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


def _stages_for(request: Request, plan: list[PlannedStage]) -> list[Stage]:
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
def withdraw_request(*, request: Request, actor: Person, version: int | None = None) -> Request:
    """Withdraw one's own request, until it is booked; those who had it in hand are told.

    `version`: what the page showed. Raises `StaleVersion` when another window changed it since, `IllegalMove` when it
    is booked or over already, `PermissionDenied` for anybody else's.
    """
    row: Request = Request.objects.lock_for(Request.Status.WITHDRAWN, pk=request.pk)
    require(policies.can_withdraw(actor, row))
    if version is not None and row.version != version:
        raise StaleVersion("You changed this in another window. Look at it once more.")
    concerned = _who_had_it(row)
    settle_request(row, actor, status=Request.Status.WITHDRAWN)
    row.move_to(Request.Status.WITHDRAWN, waiting_since=None)
    audit(actor, "courses.request.withdrawn", row)
    notices.request_withdrawn(row, concerned)
    return row


def _who_had_it(request: Request) -> list[Person]:
    """Return those who decided or were to decide or to book, whom a withdrawal concerns."""
    people = {d.decided_by for d in StageDecision.objects.filter(stage__request=request).select_related("decided_by")}
    if request.status == Request.Status.DECIDING:
        people |= set(current_deciders(request))
    if request.status == Request.Status.TO_BOOK:
        people |= set(holders(Role.BOOKING_OFFICER))
    return _who_sees(request, people - {request.applicant})


@transaction.atomic
def comment_on_request(*, request: Request, actor: Person, text: str) -> Comment:
    """Write into the discussion on a request (policy IM-5); the others in it are told that somebody wrote.

    Raises `Request.DoesNotExist` for a request that the actor does not see, `PermissionDenied` for a draft.
    """
    row: Request = Request.objects.visible_to(actor).get(pk=request.pk)
    require(policies.can_comment(actor, row))
    comment = Comment.objects.create(request=row, author=actor, text=text, at=now())
    audit(actor, "courses.comment.written", row)
    notices.comment_written(comment, _who_talks(row, actor))
    return comment


def _who_talks(request: Request, author: Person) -> list[Person]:
    """Return the parties of a discussion but its author."""
    people = {request.applicant}
    people |= {comment.author for comment in request.comments.select_related("author")}
    people |= {d.decided_by for d in StageDecision.objects.filter(stage__request=request).select_related("decided_by")}
    people |= set(current_deciders(request))
    return _who_sees(request, people - {author})


def _who_sees(request: Request, people: set[Person]) -> list[Person]:
    """Return those of the people who still see the request, and may be told of it."""
    return [
        person
        for person in sorted(people, key=lambda person: person.pk)
        if Request.objects.visible_to(person).filter(pk=request.pk).exists()
    ]


@transaction.atomic
def copy_request(*, request: Request, actor: Person) -> Request:
    """Start a new draft on the pattern of an own request: the same course, reasons and costs, with days to come only.

    The school stays where the actor still has that capacity, else the first one held is taken.
    """
    require(policies.can_copy(actor, request))
    require(policies.can_ask(actor))
    capacities = capacities_of(actor)
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities}
    copy = Request(applicant=actor, school=request.school, applies_as=request.applies_as)
    if (request.school_id, request.applies_as) not in held:
        copy.school, copy.applies_as = capacities[0].school, capacities[0].applies_as
    for name in COPIED:
        setattr(copy, name, getattr(request, name))
    if request.starts_on and request.starts_on >= today():
        for name in ("course_date", "starts_on", "ends_on", "starts_at", "ends_at"):
            setattr(copy, name, getattr(request, name))
    settle_links(copy)
    copy.save()
    CostLine.objects.bulk_create(
        CostLine(request=copy, heading=line.heading, amount=line.amount, note=line.note)
        for line in request.cost_lines.all()
    )
    _total(copy, list(copy.cost_lines.all()))
    copy.save(update_fields=["total_cost", "fee_unknown"])
    audit(actor, "courses.request.started", copy)
    return copy
