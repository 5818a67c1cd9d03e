"""Training needs that come out of a survey, once for each answer and each question (policy AP-3)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.decisions import require
from people.models import Person
from planning.models import Need, Source
from planning.needs.services import raise_need
from surveys import policies
from surveys.models import Answer, Question, Survey, SurveyNeed
from surveys.results import result_of


@transaction.atomic
def need_from_answer(
    *, actor: Person, survey: Survey, answer: Answer, needed_by: str, values: Mapping[str, Any]
) -> Need:
    """Raise the need that an answer in own words speaks of; the need that is there where it was raised already.

    `needed_by` and `values` as for `raise_need`, without a source. Raises `PermissionDenied` where the words are not
    shown to the actor.
    """
    row = _lock_shown(actor, survey)
    if answer.question.survey_id != row.pk or not answer.words:
        raise PermissionDenied("You can only add a training need from a question or a written answer.")
    return _raise(actor, row, needed_by, values, answer=answer)


@transaction.atomic
def need_from_question(
    *, actor: Person, survey: Survey, question: Question, needed_by: str, values: Mapping[str, Any]
) -> Need:
    """Raise the need that the answers to a question speak of, as `need_from_answer` does for one answer."""
    row = _lock_shown(actor, survey)
    if question.survey_id != row.pk or not result_of(row, question).shares:
        raise PermissionDenied("Too few people answered this question to show the results.")
    return _raise(actor, row, needed_by, values, question=question)


def _lock_shown(actor: Person, survey: Survey) -> Survey:
    """Lock the survey whose results the actor sees, so that two who add the same need do it one after the other."""
    row: Survey = Survey.objects.select_related("school").lock_for(pk=survey.pk)
    require(policies.can_see_results(actor, row, row.responses.count()))
    return row


def _raise(actor: Person, survey: Survey, needed_by: str, values: Mapping[str, Any], **out_of: Any) -> Need:
    if raised := survey.needs.filter(**out_of).select_related("need").first():
        return raised.need
    facts = {**values, "source": Source.FEEDBACK}
    need = raise_need(actor=actor, school=survey.school, needed_by=needed_by, values=facts)
    SurveyNeed.objects.create(survey=survey, need=need, **out_of)
    return need
