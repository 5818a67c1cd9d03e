"""Records that lack a link which their reason asks for and that came of no booking (R-4), or feedback (IM-2)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from core.calendar import academic_year, today, year_bounds
from core.formatting import short_date
from people.models import Person
from planning.links.selectors import Wanted, offers_to
from planning.models import Reason
from planning.thread.missing_links import Fixable, MissingLink, Offers, planned, register_fixable, register_missing_link
from training.links import LINKS, choices_for, links_of
from training.models import Record
from training.policies import can_fix, can_prompt
from training.querysets import answerable_on
from training.services import fix_record
from training.services.feedback_requests import prompt_feedback

LACKS = Q(reason=Reason.PRIORITY, priority=None) | Q(
    reason__in=[Reason.PRIORITY, Reason.REVIEW], need=None, action=None
)


def records_without(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of a year that lack a link and came of no booking: their request would be fixed instead."""
    rows = planned(Record.objects.visible_to(actor), actor).filter(LACKS, starts_on__range=year_bounds(year))
    return rows.exclude(source=Record.Source.BOOKING).select_related("school", "person")


def records_without_feedback(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of a year on which feedback was asked for and not given after the reminder (policy IM-2).

    Not the actor's own, which are theirs to give, nor those of people who cannot answer any more.
    """
    rows = planned(Record.objects.visible_to(actor), actor).waiting_for_feedback().exclude(person=actor)
    rows = rows.filter(
        answerable_on(today()), feedback_request__reminded_at__isnull=False, starts_on__range=year_bounds(year)
    )
    return _with_feedback(rows)


def _with_feedback(rows: "QuerySet[Record]") -> "QuerySet[Record]":
    return rows.select_related("school", "person", "feedback_request", "feedback")


def _cannot_prompt_now(record: Any) -> str:
    """Return why nobody is reminded now, or nothing."""
    if not record.awaits_feedback:
        return "The feedback is there, or nobody was asked for it yet."
    return "Reminded today." if record.feedback_request.prompted_on == today() else ""


def _prompted(record: Record) -> dict[str, Any]:
    return {"prompted_on": record.feedback_request.prompted_on if record.awaits_feedback else None}


def _offers_to_records(rows: Sequence[Any], actor: Person) -> Offers:
    wanted = {
        row.pk: Wanted(
            row.school_id,
            academic_year(row.starts_on),
            row.person_id,
            LINKS if row.reason == Reason.PRIORITY else LINKS[1:],
        )
        for row in rows
    }
    return offers_to(actor, wanted)


def register() -> None:
    """Tell planning of the records that can be fixed and that lack a link."""
    register_fixable(
        Fixable(
            key="record",
            label="Record",
            rows=lambda actor: Record.objects.visible_to(actor).select_related("school", "person"),
            can=can_fix,
            choices=choices_for,
            current=links_of,
            fix=fix_record,
            offers=_offers_to_records,
        )
    )
    register_missing_link(
        MissingLink(
            key="records",
            label="Records",
            one="record",
            explain="Training that was recorded for a priority or an agreed review, and that names no priority, "
            "or neither a need nor an action.",
            fixable="record",
            rows=records_without,
            links=("priority", "need", "action"),
            when_field="starts_on",
            when=_day,
            note=lambda record: f"{record.person}, {record.get_reason_display().lower()}",
            search=("title", "person__first_name", "person__last_name"),
        )
    )
    register_fixable(
        Fixable(
            key="feedback",
            label="Record",
            rows=lambda actor: Record.objects.visible_to(actor).select_related(
                "school", "person", "feedback_request", "feedback"
            ),
            can=can_prompt,
            choices=lambda record, actor: {},
            current=_prompted,
            fix=prompt_feedback,
            verb="Remind",
            explain="Nobody writes it for somebody else. Whoever took part gets a notice, at most one a day.",
            done="Reminded.",
            waits=_cannot_prompt_now,
        )
    )
    register_missing_link(
        MissingLink(
            key="feedback",
            label="Feedback",
            one="record",
            explain="Training on which feedback was asked for, reminded of and not given.",
            fixable="feedback",
            rows=records_without_feedback,
            when_field="starts_on",
            when=_day,
            note=lambda record: str(record.person),
            search=("title", "person__first_name", "person__last_name"),
        )
    )


def _day(record: Any) -> str:
    return short_date(record.starts_on)
