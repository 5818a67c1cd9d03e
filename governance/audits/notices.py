"""What a board is told of its skills audit. No notice says what anybody answered."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core.calendar import today, year_label
from core.formatting import long_date, short_date
from governance.audits.models import SelfAssessment, SkillsAudit
from governance.audits.offices import RUNNING, sitting_on
from governance.boards.models import Appointment
from notifications.models import Notice, Topic
from notifications.services import tell
from people.models import Person
from people.querysets import open_on

ANSWER = "governance.skills_audit"
# So long before it closes, whoever has not finished is reminded, once.
REMIND_BEFORE = dt.timedelta(days=7)


def still_to_answer(reader: Person | None) -> "QuerySet[Any]":
    """Return the audits that take answers and that the person of the notice has not finished."""
    from governance.audits.selectors import still_to_finish

    return SkillsAudit.objects.taking_answers().filter(still_to_finish())


def tell_board(skills_audit: SkillsAudit) -> int:
    """Tell those who sit on the board, have not finished and were not told yet; return how many."""
    return _ask(
        skills_audit,
        "opened",
        f"Skills audit {year_label(skills_audit.year)}: please answer",
        f"It takes about ten minutes and closes on {long_date(skills_audit.closes_on)}. Only you and the chair read "
        "your answers; the board sees how many people are strong on each statement.",
    )


def remind(skills_audit: SkillsAudit) -> int:
    """Remind those who have not finished, once, in the week before it closes; return how many."""
    if skills_audit.closes_on - today() > REMIND_BEFORE:
        return 0
    return _ask(
        skills_audit,
        "reminder",
        f"Skills audit {year_label(skills_audit.year)}: finish by {short_date(skills_audit.closes_on)}",
        "You haven’t finished your answers yet. Only finished answers are counted.",
    )


def _ask(skills_audit: SkillsAudit, what: str, subject: str, body: str) -> int:
    key = f"governance.skills_audit.{what}:{skills_audit.public_id}:"
    told = Notice.objects.filter(key__startswith=key).values("person")
    finished = SelfAssessment.objects.filter(audit=skills_audit, finished_at__isnull=False).values("person")
    waiting = sitting_on(skills_audit.board, today()).exclude(pk__in=told).exclude(pk__in=finished)
    if what == "reminder":
        # Whoever was asked within the last days only has just heard of it.
        waiting = waiting.filter(pk__in=_asked_before(skills_audit))
    count = 0
    for person in waiting:
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"{key}{person.pk}",
            subject=subject,
            body=body,
            path=skills_audit.answer_url,
            asks=ANSWER,
            about=skills_audit.public_id,
        )
        count += 1
    return count


def _asked_before(skills_audit: SkillsAudit) -> "QuerySet[Any, Any]":
    key = f"governance.skills_audit.opened:{skills_audit.public_id}:"
    asked = Notice.objects.filter(key__startswith=key, created_at__date__lt=today())
    return asked.values("person")


def tell_closed(skills_audit: SkillsAudit) -> None:
    """Tell chair and clerk that it has closed."""
    offices = Appointment.objects.filter(open_on(today()), board=skills_audit.board, role__in=RUNNING).order_by()
    for person in Person.objects.filter(pk__in=offices.values("person")).order_by("pk"):
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"governance.skills_audit.closed:{skills_audit.public_id}:{person.pk}",
            subject=f"Skills audit {year_label(skills_audit.year)} has closed",
            body="See the board’s strengths and gaps, and turn gaps into training needs.",
            path=skills_audit.get_absolute_url(),
        )
