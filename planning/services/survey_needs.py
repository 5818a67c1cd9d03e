"""Turning what a survey says into a need (policy AP-3), once for each answer and each question."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.decisions import require
from people.models import Person
from planning.models import Answer, Need, Question, Source, Survey
from planning.policies import surveys as policies
from planning.selectors.survey_results import answer_key, question_key, result_of
from planning.services.needs import raise_need


@transaction.atomic
def need_from_answer(
    *, actor: Person, survey: Survey, answer: Answer, needed_by: str, values: Mapping[str, Any]
) -> Need:
    """Raise the need that an answer in own words speaks of; the need that is there where it was raised already.

    `needed_by` and `values` as for `raise_need`, without a source. Raises `PermissionDenied` where the words are not
    shown to the actor.
    """
    require(policies.can_see_results(actor, survey, survey.responses.count()))
    if answer.question.survey_id != survey.pk or not answer.words:
        raise PermissionDenied("A need comes out of an answer in somebody’s own words, or out of a question.")
    return _raise(actor, survey, answer_key(answer.pk), needed_by, values)


@transaction.atomic
def need_from_question(
    *, actor: Person, survey: Survey, question: Question, needed_by: str, values: Mapping[str, Any]
) -> Need:
    """Raise the need that the answers to a question speak of, as `need_from_answer` does for one answer."""
    require(policies.can_see_results(actor, survey, survey.responses.count()))
    if question.survey_id != survey.pk or not result_of(survey, question).shares:
        raise PermissionDenied("Too few answered this question to show anything of it.")
    return _raise(actor, survey, question_key(question), needed_by, values)


def _raise(actor: Person, survey: Survey, key: str, needed_by: str, values: Mapping[str, Any]) -> Need:
    return raise_need(
        actor=actor,
        school=survey.school,
        needed_by=needed_by,
        values={**values, "source": Source.FEEDBACK},
        source_key=key,
        survey=survey,
    )
