"""What reports give: what becomes of them when two records of one person are merged."""

from django.db.models import Q

from core.plugins import register
from people.merge_rules import Fate, Relation

register(
    # What was published is frozen.
    Relation("reports.Report.author", Fate.MOVES, only=Q(status="draft")),
)
