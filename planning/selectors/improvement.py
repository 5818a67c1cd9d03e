"""Reads over priorities: a school's page (RM-5), one priority with all that serves it, who leads what (LD-1)."""

from django.db.models import Case, Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from core.calendar import today
from people.models import Grant, Person, Post, School
from planning.models import Action, ActionPlan, ImprovementPlan, Need, Priority, Target


def plan_of(school: School, year: int) -> ImprovementPlan | None:
    """Return the school's improvement plan of the year, if it was started."""
    return ImprovementPlan.objects.filter(school=school, year=year).first()


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


def people_of(school: School) -> "QuerySet[Person]":
    """Return those who can lead a priority of the school: who has a post or a role there today, and may sign in.

    The whole trust's priorities are led by the central team and those with a role of the whole trust.
    """
    posts = Post.objects.current().filter(school=school)
    grants = Grant.objects.current().filter(school=None if school.is_central else school)
    there = Q(pk__in=posts.values("person")) | Q(pk__in=grants.values("person"))
    return (
        Person.objects.filter(there, is_active=True)
        .exclude(left_on__lt=today())
        .order_by("last_name", "first_name", "pk")
    )


def next_number(school: School, year: int) -> int:
    """Return the number after the last one of the plan, for a new priority."""
    last = Priority.objects.filter(school=school, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def priorities_as_written(actor: Person, school: School, year: int) -> "QuerySet[Priority]":
    """Return the priorities in force with targets and owner, for the file that the import reads again."""
    rows = Priority.objects.visible_to(actor).in_force().filter(school=school, year=year)
    return rows.select_related("owner").prefetch_related("targets").order_by("number", "pk")


def priorities_seen(actor: Person) -> "QuerySet[Priority]":
    """Return every priority that the actor may see, with how many targets it has and how many are met."""

    def counted(**which: str) -> Coalesce:
        rows = Target.objects.filter(priority=OuterRef("pk"), **which).order_by().values("priority")
        return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)

    return (
        Priority.objects.visible_to(actor)
        .select_related("school", "owner")
        .annotate(targets_all=counted(), targets_met=counted(outcome=Target.Outcome.MET))
        .order_by("-year", "school__kind", "school__name", "number", "pk")
    )


def led_actions(actor: Person, school: School, year: int) -> "QuerySet[Action]":
    """Return the actions of a school and year that somebody leads, with the priority that each serves (LD-1)."""
    rows = Action.objects.visible_to(actor).filter(school=school, year=year, lead__isnull=False)
    return rows.select_related("lead", "priority", "plan").order_by("lead__last_name", "lead__first_name", "pk")
