"""What becomes of reports when two records of one person are merged."""

from django.db.models import Q

from people.merge_rules import Fate, Relation, register_relations


def register() -> None:
    """Register the relations of this app: what was published is frozen."""
    register_relations({"reports.Report.author": Relation(Fate.MOVES, only=Q(status="draft"))})
