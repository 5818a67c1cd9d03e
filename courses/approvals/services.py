"""Deciding on a request: approve, return, decline, several at once (policy IM-5).

Each verb locks the request's row first, and looks again at the stage that it stands at. Written in the order that the
database's triggers ask for: the decision, the stage's outcome, then the request in one update.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from budgets.ledger import OverBudget
from budgets.models import BudgetLine
from budgets.policies import can_exceed
from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from courses.approvals import notices, policies
from courses.approvals.selectors import current_stage, current_stages, next_attempt, open_capacities, seen_token
from courses.charging.selectors import line_for, open_lines
from courses.charging.services import settle_request
from courses.requests.models import CourseRequest, DeclineReason, Outcome, Stage, StageDecision
from people.models import Person

Status = CourseRequest.Status


@transaction.atomic
def approve_request(
    *,
    request: CourseRequest,
    actor: Person,
    note: str = "",
    on_behalf_of: Person | None = None,
    seen: str | None = None,
    budget_line: BudgetLine | None = None,
    over_reason: str = "",
) -> CourseRequest:
    """Approve the stage that the request stands at; after the last one it is to be booked (policy IM-5).

    `on_behalf_of`: the approver whose deputy the actor is; left out, the actor's own role goes before any deputyship.
    `seen`: what the actor's page said it showed (`approvals.selectors.seen_token`). `budget_line`: the line that is to
    pay, where the actor chose it. The last approval holds the cost on the line (AP-6); `over_reason`: why that line
    may go over. Tells the applicant, and whoever decides next or, in the end, the central booking officer. Raises
    `IllegalMove` when the request has changed meanwhile, `OverBudget` when the line has not enough
    left, `PermissionDenied` with the reason.
    """
    locked, stage = _lock(request, Status.TO_BOOK, seen)
    require(policies.can_approve(actor, locked, on_behalf_of))
    principal = on_behalf_of or open_capacities(actor, stage)[0].principal
    if budget_line is not None:
        _choose_line(locked, budget_line, principal)
    decision = _write_decision(stage, Outcome.APPROVED, actor, on_behalf_of, note=note)
    following = current_stage(locked)
    if following is not None:
        locked.undecided_stages = sum(row.outcome != Outcome.APPROVED for row in current_stages(locked))
        locked.waiting_since = decision.at
        locked.save(update_fields=["undecided_stages", "waiting_since", "budget_line"])
    else:
        # Before the request's own row is written: the line is locked before a row points to it.
        _hold(locked, stage, actor, principal, over_reason)
        locked.move_to(
            Status.TO_BOOK,
            undecided_stages=0,
            waiting_since=decision.at,
            agreed_cost=locked.total_cost,
            agreed_starts_on=locked.starts_on,
            agreed_ends_on=locked.ends_on,
            budget_line=locked.budget_line,
        )
    _audit("courses.request.approved", locked, decision)
    notices.request_approved(locked, decision, following)
    return locked


def _choose_line(request: CourseRequest, line: BudgetLine, principal: Person) -> None:
    """Let another line pay than the one that the request points to; one of the open lines of its school and year."""
    require(policies.can_choose_line(principal, request))
    lines = open_lines(request)
    if line.pk not in {row.pk for row in lines}:
        raise IllegalMove("This budget line is closed. Choose another.")
    fitting = line_for(request, lines)
    if fitting is None or fitting.pk != line.pk:
        request.budget_line = line


def _hold(request: CourseRequest, stage: Stage, actor: Person, principal: Person, over_reason: str) -> None:
    """Hold the cost on the request's line; over it only with a reason, by whom the policy lets."""
    try:
        settle_request(request, actor, status=Status.TO_BOOK, anew=True)
    except OverBudget:
        if not over_reason.strip():
            raise
        require(can_exceed(principal, stage.role))
        settle_request(request, actor, status=Status.TO_BOOK, anew=True, over_reason=over_reason)


@transaction.atomic
def return_request(
    *, request: CourseRequest, actor: Person, note: str, on_behalf_of: Person | None = None, seen: str | None = None
) -> CourseRequest:
    """Ask the applicant for a change; sent again, the request comes back to this stage (policy IM-5).

    `note` says what to change and must not be empty (`ValidationError`). Other errors as in `approve_request`.
    """
    return _turn_down(request, Outcome.RETURNED, actor, note=note, on_behalf_of=on_behalf_of, seen=seen)


@transaction.atomic
def decline_request(
    *,
    request: CourseRequest,
    actor: Person,
    decline_reason: str,
    note: str,
    on_behalf_of: Person | None = None,
    seen: str | None = None,
) -> CourseRequest:
    """Decline a request for good, with one of the reasons and a sentence for the applicant (policy EO-1).

    Raises `ValidationError` without a known reason or a sentence. Other errors as in `approve_request`.
    """
    if decline_reason not in DeclineReason.values:
        raise ValidationError({"decline_reason": "Choose a reason."})
    return _turn_down(
        request,
        Outcome.DECLINED,
        actor,
        note=note,
        on_behalf_of=on_behalf_of,
        seen=seen,
        decline_reason=decline_reason,
    )


@dataclass(frozen=True)
class BulkResult:
    """What came of approving several at once: what was approved, and why the others were not."""

    approved: list[CourseRequest] = field(default_factory=list)
    failed: list[tuple[CourseRequest, str]] = field(default_factory=list)


def approve_several(
    *, requests: Iterable[CourseRequest], actor: Person, note: str = "", seen: Mapping[int, str] | None = None
) -> BulkResult:
    """Approve several statutory renewals, each in a transaction of its own (policy IM-3).

    One that fails (it has changed meanwhile, or is no statutory renewal) stops no other: it comes back with the reason.
    `seen`: for a request's key what the actor's page showed of it.
    """
    outcome = BulkResult()
    for request in requests:
        try:
            with transaction.atomic():
                locked = CourseRequest.objects.lock_for(Status.TO_BOOK, pk=request.pk)
                require(policies.can_approve_with_others(actor, locked))
                approved = approve_request(
                    request=locked, actor=actor, note=note, seen=None if seen is None else seen.get(request.pk, "")
                )
        except (PermissionDenied, IllegalMove) as reason:
            outcome.failed.append((request, str(reason)))
        else:
            outcome.approved.append(approved)
    return outcome


def _lock(request: CourseRequest, target: str, seen: str | None) -> tuple[CourseRequest, Stage]:
    """Lock the request and return it fresh with the stage that it stands at.

    Raises `IllegalMove` when it can't move to `target` any more, `StaleVersion` when it isn't what the actor saw.
    """
    locked: CourseRequest = CourseRequest.objects.lock_for(target, pk=request.pk)
    stage = current_stage(locked)
    if stage is None:
        raise IllegalMove(locked.moved_on_text())
    if seen is not None and seen != seen_token(locked, stage):
        raise StaleVersion("This has changed since you opened it: the request has moved on.")
    stage.request = locked
    return locked, stage


def _turn_down(
    request: CourseRequest,
    outcome: Outcome,
    actor: Person,
    *,
    note: str,
    on_behalf_of: Person | None,
    seen: str | None,
    decline_reason: str = "",
) -> CourseRequest:
    """Return or decline: the request leaves its approvers, with words for the applicant."""
    if not note.strip():
        raise ValidationError({"note": "Enter a message to the applicant."})
    target = Status.RETURNED if outcome == Outcome.RETURNED else Status.DECLINED
    locked, stage = _lock(request, target, seen)
    may = policies.can_return if outcome == Outcome.RETURNED else policies.can_decline
    require(may(actor, locked, on_behalf_of))
    decision = _write_decision(stage, outcome, actor, on_behalf_of, note=note, decline_reason=decline_reason)
    locked.move_to(target, waiting_since=decision.at)
    _audit(f"courses.request.{outcome.value}", locked, decision)
    if outcome == Outcome.RETURNED:
        notices.request_returned(locked, decision)
    else:
        notices.request_declined(locked, decision)
    return locked


def _write_decision(
    stage: Stage,
    outcome: Outcome,
    actor: Person,
    on_behalf_of: Person | None,
    *,
    note: str,
    decline_reason: str = "",
) -> StageDecision:
    """Write the decision, "A for B" where the actor has the power from B, then the stage's outcome."""
    principal = on_behalf_of or open_capacities(actor, stage)[0].on_behalf_of
    decision = StageDecision.objects.create(
        stage=stage,
        attempt=next_attempt(stage),
        outcome=outcome,
        decided_by=actor,
        on_behalf_of=None if principal == actor else principal,
        applicant_id=stage.request.applicant_id,
        decline_reason=decline_reason,
        note=note.strip(),
        at=now(),
    )
    stage.outcome = outcome
    stage.save(update_fields=["outcome"])
    return decision


def _audit(code: str, request: CourseRequest, decision: StageDecision) -> None:
    audit(
        decision.decided_by,
        code,
        request,
        note=decision.note,
        on_behalf_of=decision.on_behalf_of,
        changes={"stage": [decision.stage.role, decision.outcome], "decline_reason": decision.decline_reason},
    )
