"""Requests for feedback: the day after, once more after some school days, and whenever a leader asks (policy IM-2).

Nothing here asks "is it due today?": what was missed while nothing ran is found by the next sweep. A
`FeedbackRequest` says what was told, and the notice's own key, made of facts, stands behind it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.audit import audit
from core.calendar import LONDON, add_school_days, now, today
from core.decisions import require
from core.flow import IllegalMove
from core.trust_settings import trust_setting
from people.models import Person, School
from people.selectors import term_spans
from training.feedback import notices, policies
from training.feedback.models import FeedbackRequest
from training.records.models import Record
from training.records.querysets import answerable_on

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Asked:
    """What one sweep did: how many were asked, how many reminded, how many records failed."""

    asked: int = 0
    reminded: int = 0
    failed: int = 0


def ask_for_feedback(*, day: date | None = None) -> Asked:
    """Ask and remind everybody who is due and was not told yet. May be stopped at any moment, and run twice at once.

    Each record is a transaction of its own: one that fails is logged by its id and holds up no other.
    """
    day = day or today()
    done = Asked()
    not_older_than = int(trust_setting("training.feedback_not_older_than_days"))
    to_ask = Record.objects.to_ask(day, not_older_than=not_older_than).order_by("ends_on", "pk")
    for pk in list(to_ask.values_list("pk", flat=True)):
        done.asked += _guarded(done, _ask, pk)
    for school_id in _schools_waiting(day):
        for pk in _due_at(done, school_id, day):
            done.reminded += _guarded(done, _remind, pk)
    return done


def _guarded(done: Asked, deed: Any, pk: int) -> bool:
    try:
        return bool(deed(pk))
    except Exception:
        logger.exception("training.feedback_asking_failed record=%s", pk)
        done.failed += 1
        return False


@transaction.atomic
def _ask(pk: int) -> bool:
    """Ask for one record, unless it was asked or given meanwhile."""
    record = _lock(pk)
    if record.given_feedback is not None:
        return False
    _, is_new = FeedbackRequest.objects.get_or_create(record=record, defaults={"asked_at": now()})
    return is_new and notices.asked(record) is not None


@transaction.atomic
def _remind(pk: int) -> bool:
    """Remind of one record, unless that was done or it was given meanwhile."""
    record = _lock(pk)
    if record.given_feedback is not None:
        return False
    mine = FeedbackRequest.objects.filter(record=record, reminded_at=None).update(reminded_at=now())
    return mine == 1 and notices.reminded(record) is not None


def _lock(pk: int) -> Record:
    """Lock a record: giving feedback locks it too, so that nobody is reminded of what they have just given."""
    row: Record = Record.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    return row


def _unreminded(day: date) -> "QuerySet[Record]":
    return Record.objects.waiting_for_feedback().filter(answerable_on(day), feedback_request__reminded_at=None)


def _schools_waiting(day: date) -> list[int]:
    return list(_unreminded(day).order_by("school").values_list("school", flat=True).distinct())


def _due_at(done: Asked, school_id: int, day: date) -> list[int]:
    """Return a school's records that are due; a fault in its terms is logged and holds up no other school."""
    try:
        return _to_remind(school_id, day)
    except Exception:
        logger.exception("training.feedback_reminding_failed school=%s", school_id)
        done.failed += 1
        return []


def _to_remind(school_id: int, day: date) -> list[int]:
    """Return the school's records whose person was asked so many school days ago, of the calendar of the school."""
    count = int(trust_setting("training.feedback_remind_after_school_days"))
    spans = term_spans(School.objects.get(pk=school_id))
    waiting = _unreminded(day).filter(school=school_id).order_by("pk").values_list("pk", "feedback_request__asked_at")
    return [
        pk
        for pk, asked_at in waiting
        if add_school_days(timezone.localtime(asked_at, LONDON).date(), count, spans) <= day
    ]


@transaction.atomic
def prompt_feedback(*, obj: Record, actor: Person, seen: str = "", values: Mapping[str, Any] | None = None) -> Record:
    """Ask the person of a record for the feedback that is missing, as a leader; at most once a day.

    `seen` and `values` are what the page of missing links hands to every verb of its kind. Nothing is chosen here, and
    an old page does no harm: once a day is once a day.
    Raises `PermissionDenied` with the reason, and `IllegalMove` when it was given meanwhile, when nobody could answer
    any more, or when somebody reminded today.
    """
    record = _lock(obj.pk)
    require(policies.can_prompt(actor, record))
    if not record.awaits_feedback:
        raise IllegalMove("The feedback is there, or no one was asked for it yet.")
    if not Record.objects.filter(answerable_on(today()), pk=record.pk).exists():
        raise IllegalMove("No one can answer any more: whoever it is about has left, is away or cannot sign in.")
    mine = FeedbackRequest.objects.filter(record=record).exclude(prompted_on=today()).update(prompted_on=today())
    if mine == 0:
        raise IllegalMove("Someone reminded today already.")
    notices.prompted(record, today().isoformat())
    audit(actor, "training.feedback.prompted", record)
    return record
