"""What people did for a priority: how many of them, and for how long (policy R-1, R-4)."""

from decimal import Decimal

from django.db.models import Count, Sum
from django.urls import reverse

from planning.figures import Figure, Reading, register_figures
from training.models import Record
from training.policies import can_see_register


def record_figures(reading: Reading) -> list[Figure]:
    """Return people and hours of the records that name the priority, in one query."""
    rows = Record.objects.filter(reading.scope, priority=reading.priority)
    found = rows.aggregate(people=Count("person", distinct=True), hours=Sum("hours"))
    url = ""
    if can_see_register(reading.actor):
        url = f"{reverse('training:record-list')}?year=all&priority={reading.priority.public_id}"
    hours = found["hours"] or Decimal(0)
    return [
        Figure(str(found["people"]), "person" if found["people"] == 1 else "people", url, "took part in training"),
        Figure(f"{hours.normalize():f}", "hour" if hours == 1 else "hours", url, "of training recorded"),
    ]


def register() -> None:
    """Put the figures of training on a priority's page."""
    register_figures(30, record_figures)
