"""How far a request has come: its steps, what happened to it, who has it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.components import Step, Tone
from core.models import AuditEvent
from core.words import short_date
from courses.approvals.selectors import current_stage, deciders_of
from courses.approvals.stages import stage_title
from courses.requests.models import CourseRequest, Outcome, Stage, StageDecision
from courses.requests.snapshots import Change
from people.models import Person, Role
from people.trust_settings import role_title

S = CourseRequest.Status


# What the history of a request says for an audit code; decisions come from their own rows.
EVENT_WORDS: dict[str, tuple[str, Tone]] = {
    "courses.request.started": ("Started", "neutral"),
    "courses.request.sent": ("Sent", "info"),
    "courses.request.sent_again": ("Changed and sent again", "info"),
    "courses.request.linked": ("Linked with what it serves", "info"),
    "courses.request.withdrawn": ("Withdrawn", "neutral"),
    "courses.request.reopened": ("Back to the approvers", "warning"),
    "courses.request.escalated": ("Waited too long: the next role up may decide too", "warning"),
}

DECISION_WORDS: dict[str, tuple[str, Tone]] = {
    Outcome.APPROVED: ("Approved", "success"),
    Outcome.RETURNED: ("Returned to be changed", "warning"),
    Outcome.DECLINED: ("Declined", "danger"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a request's history."""

    at: datetime
    title: str
    tone: Tone
    by: str
    note: str = ""
    changes: tuple[Change, ...] = ()


def current_deciders(request: CourseRequest) -> list[Person]:
    """Return who could decide the stage at which the request is; nobody where it is not being decided."""
    stage = current_stage(request) if request.status == S.DECIDING else None
    return deciders_of(stage) if stage else []


def _names(people: list[Person]) -> str:
    return ", or ".join(str(person) for person in people) or "nobody holds this role at present"


def _decided_by(decision: StageDecision) -> str:
    if decision.on_behalf_of:
        return f"{decision.decided_by} for {decision.on_behalf_of}"
    return str(decision.decided_by)


def _title(stage: Stage) -> str:
    """Return who has the stage, the next role up too where it waited too long."""
    title = stage_title(stage)
    return f"{title} or {role_title(stage.escalated_to)}" if stage.escalated_to else title


def _stage_step(stage: Stage, request: CourseRequest, *, is_turn: bool) -> Step:
    """Return a stage as a step: who decided it and when, or who has it."""
    last = stage.decisions.last() if stage.outcome != Outcome.WAITING else None
    if last is None:
        state = "current" if is_turn else "coming" if request.status in (S.DECIDING, S.RETURNED) else "skipped"
        if state == "skipped":
            return Step(stage_title(stage), "skipped")
        return Step(
            _title(stage) if is_turn else stage_title(stage),
            "current" if is_turn else "coming",
            _names(deciders_of(stage)),
            f"since {short_date(request.waiting_since)}" if is_turn else "",
        )
    state_of = {Outcome.APPROVED: "done", Outcome.RETURNED: "returned", Outcome.DECLINED: "refused"}
    return Step(
        stage_title(stage),
        state_of[Outcome(stage.outcome)],  # type: ignore[arg-type]
        _decided_by(last),
        short_date(last.at),
        last.note,
    )


def steps_of(request: CourseRequest) -> list[Step]:
    """Return the way of a sent request as steps: sent, its stages in this round, booked, attended."""
    stages = list(
        request.stages.select_related("school").prefetch_related("decisions__decided_by", "decisions__on_behalf_of")
    )
    number = max((stage.round for stage in stages), default=0)
    stages = [stage for stage in stages if stage.round == number]
    turn = next((s for s in stages if s.outcome == Outcome.WAITING), None) if request.status == S.DECIDING else None
    steps = [Step("Sent", "done", str(request.applicant), short_date(request.sent_at))]
    steps += [_stage_step(stage, request, is_turn=stage is turn) for stage in stages]
    officer = role_title(Role.BOOKING_OFFICER)
    over = request.status in (S.DECLINED, S.WITHDRAWN, S.CANCELLED)
    if request.status == S.TO_BOOK:
        steps.append(Step("Booking", "current", officer, f"since {short_date(request.waiting_since)}"))
    elif request.status in (S.BOOKED, S.ATTENDED, S.NOT_ATTENDED, S.CLOSED):
        steps.append(Step("Booked", "done", officer))
    else:
        steps.append(Step("Booking", "skipped" if over else "coming", "" if over else officer))
    attended = {S.ATTENDED: "done", S.CLOSED: "done", S.NOT_ATTENDED: "skipped", S.BOOKED: "current"}
    state = "skipped" if over else attended.get(S(request.status), "coming")
    when = short_date(request.starts_on) if state in ("current", "coming") else ""
    steps.append(Step("Course", state, "", when))  # type: ignore[arg-type]
    return steps


def history_of(request: CourseRequest) -> list[Happened]:
    """Return what happened to a request, oldest first: events of the audit trail and every decision with its reason."""
    bookings = [str(booking.public_id) for booking in request.bookings.all()]
    events = (
        AuditEvent.objects.filter(
            Q(object_type="courses.courserequest", object_id=str(request.public_id))
            | Q(object_type="courses.booking", object_id__in=bookings),
            code__in=EVENT_WORDS,
        )
        .select_related("actor", "on_behalf_of")
        .order_by("at", "pk")
    )
    entries = [
        Happened(
            event.at,
            EVENT_WORDS[event.code][0],
            EVENT_WORDS[event.code][1],
            str(event.actor) if event.actor else "",
            event.note,
            tuple(Change(label, before, after) for label, (before, after) in _pairs(event.changes)),
        )
        for event in events
    ]
    decisions = StageDecision.objects.filter(stage__request=request).select_related(
        "stage__school", "decided_by", "on_behalf_of"
    )
    for decision in decisions:
        words, tone = DECISION_WORDS[decision.outcome]
        reason = decision.get_decline_reason_display() if decision.decline_reason else ""
        entries.append(
            Happened(
                decision.at,
                f"{words} by the {stage_title(decision.stage)}",
                tone,
                _decided_by(decision),
                "\n".join(part for part in (reason and f"{reason}.", decision.note) if part),
            )
        )
    return sorted(entries, key=lambda entry: entry.at)


def _pairs(changes: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the (before, after) pairs of an event, leaving out anything of another shape."""
    return [(str(k), [str(x) for x in v]) for k, v in changes.items() if isinstance(v, list) and len(v) == 2]


def returned_decision(request: CourseRequest) -> StageDecision | None:
    """Return the decision by which a request came back to be changed, or nothing where it did not."""
    if request.status != CourseRequest.Status.RETURNED:
        return None
    return (
        StageDecision.objects.filter(stage__request=request, outcome="returned")
        .select_related("stage__school", "decided_by", "on_behalf_of")
        .last()
    )
