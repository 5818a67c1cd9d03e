"""Reads over action plans: by priority, sums, time, what holds a plan back (AP-4), its history, who leads what."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zlib import crc32

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.calendar import today
from core.trust_settings import in_own_words
from people.models import Grant, Person, Post, School
from people.selectors import terms_in
from planning.improvement.models import Priority
from planning.needs.selectors import SourceCount, count_by_source, register_of
from planning.plans.funding import funding
from planning.plans.models import Action, ActionPlan
from planning.plans.querysets import ActionQuerySet

EVALUATION_FROM = 6  # the month of the plan's summer from which evaluations are asked for


@dataclass
class Group:
    """The actions that serve one thing: a priority, what was agreed in reviews, or statutory duties."""

    heading: str
    priority: Priority | None = None
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One term of the plan's year with the actions that fall into it."""

    label: str
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Sums:
    """The plan in numbers.

    `cost`: of the actions whose price is known, apart from the `unpriced`. `hours`: hours times people, over the
    actions that say both (`with_hours`).
    """

    actions: int
    settled: int
    evaluated: int
    cost: Decimal
    unpriced: int
    hours: Decimal
    with_hours: int


def actions_of(actor: Person, plan: ActionPlan) -> ActionQuerySet:
    """Return the plan's actions that the actor sees, with all that a row shows, in one query."""
    rows: ActionQuerySet = Action.objects.visible_to(actor).filter(plan=plan)
    return (
        rows.select_related(
            "priority", "priority__school", "review_need", "requirement", "lead", "evaluation", "carried_from",
            "carried_to",
        )
        .annotate(needs_count=Count("needs"), line_name=funding().name_of_line())
        .order_by("starts_on", "pk")
    )  # fmt: skip


def grouped(plan: ActionPlan, actions: Iterable[Action], open_priorities: Iterable[Priority] = ()) -> list[Group]:
    """Return the actions by what they serve: priorities in their order, reviews, statutory duties (AP-2).

    `open_priorities`: those that stand there even where nothing serves them yet.
    """
    served: dict[int, Group] = {}
    review, statutory = Group(in_own_words("Agreed in performance reviews")), Group("Statutory training")
    priorities = {priority.pk: priority for priority in open_priorities}
    rows = list(actions)
    priorities |= {action.priority.pk: action.priority for action in rows if action.priority is not None}
    for priority in sorted(priorities.values(), key=lambda p: (p.school_id != plan.school_id, -p.year, p.number, p.pk)):
        own = priority.school_id == plan.school_id
        served[priority.pk] = Group(f"{'Priority' if own else 'Trust priority'} {priority}", priority)
    for action in rows:
        if action.priority_id is not None:
            served[action.priority_id].actions.append(action)
        elif action.serves == Action.Serves.REVIEW:
            review.actions.append(action)
        else:
            statutory.actions.append(action)
    return [*served.values(), *[group for group in (review, statutory) if group.actions]]


def own_priorities(plan: ActionPlan) -> list[Priority]:
    """Return the school's priorities of the plan's year that are in force."""
    rows = Priority.objects.in_force().filter(school=plan.school_id, year=plan.year)
    return list(rows.select_related("school").order_by("number", "pk"))


def sums_of(actions: Sequence[Action]) -> Sums:
    """Return the plan in numbers."""
    counted = [a for a in actions if a.hours is not None and a.people_count is not None]
    return Sums(
        actions=len(actions),
        settled=sum(a.status in Action.Status.settled() for a in actions),
        evaluated=sum(a.status == Action.Status.EVALUATED for a in actions),
        cost=sum((a.planned_cost for a in actions if a.planned_cost is not None), Decimal(0)),
        unpriced=sum(a.planned_cost is None for a in actions),
        hours=sum((hours_of(a) for a in counted), Decimal(0)),
        with_hours=len(counted),
    )


def hours_of(action: Action) -> Decimal:
    """Return the hours of all its people together, as far as they are known."""
    return (action.hours or Decimal(0)) * (action.people_count or 0)


def needs_by_source(actor: Person, plan: ActionPlan) -> list[SourceCount]:
    """Return the sources of the open needs of the plan's school and year: what the register counts (AP-3)."""
    return [row for row in count_by_source(register_of(actor, plan.school, plan.year)) if row.open]


def time_line(plan: ActionPlan, actions: Sequence[Action]) -> list[Stretch]:
    """Return the actions term by term, one that goes over several in each of them; those without a date last."""
    dated = {action.pk: span for action in actions if (span := _span(action)) is not None}
    stretches = []
    for term in terms_in(plan.school, plan.year):
        within = [a for a in actions if a.pk in dated and dated[a.pk][0] <= term.last and dated[a.pk][1] >= term.first]
        stretches.append(Stretch(term.label, sorted(within, key=lambda a: (dated[a.pk][0], a.pk))))
    if len(dated) < len(actions):
        stretches.append(Stretch("No dates yet", [a for a in actions if a.pk not in dated]))
    return stretches


def _span(action: Action) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of an action as far as they are said."""
    first, last = action.starts_on or action.ends_on, action.ends_on or action.starts_on
    return (first, last) if first and last else None


def plan_before(actor: Person, plan: ActionPlan) -> ActionPlan | None:
    """Return the school's plan of the year before, where the actor sees it."""
    return ActionPlan.objects.visible_to(actor).filter(school=plan.school_id, year=plan.year - 1).first()


def in_evaluation_time() -> Q:
    """Return the condition on plans whose actions are to be evaluated now (AP-4).

    From June of their year on, and from when the school's next plan is begun.
    """
    day = today()
    year_of_june = day.year - 1 if day.month >= EVALUATION_FROM else day.year - 2
    following = ActionPlan.objects.filter(school=OuterRef("school"), year=OuterRef("year") + 1)
    return Q(year__lte=year_of_june) | Q(Exists(following))


def is_evaluation_time(plan: ActionPlan) -> bool:
    """Return whether a plan's actions are to be evaluated now."""
    return ActionPlan.objects.filter(in_evaluation_time(), pk=plan.pk).exists()


def without_plan(year: int) -> list[School]:
    """Return the schools open today without a plan of the year, for those who look after all of them."""
    planned = ActionPlan.objects.filter(year=year).values("school")
    return list(School.objects.open_on(today()).exclude(pk__in=planned).order_by("kind", "name", "pk"))


def unsettled_before(plan: ActionPlan) -> ActionQuerySet:
    """Return the actions of the school's plan of the year before that are neither evaluated nor carried forward."""
    rows: ActionQuerySet = Action.objects.filter(school=plan.school_id, year=plan.year - 1).unsettled()
    return rows.order_by("pk")


def plan_after(plan: ActionPlan) -> ActionPlan | None:
    """Return the school's plan of the next year, where there is one."""
    return ActionPlan.objects.filter(school=plan.school_id, year=plan.year + 1).first()


def seen_of_plan(plan: ActionPlan) -> str:
    """Return a short text that changes with every word of a plan and with each of its actions."""
    actions = list(plan.actions.order_by("pk").values_list("pk", "version"))
    return f"{plan.version}.{len(actions)}.{crc32(repr(actions).encode()):08x}"


def led_actions(actor: Person, school: School, year: int) -> "QuerySet[Action]":
    """Return the actions of a school and year that somebody leads, with the priority that each serves (LD-1)."""
    rows = Action.objects.visible_to(actor).filter(school=school, year=year, lead__isnull=False)
    return rows.select_related("lead", "priority", "plan").order_by("lead__last_name", "lead__first_name", "pk")


def possible_leads(actor: Person, school: School) -> "QuerySet[Person]":
    """Return who may lead an action: those who work at the school, govern it, or are in the central team."""
    posts = Post.objects.current().filter(Q(school=school) | Q(school__kind=School.Kind.CENTRAL))
    grants = Grant.objects.current().filter(school=school)
    here = Person.objects.filter(Q(pk__in=posts.values("person")) | Q(pk__in=grants.values("person")))
    return here.exclude(left_on__lt=today()).order_by("last_name", "first_name", "pk")
