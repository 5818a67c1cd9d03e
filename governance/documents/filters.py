"""Finding a policy document, and who has read one."""

from typing import Any

import django_filters
from django.db.models import Q

from core.calendar import today
from core.filters import SearchFilter
from governance.documents.models import PolicyDocument
from governance.documents.querysets import VersionQuerySet, due_within, kept_by
from governance.documents.selectors import REVIEW_SOON
from people.filters import SchoolChoice
from people.models import Grant, Person, Post, School
from planning.scope import place_name


class PlaceChoice(SchoolChoice):
    """A school, or the whole trust."""

    @property
    def field(self) -> Any:
        """Return the field, in which the central team stands for the whole trust."""
        field = super().field
        field.label_from_instance = place_name
        return field


class DocumentFilter(django_filters.FilterSet):
    """By words, subject, where it applies, when its review is, and what is the reader's to do."""

    q = SearchFilter()
    subject = django_filters.ChoiceFilter(
        label="Subject",
        field_name="document__subject",
        choices=PolicyDocument.Subject.choices,
        empty_label="All subjects",
    )
    school = PlaceChoice(label="Applies to", field_name="document__school", empty_label="Everywhere")
    review = django_filters.ChoiceFilter(
        label="Review",
        choices=[("overdue", "Overdue"), ("soon", "Due within 60 days")],
        empty_label="Any date",
        method="by_review",
    )
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("to-read", "To read"), ("mine", "Looked after by you"), ("withdrawn", "Withdrawn")],
        empty_label="All in force",
        method="by_state",
    )

    def __init__(self, *args: Any, queryset: VersionQuerySet, actor: Person, keeps: bool, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, queryset=queryset, **kwargs)
        places = queryset.order_by().values("document__school")
        self.filters["school"].queryset = School.objects.filter(pk__in=places).order_by("kind", "name", "pk")
        if not keeps:
            self.filters["show"].extra["choices"] = [("to-read", "To read")]
            del self.filters["review"]

    def by_review(self, rows: VersionQuerySet, name: str, value: str) -> Any:
        """Return those whose review date has passed, or is near."""
        if value == "overdue":
            return rows.filter(review_on__lt=today())
        return rows.filter(review_on__gte=today(), review_on__lte=due_within(REVIEW_SOON))

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Return what the reader is to read, looks after, or what is withdrawn."""
        if value == "to-read":
            return rows.filter(read_by__isnull=False, read_at=None)
        return rows.filter(kept_by(self.actor, "document__")) if value == "mine" else rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out what is withdrawn, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        withdrawn = self.form.cleaned_data.get("show") == "withdrawn"
        return rows.exclude(document__withdrawn_at=None) if withdrawn else rows.filter(document__withdrawn_at=None)


class ReaderFilter(django_filters.FilterSet):
    """By name, by whether they have read it, and by school."""

    q = SearchFilter(label="Name")
    state = django_filters.ChoiceFilter(
        label="Show",
        choices=[("unread", "Not read yet"), ("read", "Read"), ("away", "Away")],
        empty_label="Everyone",
        method="by_state",
    )
    school = SchoolChoice(method="at_school")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor).order_by("kind", "name", "pk")

    def by_state(self, people: Any, name: str, value: str) -> Any:
        """Return those who have read it, have not, or are away and have not."""
        if value == "read":
            return people.filter(read_at__isnull=False)
        return people.filter(read_at=None, is_away=value == "away")

    def at_school(self, people: Any, name: str, value: School) -> Any:
        """Return those with a post or a role at the school."""
        held = Q(pk__in=Post.objects.current().filter(school=value).order_by().values("person"))
        return people.filter(held | Q(pk__in=Grant.objects.current().filter(school=value).order_by().values("person")))
