"""What reports give to the rest."""

from django.db.models import Q

from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from governance.meetings.hooks import ToBring
from people.merge_rules import Fate, Relation
from reports.for_meetings import reports_to_bring
from reports.policies import reads_as_leader, reads_on_a_board
from reports.to_do import late_reports, newest_report, report_tasks

register(
    # For a board it comes first, for all others after their own work.
    Place("reports", "Reports", "reports:report-list", reads_on_a_board, position=25),
    Place("reports", "Reports", "reports:report-list", reads_as_leader, position=160),
    FirstPage(of_person(report_tasks), position=130),
    FirstPage(newest_report, position=30),
    FirstPage(late_reports),
    ToBring("reports", reports_to_bring),
    # What was published is frozen.
    Relation("reports.Report.author", Fate.MOVES, only=Q(status="draft")),
)
