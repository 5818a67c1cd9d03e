"""How the planning of each school stands this year, and its priorities with what is planned for them (RM-5)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.urls import reverse

from core.plugins import registered
from people.models import Person, School
from planning.improvement.models import Priority
from planning.needs.models import Need
from planning.needs.policies import can_read_register
from planning.plans.models import Action, ActionPlan
from planning.scope import place_name, plans_for
from planning.sections import Section, States, counted
from planning.thread.missing_links import counts_by_school


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a school's planning: its words, how it stands, the way to it."""

    key: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A school (or the trust) with the parts of its planning that the reader may open."""

    school: School
    name: str
    url: str
    parts: tuple[Part, ...]

    def state_of(self, key: str) -> str:
        """Return how a part stands, or nothing where the reader has no such part."""
        return next((part.state for part in self.parts if part.key == key), "")


def priorities_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return how many priorities are in force at each school, in words."""
    rows = Priority.objects.in_force().filter(school__in=schools, year=year).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {pk: counted(found.get(pk, 0), "priority", "priorities", "None yet") for pk in schools}


def needs_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return how many needs are open at each school, in words."""
    rows = Need.objects.open().filter(school__in=schools, year=year).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {
        pk: counted(
            found.get(pk, 0),
            "open training need",
            "open training needs",
            "None open",
        )
        for pk in schools
    }


def plans_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return the state of each school's plan."""
    found = dict(ActionPlan.objects.filter(school__in=schools, year=year).values_list("school", "status"))
    return {pk: str(ActionPlan.Status(found[pk]).label) if pk in found else "Not started" for pk in schools}


def missing_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return how many links are missing at each school, in words."""
    found = counts_by_school(actor, year)
    return {pk: counted(found.get(pk, 0), "to link", "to link", "None") for pk in schools}


def reads_needs(actor: Person, school: School) -> bool:
    """Return whether the actor reads a school's register of needs."""
    return bool(can_read_register(actor, school))


def planning_of(actor: Person, schools: Collection[School], year: int) -> list[Place]:
    """Return each school with the parts of its planning that the actor may open, and how they stand.

    How many priorities there are is for all of their readers to know; how needs, plan and money stand only for those
    who plan for the school and for the central roles (AP-1). Two queries at most a part, however many the schools.
    """
    told = {s.pk for s in schools if actor.authority.is_trust_wide or plans_for(actor, s)}
    everywhere = {s.pk for s in schools}
    states: dict[str, States] = {}
    for section in registered(Section):
        asked = everywhere if section.is_told_to_all else told
        states[section.key] = section.states(actor, asked, year) if asked else {}
    return [
        Place(
            school,
            place_name(school),
            reverse("planning:priorities", args=[school.public_id, year]),
            tuple(
                Part(
                    section.key,
                    section.label,
                    states.get(section.key, {}).get(school.pk, ""),
                    reverse(section.url_name, args=[school.public_id, year]),
                )
                for section in registered(Section)
                if section.is_at(actor, school)
            ),
        )
        for school in schools
    ]


def agreed_actions(actor: Person) -> "QuerySet[Action]":
    """Return the actions of agreed plans that the actor sees, with who leads them, in the order of the year."""
    return (
        Action.objects.visible_to(actor)
        .exclude(plan__status=ActionPlan.Status.DRAFT)
        .select_related("lead", "school", "plan")
        .order_by(F("starts_on").asc(nulls_last=True), "pk")
    )


def priorities_of(actor: Person, school: School, year: int) -> "QuerySet[Priority]":
    """Return the priorities in force with targets, owner and what is planned for each (`planned`), in three queries.

    Only what agreed plans say: drafts are nobody's news (RM-5).
    """
    return (
        Priority.objects.visible_to(actor)
        .in_force()
        .filter(school=school, year=year)
        .select_related("owner", "school")
        .prefetch_related("targets", Prefetch("actions", agreed_actions(actor), to_attr="planned"))
        .order_by("number", "pk")
    )


def trust_priorities(actor: Person, year: int) -> "QuerySet[Priority]":
    """Return the trust's own priorities of the year, for the foot of a school's page."""
    return (
        Priority.objects.visible_to(actor).in_force().filter(Q(school__kind=School.Kind.CENTRAL), year=year)
    ).order_by("number", "pk")


def actions_for(actor: Person, priority: Priority) -> "QuerySet[Action]":
    """Return the actions that serve the priority and that the actor may see, drafts too where they may."""
    rows = Action.objects.visible_to(actor).filter(priority=priority)
    return rows.select_related("lead", "school", "plan").order_by(F("starts_on").asc(nulls_last=True), "pk")


def needs_for(actor: Person, priority: Priority) -> "QuerySet[Need]":
    """Return the needs raised for the priority that the actor may see, open ones first."""
    rows = Need.objects.visible_to(actor).filter(priority=priority).select_related("person", "school")
    return rows.order_by(Case(When(status="open", then=0), default=1), F("wanted_by").asc(nulls_last=True), "pk")
