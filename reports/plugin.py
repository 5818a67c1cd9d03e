"""What reports give to the rest."""

from django.db.models import Q

from core.navigation import Place
from core.plugins import register
from core.to_do import Tasks
from people.merge_rules import Fate, Relation
from people.models import Role
from reports.to_do import report_tasks

register(
    Place(
        "Reports",
        "reports:report-list",
        "file-text",
        lambda person: (
            person.authority.governs
            or person.authority.schools_led()
            or person.authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.CLERK])
        ),
        on_phone=lambda person: person.authority.governs,
        position=150,
    ),
    Tasks(report_tasks, position=130),
    # What was published is frozen.
    Relation("reports.Report.author", Fate.MOVES, only=Q(status="draft")),
)
