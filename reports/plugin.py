"""What reports give: what becomes of them when two records of one person are merged."""

from django.db.models import Q

from core.plugins import register
from core.to_do import Tasks
from people.merge_rules import Fate, Relation
from reports.to_do import report_tasks

register(
    Tasks(report_tasks, position=130),
    # What was published is frozen.
    Relation("reports.Report.author", Fate.MOVES, only=Q(status="draft")),
)
