"""Reads over priorities: a plan, who can lead, the list over schools, the words for a file (RM-5)."""

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.calendar import today
from people.models import Grant, Person, Post, School
from planning.improvement.models import ImprovementPlan, Priority, Target


def plan_of(school: School, year: int) -> ImprovementPlan | None:
    """Return the school's improvement plan of the year, if it was started."""
    return ImprovementPlan.objects.filter(school=school, year=year).first()


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
