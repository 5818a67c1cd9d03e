"""Why two records of one person can't be merged because of reviews."""

from appraisal.models import Review
from people.models import Person


def reasons_against(keep: Person, gone: Person) -> list[str]:
    """Return why the two can't be merged: a review of the one that goes is still being set."""
    if Review.objects.filter(reviewee=gone).exclude(status__in=Review.Status.in_force()).exists():
        return ["The record that goes has a review that is not agreed, and a review keeps its person."]
    return []
