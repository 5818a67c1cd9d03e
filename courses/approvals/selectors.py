"""Whose turn it is: the stage that a request stands at, who may decide it, in whose name; and the queue (IM-5).

A *principal* holds a role that decides the stage. A *capacity* is that of a principal, or of a principal's deputy.
The queue (`CourseRequest.objects.awaiting`) says the same in SQL; a test keeps the two equal.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.calendar import today
from core.reading import Steps, counting_up_to, run_steps
from courses.approvals.stages import stage_title
from courses.requests.models import CourseRequest, Outcome, Stage, StageDecision
from people.authority import Authority
from people.models import Delegation, Grant, Person, Role
from people.selectors import holders
from people.trust_settings import role_title
from planning.models import Mode

ESCALATES_TO: dict[str, str] = {
    Role.HEADTEACHER: Role.EXECUTIVE_LEAD,
    Role.HEAD_OF_SCHOOL: Role.EXECUTIVE_LEAD,
    Role.CHAIR_OF_GOVERNORS: Role.EXECUTIVE_LEAD,
    Role.CENTRAL_HEAD: Role.CEO,
    Role.EXECUTIVE_LEAD: Role.CEO,
    Role.CEO: Role.CHAIR_OF_TRUSTEES,
    Role.CHAIR_OF_TRUSTEES: Role.CEO,
}


@dataclass(frozen=True, slots=True)
class Capacity:
    """In whose power somebody decides: their own, or that of an approver for whom they are deputy."""

    actor: Person
    on_behalf_of: Person | None = None

    @property
    def principal(self) -> Person:
        """Return whose power it is."""
        return self.on_behalf_of or self.actor


def current_stages(request: CourseRequest) -> list[Stage]:
    """Return the stages of the request's latest round, in order."""
    stages = list(request.stages.all())
    latest = max((stage.round for stage in stages), default=0)
    return sorted((stage for stage in stages if stage.round == latest), key=lambda stage: stage.position)


def current_stage(request: CourseRequest) -> Stage | None:
    """Return the stage that the request stands at: the first of the latest round that is not approved."""
    return next((stage for stage in current_stages(request) if stage.outcome != Outcome.APPROVED), None)


def next_attempt(stage: Stage) -> int:
    """Return the number of the stage's next decision: a stage that was returned is decided again."""
    return stage.decisions.count() + 1


def seen_token(request: CourseRequest, stage: Stage, attempt: int | None = None) -> str:
    """Return what a page says that its reader has seen, so that nobody decides on something else than they read."""
    return f"{stage.public_id}.{attempt or next_attempt(stage)}.{request.version}"


def roles_that_decide(stage: Stage) -> set[str]:
    """Return the roles whose holders decide the stage: its own, and the one that it was escalated to.

    Where the school has lost its Headteacher and has a Head of School now, or the other way about, the one that it
    has decides.
    """
    roles = {stage.role}
    if stage.role in Role.school_leaders() and not holders(stage.role, stage.school).exists():
        roles |= set(Role.school_leaders())
    return roles | ({stage.escalated_to} if stage.escalated_to else set())


def principals_of(stage: Stage, roles: Iterable[str] | None = None) -> "QuerySet[Person]":
    """Return those who hold a role that decides the stage today and may act; never the applicant."""
    day = today()
    grants = Grant.objects.on(day).filter(
        Q(school=None) | Q(school=stage.school_id), role__in=roles or roles_that_decide(stage)
    )
    return (
        Person.objects.filter(pk__in=grants.values("person"), is_active=True)
        .exclude(left_on__lt=day)
        .exclude(pk=stage.request.applicant_id)
    )


def involved_in_other_stages(stage: Stage) -> set[int]:
    """Return the ids of those who decided another stage of this round, oneself or through a deputy."""
    rows = (
        StageDecision.objects.filter(stage__request=stage.request_id, stage__round=stage.round)
        .exclude(stage=stage)
        .values_list("decided_by", "on_behalf_of")
    )
    return {pk for row in rows for pk in row if pk is not None}


def deciders_of(stage: Stage) -> list[Person]:
    """Return everybody who may decide the stage today: holders of its role and their deputies, never the applicant.

    Whoever decided another stage of the round is left out while somebody else could decide this one.
    """
    involved = involved_in_other_stages(stage)
    principals = list(principals_of(stage))
    fresh = [person for person in principals if person.pk not in involved]
    if fresh:
        principals = fresh
    else:
        involved = set()
    deputies = (
        Delegation.objects.current()
        .filter(person__in=principals, ended_at=None, deputy__is_active=True)
        .exclude(deputy=stage.request.applicant_id)
        .exclude(deputy__left_on__lt=today())
        .exclude(deputy__in=involved)
        .select_related("deputy")
    )
    found = {person.pk: person for person in [*principals, *(held.deputy for held in deputies)]}
    return sorted(found.values(), key=lambda person: (person.last_name, person.first_name, person.pk))


def capacities(actor: Person, stage: Stage) -> list[Capacity]:
    """Return the capacities in which the actor reaches the stage, their own first.

    Nothing is left out yet but roles that don't reach it: policies say what the actor may not do all the same.
    """
    roles = roles_that_decide(stage)
    found = [Capacity(actor)] if _reaches(actor.authority, roles, stage) else []
    principals = sorted(actor.authority.delegators, key=lambda person: person.pk)
    return found + [Capacity(actor, person) for person in principals if _reaches(person.authority, roles, stage)]


def open_capacities(actor: Person, stage: Stage) -> list[Capacity]:
    """Return the capacities in which the actor may decide the stage.

    Never on one's own request and never for the applicant, who has no power over it to lend; and not for somebody
    who decided another stage of the round, while somebody else could decide this one.
    """
    applicant = stage.request.applicant_id
    if actor.pk == applicant:
        return []
    held = [capacity for capacity in capacities(actor, stage) if capacity.principal.pk != applicant]
    if not held:
        return []
    involved = involved_in_other_stages(stage)
    unspent = [c for c in held if actor.pk not in involved and c.principal.pk not in involved]
    if unspent or principals_of(stage).exclude(pk__in=involved).exists():
        return unspent
    return held


def _reaches(authority: Authority, roles: set[str], stage: Stage) -> bool:
    return any(
        grant.role in roles and (grant.school_id is None or grant.school_id == stage.school_id)
        for grant in authority.grants
    )


def with_whom(stage: Stage) -> str:
    """Return in words who has the request: "the Headteacher of Oak Primary School", "the Executive Lead"."""
    words = f"the {stage_title(stage)}"
    return f"{words} and the {role_title(stage.escalated_to)}" if stage.escalated_to else words


def out_of_school(requests: "QuerySet[CourseRequest]") -> "QuerySet[CourseRequest]":
    """Leave out what is done in one's own time: nobody is missing because of it."""
    return requests.exclude(mode=Mode.ONLINE_OWN_TIME).filter(applies_as="")


def waiting_for(actor: Person) -> "QuerySet[Any]":
    """Return what waits for the actor's decision in policy order (IM-3, AP-7), annotated for the list.

    `others_out`: how many colleagues of that school are asked for or booked on the same days. `stage_id` and
    `attempt`: what `seen_token` is made of.
    """
    stage = Stage.objects.current().filter(request=OuterRef("pk"))
    decided = (
        StageDecision.objects.filter(stage__public_id=OuterRef("stage_id"))
        .order_by()
        .values("stage")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        run_steps(rows_waiting(actor))
        .visible_to(actor)
        .select_related("applicant", "school", "requirement")
        .annotate(
            stage_id=Subquery(stage.values("public_id")[:1]),
            attempt=Coalesce(Subquery(decided), 0) + 1,
            others_out=Coalesce(Subquery(_others_out()), 0),
        )
    )


def moved_on(actor: Person, stages: Collection[UUID | None]) -> list[CourseRequest]:
    """Return the requests with these stages that the actor may see and that do not wait for them, by title."""
    waiting = CourseRequest.objects.awaiting(actor)
    seen = CourseRequest.objects.visible_to(actor).filter(stages__public_id__in=[key for key in stages if key])
    return list(
        seen.exclude(pk__in=waiting.values("pk")).select_related("applicant").order_by("title", "pk").distinct()
    )


def seen_in_list(row: Any) -> str:
    """Return `seen_token` of a row of `waiting_for`, without asking the database again."""
    return f"{row.stage_id}.{row.attempt}.{row.version}"


def _others_out() -> Any:
    """Return the query that counts the colleagues of the outer request's school who are out on one of its days."""
    return (
        out_of_school(
            CourseRequest.objects.filter(school=OuterRef("school"), status__in=CourseRequest.Status.holding_a_day())
        )
        .filter(starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on"))
        .exclude(applicant=OuterRef("applicant"))
        .order_by()
        .values("school")
        .annotate(n=Count("applicant", distinct=True))
        .values("n")
    )


def next_for(actor: Person, after: CourseRequest) -> CourseRequest | None:
    """Return what the actor decides next, after `after`: the first of the queue that is another one."""
    return CourseRequest.objects.awaiting(actor).visible_to(actor).exclude(pk=after.pk).first()


DECIDES = (
    *Role.school_leaders(),
    Role.EXECUTIVE_LEAD,
    Role.CEO,
    Role.CENTRAL_HEAD,
    Role.CHAIR_OF_GOVERNORS,
    Role.CHAIR_OF_TRUSTEES,
)


def may_decide(person: Person) -> bool:
    """Return whether requests may come to the person, by a role or as the stand-in of somebody."""
    return person.authority.holds_any(DECIDES) or bool(person.authority.delegators)


def counting_waiting(actor: Person, at_most: int | None = None) -> Steps[int]:
    """Return by steps how many requests wait for the actor, or `at_most` where there are as many or more."""
    found = yield from _all_at_desk(actor, at_most)
    if found is None:
        return (yield from counting_up_to(CourseRequest.objects.awaiting(actor), at_most))
    return len(found)


def rows_waiting(actor: Person) -> "Steps[Any]":
    """Return by steps the rows of `awaiting`, as a queryset that is quickly asked."""
    found = yield from _all_at_desk(actor)
    waiting = CourseRequest.objects
    return waiting.awaiting(actor) if found is None else waiting.filter(pk__in=found).in_policy_order()


def _all_at_desk(actor: Person, at_most: int | None = None) -> "Steps[Collection[int] | None]":
    """Return the keys of the requests at somebody's desk where all are theirs to decide; else None.

    Whoever decided no other stage of what stands at their desk has all of it to decide, and `awaiting` need not be
    asked, which looks for such stages of every request.
    """
    if not may_decide(actor):
        return ()
    people = {actor.pk, *(person.pk for person in actor.authority.delegators)}
    # Asked of each row at the desk, and not of all that somebody ever decided.
    elsewhere = StageDecision.objects.filter(
        Q(decided_by__in=people) | Q(on_behalf_of__in=people), stage__request=OuterRef("request")
    ).exclude(stage=OuterRef("pk"))
    at_desk = Stage.objects.at_desk_of(actor).order_by().annotate(is_involved=Exists(elsewhere))
    rows = yield at_desk.values_list("request", "is_involved")[:at_most]
    return None if any(is_involved for _, is_involved in rows) else {request for request, _ in rows}
