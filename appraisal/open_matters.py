"""What reviews keep open with somebody who leaves. Who reads a review is settled by its school, not on leaving."""

from datetime import date

from appraisal.models import Review
from core.calendar import academic_year, year_label
from core.trust_settings import ours
from people.models import Person
from people.open_matters import OpenMatter, OpenSource


def _counted(rows: list[Review]) -> list[OpenMatter]:
    """Return how many at which school and of which year, without a name."""
    counts: dict[str, int] = {}
    for row in rows:
        where = f"{row.school}, {year_label(row.year)}"
        counts[where] = counts.get(where, 0) + 1
    return [OpenMatter(f"{where}: {count}") for where, count in counts.items()]


def _led(person: Person, day: date) -> list[OpenMatter]:
    rows = Review.objects.filter(reviewer=person, year__gte=academic_year(day)).select_related("school")
    return _counted(list(rows.exclude(reviewee__left_on__lte=day).order_by("school__name", "year", "pk")))


def _own(person: Person, day: date) -> list[OpenMatter]:
    rows = Review.objects.filter(reviewee=person).exclude(status__in=Review.Status.in_force()).select_related("school")
    return _counted(list(rows.order_by("school__name", "year", "pk")))


OPEN_MATTERS = (
    OpenSource("reviews_led", ours("Performance reviews led: their Headteacher names another reviewer"), _led),
    OpenSource("own_reviews", ours("Own performance reviews not agreed"), _own),
)
