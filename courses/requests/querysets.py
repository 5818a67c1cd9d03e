"""Who sees which requests, and whose turn each is. Pages, totals, searches and exports all start here."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from core.calendar import today
from core.flow import FlowQuerySet
from core.search import Searched
from people.querysets import names, open_on

if TYPE_CHECKING:
    from people.authority import Authority
    from people.models import Person


class RequestQuerySet(Searched, FlowQuerySet):
    """Requests for courses."""

    SEARCHED = ("title", "provider_name", *names("applicant"))

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own requests, those of the schools that one leads, and those that one decides on.

        A draft belongs to its writer alone. The Executive Lead and the CEO see every request that was sent, and so
        does the administrator; the central booking officer and the officer's deputy see what is approved. Line
        managers see what their people sent for the school where they manage them. Governors see none: reports give
        them numbers.
        """
        from courses.requests.capacities import books_as
        from people.models import Role

        authority = actor.authority
        sent = ~Q(status="draft") & Q(sent_at__isnull=False)
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR]):
            return self.filter(Q(applicant=actor) | sent)
        seen = Q(applicant=actor) | (sent & Q(school__in=authority.schools_led()))
        if books_as(actor):
            seen |= sent & Q(agreed_cost__isnull=False)
        seen |= sent & authority.of_managed("applicant")
        return self.filter(seen | (sent & self._on_desk_of(actor)))

    def _on_desk_of(self, actor: "Person") -> Q:
        """Return the condition that a stage of the request is decided by the actor's roles or those stood in for."""
        from courses.requests.models import Stage

        desks = Stage.objects.filter(deciders(actor))
        return Q(pk__in=desks.values("request"))

    def awaiting(self, actor: "Person") -> Self:
        """Return what waits for a decision by the actor, oneself or as deputy, in policy order (IM-3, AP-7)."""
        from courses.requests.models import Stage

        return (
            self.filter(status="deciding", pk__in=Stage.objects.decidable_by(actor).values("request"))
            .exclude(applicant=actor)
            .in_policy_order()
        )

    def with_current_stage(self) -> Self:
        """Add whose turn it is (`current_role`, `current_school_name`) and the applicant, for lists."""
        from courses.requests.models import Stage

        waiting = Stage.objects.filter(request=OuterRef("pk"), outcome="waiting").order_by("-round", "position")
        return self.select_related("applicant", "school", "requirement").annotate(
            current_role=Subquery(waiting.values("role")[:1]),
            current_school_name=Subquery(waiting.values("school__name")[:1]),
        )

    def in_policy_order(self) -> Self:
        """Order by rank, then by how long it has waited."""
        return self.order_by("rank", "waiting_since", "pk")

    def to_book(self) -> Self:
        """Return the approved requests that the central booking officer is to book."""
        return self.filter(status="to_book")

    def overlapping(self, first: date, last: date) -> Self:
        """Return the requests whose dates touch the days from `first` to `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


@lru_cache(maxsize=1)
def _stands_at() -> Q:
    """Return the condition that a request stands at a stage: composed once, and asked with every page."""
    from courses.requests.models import Stage

    rows = Stage.objects.filter(request=OuterRef("request"))
    later = rows.filter(round__gt=OuterRef("round"))
    earlier = rows.filter(~Q(outcome="approved"), round=OuterRef("round"), position__lt=OuterRef("position"))
    return Q(~Q(outcome="approved"), ~Exists(later), ~Exists(earlier))


def deciders(actor: "Person") -> Q:
    """Return the condition on stages that the actor's roles, or those of people stood in for today, decide."""
    condition = _desk_of(actor.authority)
    for person in actor.authority.delegators:
        condition |= _desk_of(person.authority)
    return condition


def _desk_of(authority: "Authority") -> Q:
    """Return the condition on stages that a holder of these grants decides, by role or by escalation."""
    from people.models import Role

    condition = Q(pk__in=[])
    leads = Role.school_leaders()
    for grant in authority.grants:
        where = Q(school=grant.school_id) if grant.school_id else Q()
        condition |= (Q(role=grant.role) | Q(escalated_to=grant.role)) & where
        if grant.role in leads:
            # The stage names a Headteacher and the school has a Head of School now, or the other way about.
            condition |= Q(role__in=leads) & where & Q(_vacant(authority.day))
    return condition


class StageQuerySet(models.QuerySet):
    """The stages of requests."""

    model: Any

    def current(self) -> Self:
        """Return, for each request, the stage that it stands at: the first of its latest round not approved yet."""
        return self.filter(_stands_at())

    def at_desk_of(self, actor: "Person") -> Self:
        """Return the current stages that the actor's roles decide, or those of people stood in for today.

        Nothing of one's own, and nothing of the applicant for whom one is deputy. `decidable_by` leaves out, besides,
        what somebody else could decide where one of these people decided another stage of the round.
        """
        condition = _desk_of(actor.authority)
        for person in actor.authority.delegators:
            condition |= _desk_of(person.authority) & ~Q(request__applicant=person)
        return self.current().filter(condition, ~Q(request__applicant=actor), request__status="deciding")

    def decidable_by(self, actor: "Person") -> Self:
        """Return the current stages that the actor may decide today, in their own name or as somebody's deputy.

        The same rules as `approvals.selectors.open_capacities`, in SQL: nothing of one's own, nothing for the
        applicant, and no second stage of a round for the same person while somebody else could decide it.
        """
        condition: Any = Q(pk__in=[])
        for authority in [actor.authority, *[person.authority for person in actor.authority.delegators]]:
            people = {actor.pk, authority.person.pk}
            mine = _desk_of(authority) & ~Q(request__applicant=authority.person)
            condition |= mine & (~Exists(self._elsewhere(people)) | ~_somebody_else_could(today()))
        return self.current().filter(condition).exclude(request__applicant=actor)

    def _elsewhere(self, people: set[int]) -> Any:
        """Return the decisions of these people on another stage of the same round."""
        from courses.requests.models import StageDecision

        return (
            StageDecision.objects.filter(stage__request=OuterRef("request"), stage__round=OuterRef("round"))
            .exclude(stage=OuterRef("pk"))
            .filter(Q(decided_by__in=people) | Q(on_behalf_of__in=people))
        )


@lru_cache(maxsize=4)
def _somebody_else_could(day: date) -> Any:
    """Return the condition that a holder of the stage's role has decided no other stage of the round."""
    from courses.requests.models import StageDecision
    from people.models import Grant, Role

    decided = (
        StageDecision.objects.filter(
            stage__request=OuterRef(OuterRef("request")), stage__round=OuterRef(OuterRef("round"))
        )
        .exclude(stage=OuterRef(OuterRef("pk")))
        .filter(Q(decided_by=OuterRef("person")) | Q(on_behalf_of=OuterRef("person")))
    )
    able = (
        Grant.objects.filter(open_on(day))
        .filter(Q(school=None) | Q(school=OuterRef("school")), person__is_active=True)
        .exclude(person__left_on__lt=day)
        .exclude(person=OuterRef("request__applicant"))
        .filter(~Exists(decided))
    )
    leads = Role.school_leaders()
    by_role = Exists(able.filter(Q(role=OuterRef("role")) | Q(role=OuterRef("escalated_to"))))
    return by_role | (Q(role__in=leads) & _vacant(day) & Exists(able.filter(role__in=leads)))


@lru_cache(maxsize=4)
def _vacant(day: date) -> Any:
    """Return the condition that nobody holds the stage's own role at its school and may sign in."""
    from people.models import Grant

    its_own = {"role": OuterRef("role"), "school": OuterRef("school")}
    held = Grant.objects.filter(open_on(day), **its_own, person__is_active=True)
    return ~Exists(held.exclude(person__left_on__lt=day))
