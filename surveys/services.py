"""Making a survey: its words and questions, while it is a draft."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person, School
from surveys import policies
from surveys.models import Question, Survey

MOST_QUESTIONS = 30


def lock_draft(actor: Person, survey: Survey, version: int | None = None) -> Survey:
    """Lock a draft that the actor may change; `version`: the one that the page showed.

    Raises `IllegalMove` where it was opened meanwhile, `StaleVersion` for an old form, `PermissionDenied`.
    """
    rows = Survey.objects.select_related("school")
    row: Survey
    row = rows.lock_for(pk=survey.pk) if version is None else lock_version(rows, survey.pk, version)
    require(policies.can_make(actor, row.school))
    if row.status != Survey.Status.DRAFT:
        raise IllegalMove(policies.FIXED)
    return row


def save_as_next(survey: Survey, *fields: str) -> Survey:
    """Save the given fields as the next version."""
    survey.version += 1
    survey.save(update_fields=[*fields, "version"])
    return survey


@transaction.atomic
def create_survey(*, actor: Person, school: School, values: Mapping[str, Any]) -> Survey:
    """Begin a survey of a school, as a draft. `values`: `title`, `introduction`, `audience`, `closes_on`.

    Raises `PermissionDenied` with the reason.
    """
    require(policies.can_ask(actor, school, values["audience"]))
    survey: Survey = Survey.objects.create(school=school, made_by=actor, **values)
    audit(actor, "surveys.survey.made", survey)
    return survey


@transaction.atomic
def copy_survey(*, actor: Person, survey: Survey, school: School, values: Mapping[str, Any]) -> Survey:
    """Begin a draft with the questions of another survey; `values` as for `create_survey`."""
    copied = create_survey(actor=actor, school=school, values=values)
    Question.objects.bulk_create(
        Question(
            survey=copied,
            position=place,
            kind=old.kind,
            text=old.text,
            choices=old.choices,
            is_required=old.is_required,
        )
        for place, old in enumerate(survey.questions.all(), start=1)
    )
    return copied


@transaction.atomic
def change_survey(*, actor: Person, survey: Survey, version: int, values: Mapping[str, Any]) -> Survey:
    """Change a draft's title, introduction, audience and last day. Raises `StaleVersion` and as `lock_draft`."""
    row = lock_draft(actor, survey, version)
    require(policies.can_ask(actor, row.school, values["audience"]))
    for name, value in values.items():
        setattr(row, name, value)
    save_as_next(row, *values)
    audit(actor, "surveys.survey.changed", row)
    return row


@transaction.atomic
def remove_draft(*, actor: Person, survey: Survey) -> None:
    """Throw a draft away. What was opened stays: people were asked."""
    row = lock_draft(actor, survey)
    audit(actor, "surveys.survey.removed", row)
    row.delete()


# --- Questions -------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_question(*, actor: Person, survey: Survey, values: Mapping[str, Any]) -> Question:
    """Add a question at the end. `values`: `kind`, `text`, `choices`, `is_required`. Raises as `lock_draft`."""
    row = lock_draft(actor, survey)
    last = list(row.questions.values_list("position", flat=True))
    if len(last) >= MOST_QUESTIONS:
        raise IllegalMove(f"A survey can have up to {MOST_QUESTIONS} questions. Shorter surveys get more responses.")
    question: Question = row.questions.create(position=max(last, default=0) + 1, **values)
    save_as_next(row)
    return question


@transaction.atomic
def change_question(*, actor: Person, question: Question, version: int, values: Mapping[str, Any]) -> Question:
    """Change a question of a draft; `version`: the survey's. Raises `StaleVersion` and as `lock_draft`."""
    row = lock_draft(actor, question.survey, version)
    fresh: Question = row.questions.get(pk=question.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(values))
    save_as_next(row)
    return fresh


@transaction.atomic
def remove_question(*, actor: Person, question: Question) -> None:
    """Take a question out of a draft. Raises as `lock_draft`."""
    row = lock_draft(actor, question.survey)
    row.questions.filter(pk=question.pk).delete()
    save_as_next(row)


@transaction.atomic
def move_question(*, actor: Person, question: Question, by: int) -> None:
    """Move a question up (`by` −1) or down (1) by one place; at the end it stays. Raises as `lock_draft`."""
    row = lock_draft(actor, question.survey)
    rows = list(row.questions.all())
    place = next((index for index, one in enumerate(rows) if one.pk == question.pk), None)
    if place is None or not 0 <= place + by < len(rows):
        return
    rows.insert(place + by, rows.pop(place))
    for position, one in enumerate(rows, start=1):
        one.position = position
    Question.objects.bulk_update(rows, ["position"])
    save_as_next(row)


def latest_last_day(day: dt.date) -> dt.date:
    """Return the latest last day that a survey may be given on `day`: a year on."""
    return day + dt.timedelta(days=366)
