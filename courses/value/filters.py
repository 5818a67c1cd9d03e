"""Finding an agreement."""

from typing import Any

import django_filters
from django.db.models import Q

from core.calendar import today
from core.filters import SearchFilter


class AgreementFilter(django_filters.FilterSet):
    """By words, and by whether it runs now or has credits left."""

    q = SearchFilter()
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("running", "Running now"), ("left", "Current, with credits left"), ("over", "Over")],
        empty_label="All",
        method="by_state",
    )

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Return those that run, those with something left, or those that are over."""
        if value == "over":
            return queryset.filter(ends_on__lt=today())
        running = queryset.running_on(today())
        return running if value == "running" else running.filter(Q(credits=None) | Q(left__gt=0))
