"""How far a request has come: its steps, what happened to it, who has it now."""

import datetime as dt
from dataclasses import dataclass

from core.components import Step
from core.formatting import days_from_now, short_date
from core.history import HistoryEntry, history_of, words_of
from courses.approvals.selectors import current_stage, current_stages, deciders_of
from courses.approvals.stages import stage_title
from courses.requests.models import CourseRequest, Outcome, Stage, StageDecision
from courses.requests.selectors import where_text
from people.models import Person, Role
from people.selectors import waits_for_away
from people.trust_settings import role_title

S = CourseRequest.Status


def current_deciders(request: CourseRequest) -> list[Person]:
    """Return who could decide the stage at which the request is; nobody where it is not being decided."""
    stage = current_stage(request) if request.status == S.DECIDING else None
    return deciders_of(stage) if stage else []


def waits_for(request: CourseRequest, reader: Person) -> str:
    """Return in words that whoever decides the request now is away and has no stand-in; else ""."""
    return waits_for_away(current_deciders(request), reader)


def _names(people: list[Person]) -> str:
    return ", or ".join(str(person) for person in people) or "role currently vacant"


def _decided_by(decision: StageDecision) -> str:
    if decision.on_behalf_of:
        return f"{decision.decided_by} on behalf of {decision.on_behalf_of}"
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
            _since(request.waiting_since) if is_turn else "",
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
    """Return the way of a sent request as steps: sent, its stages in this round, booked."""
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
        steps.append(Step("Booking", "current", officer, _since(request.waiting_since)))
    elif request.status in (S.BOOKED, S.ATTENDED, S.NOT_ATTENDED, S.CLOSED):
        steps.append(Step("Booked", "done", officer))
    else:
        steps.append(Step("Booking", "skipped" if over else "coming", "" if over else officer))
    return steps


def _since(moment: dt.datetime | None) -> str:
    """Return "since yesterday", "since 20 Nov 2026"."""
    near = days_from_now(moment)
    return f"since {near if near in ('today', 'yesterday') else short_date(moment)}"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a request is, in words: "With your Headteacher", "since 20 Nov 2026, then Executive Lead, then booking"."""

    now: str
    then: str


def whereabouts(request: CourseRequest, reader: Person) -> Whereabouts:
    """Return where a request is and what comes after that, for its page."""
    stages = current_stages(request)
    waiting = [stage for stage in stages if stage.outcome == Outcome.WAITING] if request.status == S.DECIDING else []
    now = where_text(request.status, waiting[0].role if waiting else None, was_sent=request.sent_at is not None)
    if waiting and reader.pk == request.applicant_id and waiting[0].school_id:
        now = f"With your {role_title(waiting[0].role)}"
    then = [f"then {role_title(stage.role)}" for stage in waiting[1:]] + (["then booking"] if waiting else [])
    if request.status in (S.DECIDING, S.TO_BOOK):
        then.insert(0, _since(request.waiting_since))
    return Whereabouts(now, ", ".join(then))


def history_of_request(request: CourseRequest) -> list[HistoryEntry]:
    """Return what happened to a request, oldest first: its events and every decision with its reason."""
    entries = history_of(request)[::-1]
    decisions = StageDecision.objects.filter(stage__request=request).select_related(
        "stage__school", "decided_by", "on_behalf_of"
    )
    for decision in decisions:
        words = words_of(f"courses.request.{decision.outcome}")
        reason = decision.get_decline_reason_display() if decision.decline_reason else ""
        entries.append(
            HistoryEntry(
                decision.at,
                f"{words.title} by the {stage_title(decision.stage)}",
                words.tone,
                _decided_by(decision),
                "\n".join(part for part in (reason and f"{reason}.", decision.note) if part),
            )
        )
    return sorted(entries, key=lambda entry: entry.at)


def returned_decision(request: CourseRequest) -> StageDecision | None:
    """Return the decision by which a request came back to be changed, or nothing where it did not."""
    if request.status != CourseRequest.Status.RETURNED:
        return None
    return (
        StageDecision.objects.filter(stage__request=request, outcome="returned")
        .select_related("stage__school", "decided_by", "on_behalf_of")
        .last()
    )
