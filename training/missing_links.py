"""Records that lack a link which their reason asks for and that came of no booking (R-4), or feedback (IM-2)."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import academic_year, today, year_bounds
from people.models import Person
from planning.links.selectors import Wanted, offers_by
from planning.models import Reason
from planning.thread.links import LACKS_NEED, LACKS_PRIORITY, LINKS, links_of
from planning.thread.missing_links import Fixable, MissingLink, planned
from training.feedback.policies import can_prompt
from training.feedback.requests import prompt_feedback
from training.records.models import Record
from training.records.policies import can_fix
from training.records.querysets import answerable_on
from training.records.selectors import choices_for
from training.records.services import fix_record

WITH_FEEDBACK = ("school", "person", "feedback_request", "feedback")


def records_without(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of a year that lack a link and came of no booking: their request would be fixed instead."""
    rows = planned(Record.objects.counted(), actor).filter(LACKS_PRIORITY | LACKS_NEED)
    rows = rows.filter(starts_on__range=year_bounds(year))
    return rows.exclude(source=Record.Source.BOOKING).select_related("school", "person")


def records_without_feedback(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of a year on which feedback was asked for and not given after the reminder (policy IM-2).

    Not the actor's own, which are theirs to give, nor those of people who cannot answer any more.
    """
    rows = planned(Record.objects.all(), actor).waiting_for_feedback().exclude(person=actor)
    rows = rows.filter(
        answerable_on(today()), feedback_request__reminded_at__isnull=False, starts_on__range=year_bounds(year)
    )
    return rows.select_related(*WITH_FEEDBACK)


def _cannot_prompt_now(record: Any) -> str:
    """Return why nobody is reminded now, or nothing."""
    if not record.awaits_feedback:
        return "The feedback is there, or no one was asked for it yet."
    return "Reminder sent today." if record.feedback_request.prompted_on == today() else ""


def _prompted(record: Record) -> dict[str, Any]:
    return {"prompted_on": record.feedback_request.prompted_on if record.awaits_feedback else None}


def _wanted(record: Record) -> Wanted:
    links = LINKS if record.reason == Reason.PRIORITY else LINKS[1:]
    return Wanted(record.school_id, academic_year(record.starts_on), record.person_id, links)


MISSING_LINKS = (
    Fixable(
        key="record",
        label="Record",
        model=Record,
        related=("school", "person"),
        can=can_fix,
        choices=choices_for,
        current=links_of,
        fix=fix_record,
        offers=offers_by(_wanted),
    ),
    MissingLink(
        key="records",
        label="Records",
        one="record",
        explain="Training that was recorded for a priority or an agreed review, and that names no priority, "
        "or neither a need nor an action.",
        fixable="record",
        rows=records_without,
        links=LINKS,
        note=lambda record: f"{record.person}, {record.get_reason_display().lower()}",
    ),
    Fixable(
        key="feedback",
        label="Record",
        model=Record,
        related=WITH_FEEDBACK,
        can=can_prompt,
        current=_prompted,
        fix=prompt_feedback,
        verb="Remind",
        explain="No one writes it for someone else. Whoever took part gets a notice, at most one a day.",
        done="Reminded.",
        waits=_cannot_prompt_now,
    ),
    MissingLink(
        key="feedback",
        label="Feedback",
        one="record",
        explain="Training where we've asked for feedback and sent a reminder, but haven't had any.",
        fixable="feedback",
        rows=records_without_feedback,
        note=lambda record: str(record.person),
    ),
)
