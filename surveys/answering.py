"""Answering a survey, without a trace of who answered what (policy AP-3).

Nothing here writes to the audit trail or a log: that somebody answered is a keyed mark, the answer has no person and
no time, and the two stand in tables that nothing joins (decision 10).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove
from people.models import Person
from surveys import policies
from surveys.anonymity import answered_by, mark_of, response_id
from surveys.models import Answer, Participation, Response, Survey
from surveys.selectors import group_to_keep


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to one question: a number, choices or words; nothing at all where it was passed over."""

    number: int | None = None
    chosen: list[str] = field(default_factory=list)
    words: str = ""

    def __bool__(self) -> bool:
        return self.number is not None or bool(self.chosen or self.words)


@transaction.atomic
def answer_signed_in(*, actor: Person, survey: Survey, given: Mapping[int, Given]) -> bool:
    """Keep the answers of somebody who signed in; return `False` where they have answered already.

    `given`: question's id → answer; other ids are passed over. Raises `IllegalMove` once it has closed,
    `PermissionDenied` where the actor is not asked.
    """
    row = _lock_open(survey)
    require(policies.can_answer(actor, row, is_asked=Survey.objects.asked_of(actor).filter(pk=row.pk).exists()))
    if answered_by(actor, [row]):
        return False
    Participation.objects.create(mark=mark_of(row, actor), survey=row)
    _keep(row, given, response=Response(survey=row, group=group_to_keep(row, actor)))
    return True


def answer_by_link(*, survey: Survey, once: uuid.UUID, given: Mapping[int, Given]) -> bool:
    """Keep the answers of a parent, who is nobody to us; return `False` where this form has answered already.

    `once`: the form's one-time token. Raises `IllegalMove` once it has closed.
    """
    return _answer_once(survey, once, given)


def answer_as_pupil(*, actor: Person, survey: Survey, once: uuid.UUID, given: Mapping[int, Given]) -> bool:
    """Keep the answers of a pupil beside whom the actor sits; nothing of either is kept with them.

    Returns and raises as `answer_by_link`, and `PermissionDenied` where the actor may not ask the pupils.
    """
    _require_open(survey)
    require(policies.can_ask_pupils(actor, survey))
    return _answer_once(survey, once, given)


def _answer_once(survey: Survey, once: uuid.UUID, given: Mapping[int, Given]) -> bool:
    key = response_id(survey, once)
    with transaction.atomic():
        row = _lock_open(survey)
        if Response.objects.filter(pk=key).exists():
            return False
        _keep(row, given, response=Response(pk=key, survey=row))
    return True


def _lock_open(survey: Survey) -> Survey:
    """Lock the survey, so that it cannot close half-way through an answer; `IllegalMove` where it has."""
    row: Survey = Survey.objects.select_related("school").lock_for(pk=survey.pk)
    _require_open(row)
    return row


def _require_open(survey: Survey) -> None:
    if not survey.takes_answers_on(today()):
        raise IllegalMove(policies.taking_answers(survey).reason)


def _keep(survey: Survey, given: Mapping[int, Given], response: Response) -> None:
    """Write a response and its answers. Raises `IllegalMove` where nothing was answered at all."""
    answers = [(question, given[question.pk]) for question in survey.questions.all() if given.get(question.pk)]
    if not answers:
        raise IllegalMove("Answer at least one question.")
    response.save(force_insert=True)
    Answer.objects.bulk_create(
        Answer(response=response, question=question, number=one.number, chosen=one.chosen, words=one.words)
        for question, one in answers
    )
