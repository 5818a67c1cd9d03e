"""What becomes of reviews when two records of one person are merged."""

from appraisal.models import Review
from people.merge_rules import STAYS, Fate, Relation, register_relations
from people.models import Person


def _against(keep: Person, gone: Person) -> list[str]:
    """Return why the two can't be merged: a review of the one that goes is still being set."""
    if Review.objects.filter(reviewee=gone).exclude(status=Review.Status.AGREED).exists():
        return ["The record that goes has a review that is not agreed, and a review keeps its person."]
    return []


def register() -> None:
    """Register the relations of this app: a review keeps whose it is, and gets another reviewer."""
    register_relations(
        {
            "appraisal.Review.opened_by": STAYS,
            "appraisal.Review.reviewee": STAYS,
            "appraisal.Review.reviewer": Relation(Fate.MOVES, has_version=True),
        },
        _against,
    )
