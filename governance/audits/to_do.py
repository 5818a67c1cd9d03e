"""What of skills audits waits for somebody: answers of their own; for chair and clerk, who hasn't finished."""

from collections import Counter

from core.calendar import today
from core.first_page import Task, urgency_by
from core.formatting import short_date
from core.reading import Steps
from governance.audits.models import AuditItem, Rating, SelfAssessment, SkillsAudit
from governance.audits.offices import SITTING, boards_answering, boards_run
from governance.boards.models import Appointment
from people.models import Person
from people.querysets import in_trust, open_on


def audit_tasks(person: Person) -> Steps[list[Task]]:
    """Return the audits that the person has not finished, and how many of a board that they run have not."""
    taking = SkillsAudit.objects.taking_answers().order_by("closes_on", "pk")
    mine, run = taking.filter(board__in=boards_answering(person)), taking.filter(board__in=boards_run(person))
    found, followed = yield mine, run
    if not found and not followed:
        return []
    own = Rating.objects.filter(assessment__person=person, assessment__audit__in=[row.pk for row in found])
    everyone = Appointment.objects.filter(
        open_on(today()), in_trust(today(), "person__"), role__in=SITTING, board__in=[row.board_id for row in followed]
    )
    audits = [row.pk for row in [*found, *followed]]
    rated, items, seats, finished = yield (
        own.order_by().values_list("assessment__audit", flat=True),
        AuditItem.objects.filter(audit__in=audits).order_by().values_list("audit", flat=True),
        everyone.order_by().values_list("board", "person").distinct(),
        SelfAssessment.objects.filter(audit__in=audits, finished_at__isnull=False)
        .order_by()
        .values_list("audit", "person"),
    )
    done, totals, whole = Counter(rated), Counter(items), set(map(tuple, finished))
    tasks = [
        Task(
            f"Skills audit: {done[row.pk]} of {totals[row.pk]} answered",
            row.answer_url,
            hint=f"By {short_date(row.closes_on)}",
            urgency=urgency_by(row.closes_on),
            button="Answer",
        )
        for row in found
        if (row.pk, person.pk) not in whole
    ]
    for row in followed:
        waiting = [who for board_id, who in seats if board_id == row.board_id and (row.pk, who) not in whole]
        tasks.append(
            Task(
                "people haven’t finished the skills audit",
                row.get_absolute_url(),
                len(waiting),
                f"Closes on {short_date(row.closes_on)}",
                urgency_by(row.closes_on),
                "View",
                one="person hasn’t finished the skills audit",
            )
        )
    return tasks
