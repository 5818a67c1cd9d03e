"""All that is needed to decide on a request in ten seconds, on one card (design section 4, policy AP-10, HS-2)."""

import datetime as dt
from dataclasses import dataclass

from budgets.policies import can_exceed
from certificates.expiry import Status
from core.calendar import today
from core.components import Step
from core.decisions import allowed_if
from core.formatting import long_date
from core.history import HistoryEntry
from courses.approvals.progress import history_of_request, steps_of
from courses.approvals.ranking import Duty, duty_of
from courses.approvals.selectors import Capacity, current_stage, open_capacities, out_of_school, seen_token
from courses.catalogue.models import Course
from courses.charging.selectors import MoneyCard, money_card
from courses.requests.clashes import Leaving, TimeOut, leaving_of, requests_out_with, time_out_of_class
from courses.requests.models import Comment, CostLine, CourseRequest, Stage
from courses.requests.selectors import alternatives_for, events_for
from courses.value.experience import Prices, prices_elsewhere
from courses.value.selectors import Prepaid, prepaid_for
from people.models import Person, Post
from people.trust_settings import role_title
from planning.scope import sees_money
from training.places.alternatives import EventInstead

REQUIREMENT_TONES = {
    Status.EXPIRED: "danger",
    Status.NEVER_DONE: "danger",
    Status.DUE_SOON: "warning",
    Status.BOOKED: "waiting",
    Status.VALID: "success",
    Status.EXEMPT: "success",
}
RANK_TONES: dict[int, str] = {
    CourseRequest.Rank.STATUTORY_EXPIRED: "danger",
    CourseRequest.Rank.STATUTORY_EXPIRING: "warning",
    CourseRequest.Rank.ECT: "info",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else of that school who is out on one of the days."""

    person: Person
    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """What an approver reads before deciding."""

    request: CourseRequest
    stage: Stage | None
    capacity: Capacity | None
    seen: str
    steps: list[Step]
    job: str
    duty: Duty | None
    cost_lines: list[CostLine]
    colleagues: list[Colleague]
    colleagues_unnamed: int
    leaving: Leaving | None
    time_out: TimeOut | None
    alternatives: list[Course]
    events: list[EventInstead]
    prices: Prices | None
    prepaid: list[Prepaid]
    money: MoneyCard | None
    history: list[HistoryEntry]
    is_past: bool

    @property
    def who(self) -> str:
        """Return who asks: name, job and school."""
        return " · ".join(str(part) for part in (self.request.applicant, self.job, self.request.school) if part)

    @property
    def has_been_discussed(self) -> bool:
        """Return whether more has happened than that it was sent."""
        return len(self.history) > 1

    @property
    def rank_tone(self) -> str:
        """Return the tone of the request's rank."""
        return RANK_TONES.get(self.request.rank, "neutral")

    @property
    def requirement_status(self) -> str:
        """Return in words how the applicant stands with the requirement that the request names."""
        if self.duty is None:
            return ""
        line = self.duty.line
        if line.status == Status.AWAY or line.held is None or line.held.expires_on is None:
            return line.status.label
        return f"{line.status.label}, {'since' if self.duty.is_expired else 'until'} {long_date(line.held.expires_on)}"

    @property
    def requirement_tone(self) -> str:
        """Return the tone of that."""
        return "neutral" if self.duty is None else REQUIREMENT_TONES.get(self.duty.line.status, "neutral")


def decision_card(request: CourseRequest, actor: Person) -> DecisionCard:
    """Return the card of a request for somebody who is to decide on it. The number of queries is always the same."""
    stage = current_stage(request)
    capacity = next(iter(open_capacities(actor, stage)), None) if stage else None
    named, unnamed = colleagues_out(request, actor)
    return DecisionCard(
        request=request,
        stage=stage,
        capacity=capacity,
        seen=seen_token(request, stage) if stage else "",
        steps=steps_of(request),
        job=_job(request),
        duty=duty_of(request),
        cost_lines=list(request.cost_lines.all()),
        colleagues=named,
        colleagues_unnamed=unnamed,
        leaving=leaving_of([request]).get(request.pk),
        time_out=time_out_of_class(request),
        alternatives=list(alternatives_for(request)),
        events=events_for(request, actor),
        prices=prices_elsewhere(request, actor),
        prepaid=prepaid_for(request),
        money=money_for(request, stage, capacity),
        history=everything_said(request),
        is_past=request.starts_on is not None and request.starts_on < today(),
    )


def money_before(actor: Person, request: CourseRequest) -> MoneyCard | None:
    """Return what the request does to the school's budget, as the actor's card shows it."""
    stage = current_stage(request)
    return money_for(request, stage, next(iter(open_capacities(actor, stage)), None) if stage else None)


def money_for(request: CourseRequest, stage: Stage | None, capacity: Capacity | None) -> MoneyCard | None:
    """Return what the request does to the school's budget, for whoever decides and sees its money; else nothing."""
    if stage is None or capacity is None or not sees_money(capacity.principal, request.school):
        return None
    may_exceed = can_exceed(capacity.principal, stage.role) & allowed_if(
        request.undecided_stages == 1, "Only the final approver can approve an overspend."
    )
    return money_card(request, may_exceed)


def _job(request: CourseRequest) -> str:
    if request.applies_as:
        return role_title(request.applies_as)
    post = Post.objects.current().filter(person=request.applicant_id, school=request.school_id).first()
    return post.job_title if post else ""


def colleagues_out(request: CourseRequest, actor: Person) -> tuple[list[Colleague], int]:
    """Return who else of the school is out on one of the days, and how many more the actor may not know by name."""
    rows = out_of_school(requests_out_with(request))
    visible = CourseRequest.objects.visible_to(actor).values("pk")
    named: dict[int, Colleague] = {}
    for row in rows.filter(pk__in=visible):
        colleague = Colleague(
            row.applicant, row.title, row.starts_on, row.ends_on, row.status != CourseRequest.Status.DECIDING
        )
        if row.applicant_id not in named or colleague.is_certain:
            named[row.applicant_id] = colleague
    unnamed = rows.exclude(applicant__in=list(named)).order_by().values("applicant").distinct().count()
    return list(named.values()), unnamed


def everything_said(request: CourseRequest) -> list[HistoryEntry]:
    """Return what happened so far and what was said in the discussion, oldest first."""
    said = [
        HistoryEntry(comment.at, "Comment", "neutral", str(comment.author), comment.text)
        for comment in Comment.objects.filter(request=request).select_related("author")
    ]
    return sorted([*history_of_request(request), *said], key=lambda entry: entry.at)
