"""Finding plans over schools, and who leads what at one."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from core.calendar import year_label
from core.filters import SearchFilter
from people.filters import SchoolChoice
from people.models import Person, School
from planning.plans.models import Action, ActionPlan
from planning.plans.querysets import ActionPlanQuerySet

EVALUATED = [("open", "Some still to evaluate"), ("all", "All evaluated or carried forward")]


class PlanFilter(django_filters.FilterSet):
    """Search by school, its year, where the plan stands, and whether its actions are evaluated."""

    q = SearchFilter(label="School")
    school = SchoolChoice(label="School")
    year = django_filters.ChoiceFilter(label="Year", empty_label="All years")
    status = django_filters.ChoiceFilter(label="Status", choices=ActionPlan.Status.choices, empty_label="All")
    evaluation = django_filters.ChoiceFilter(
        label="Evaluation", choices=EVALUATED, empty_label="All", method="by_evaluation"
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = ActionPlan.objects.visible_to(actor).order_by()
        self.filters["school"].queryset = School.objects.filter(pk__in=seen.values("school"))
        years = sorted(set(seen.values_list("year", flat=True).distinct()), reverse=True)
        self.filters["year"].extra["choices"] = [(year, year_label(year)) for year in years]

    def by_evaluation(self, plans: ActionPlanQuerySet, name: str, value: str) -> ActionPlanQuerySet:
        """Return the plans with an unsettled action, or those with actions and none unsettled."""
        if value == "open":
            return plans.filter(unsettled_count__gt=0)
        return plans.filter(unsettled_count=0, actions_count__gt=0)


class LeaderFilter(django_filters.FilterSet):
    """By words, and whether leading it is itself leadership development (LD-1)."""

    q = SearchFilter()
    kind = django_filters.ChoiceFilter(
        label="Show",
        choices=[("development", "Leadership development only")],
        empty_label="All",
        method="by_kind",
    )

    def by_kind(self, queryset: "QuerySet[Action]", name: str, value: str) -> "QuerySet[Action]":
        """Return those whose leading is leadership development."""
        return queryset.filter(develops_leaders=True)
