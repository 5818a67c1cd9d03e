"""Finding people and schools in their lists."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from core.calendar import today
from core.filters import SearchFilter
from people.models import CareerStage, Grant, Person, Post, Role, School, StaffGroup

NOT_INVITED = ("uninvited", "Not invited yet")


class SchoolChoice(django_filters.ModelChoiceFilter):
    """A school of those that the list sets, by its public id."""

    def __init__(self, *, label: str = "School", empty_label: str = "Every school", **kwargs: Any) -> None:
        super().__init__(
            label=label, queryset=School.objects.none(), to_field_name="public_id", empty_label=empty_label, **kwargs
        )


class PersonFilter(django_filters.FilterSet):
    """Search by name or e-mail; filter by school, staff group, career stage, role, and whether in the trust now."""

    q = SearchFilter(label="Name or e-mail", nearest_first=True)
    school = SchoolChoice(empty_label="All", method="at_school")
    group = django_filters.ChoiceFilter(label="Staff group", choices=StaffGroup.choices, method="in_group")
    stage = django_filters.ChoiceFilter(
        label="Career stage", choices=[c for c in CareerStage.choices if c[0]], method="at_stage"
    )
    role = django_filters.ChoiceFilter(label="Role", choices=Role.choices, method="with_role")
    state = django_filters.ChoiceFilter(
        label="Show",
        choices=[("all", "Leavers too"), ("left", "Leavers only"), NOT_INVITED],
        empty_label="In the trust now",
        method="in_state",
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor)
        if not actor.authority.is_trust_wide:
            # The central roles alone read who has left.
            self.filters["state"].extra["choices"] = [NOT_INVITED]

    def at_school(self, people: "QuerySet[Person]", name: str, value: School) -> Any:
        """Return those with a post or a role at the school."""
        return people.filter(
            Q(pk__in=Post.objects.current().filter(school=value).values("person"))
            | Q(pk__in=Grant.objects.current().filter(school=value).values("person"))
        )

    def in_group(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those with a post in the staff group."""
        return people.filter(pk__in=Post.objects.current().filter(staff_group=value).values("person"))

    def at_stage(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those at the career stage."""
        return people.filter(pk__in=Post.objects.current().filter(career_stage=value).values("person"))

    def with_role(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those who hold the role."""
        return people.filter(pk__in=Grant.objects.current().filter(role=value).values("person"))

    def in_state(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return leavers, everybody, or those who were never invited. Without a choice the view shows who is here."""
        if value == "left":
            return people.filter(left_on__lt=today())
        if value == "uninvited":
            return people.filter(pk__in=Person.objects.uninvited(today()).values("pk"))
        return people


class SchoolFilter(django_filters.FilterSet):
    """Search schools by name, town or URN."""

    q = SearchFilter(label="Name, town or URN")
