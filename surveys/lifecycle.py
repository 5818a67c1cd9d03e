"""Running a survey: open it, close it, give it more time, show its results; the sweep that closes (policy AP-3)."""

import datetime as dt
from random import SystemRandom

import structlog
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person
from surveys import notices, policies
from surveys.models import Answer, Response, Survey, new_survey_token

log = structlog.get_logger(__name__)

# Whoever opens a survey to the whole trust does not wait for thousands of notices: the sweep tells the rest.
TOLD_AT_ONCE = 200


def lock_row(survey: Survey) -> Survey:
    """Lock the survey for the rest of the transaction, with its school."""
    row: Survey = Survey.objects.select_related("school").lock_for(pk=survey.pk)
    return row


@transaction.atomic
def open_survey(*, actor: Person, survey: Survey, version: int) -> Survey:
    """Let it be answered from now on, and tell those who are asked. Its questions are fixed from here.

    `version`: the one whose questions the page showed. Raises `StaleVersion` where it was changed meanwhile,
    `IllegalMove` where it is open already, `PermissionDenied` with the reason.
    """
    rows = Survey.objects.select_related("school")
    row: Survey = rows.lock_for(Survey.Status.OPEN, pk=survey.pk)
    if row.status != Survey.Status.DRAFT:
        raise IllegalMove(row.moved_on_text())
    row = lock_version(rows, survey.pk, version)
    require(policies.can_open(actor, row, row.questions.count()))
    token = new_survey_token() if row.audience == Survey.Audience.PARENTS else None
    row.move_to(Survey.Status.OPEN, opened_at=now(), token=token)
    audit(actor, "surveys.survey.opened", row)
    notices.tell_audience(row, at_most=TOLD_AT_ONCE)
    return row


def tell_of_surveys() -> int:
    """Tell whoever is asked by an open survey and does not know yet: the rest of a large audience, and newcomers.

    Returns how many were told. One survey that fails is logged by its id and holds up no other.
    """
    count = 0
    for survey in Survey.objects.open_on(today()).select_related("school").order_by("pk"):
        try:
            while told := _tell_some(survey):
                count += told
        except Exception:
            log.exception("surveys.survey_tell_failed", survey=str(survey.public_id))
    return count


@transaction.atomic
def _tell_some(survey: Survey) -> int:
    return notices.tell_audience(survey, at_most=TOLD_AT_ONCE)


@transaction.atomic
def close_survey(*, actor: Person, survey: Survey) -> Survey:
    """Close it before its last day. Raises `IllegalMove` where it has closed, `PermissionDenied` with the reason."""
    row = lock_row(survey)
    if row.state != Survey.Status.OPEN:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_close(actor, row))
    _close(row)
    audit(actor, "surveys.survey.closed", row)
    return row


@transaction.atomic
def set_last_day(*, actor: Person, survey: Survey, closes_on: dt.date) -> Survey:
    """Give an open survey another last day, or open a closed one again until then.

    Not once its results were shown: whoever saw them before and after could tell a late answer. Raises `IllegalMove`
    for a draft and for a day that has passed, `PermissionDenied` with the reason.
    """
    row = lock_row(survey)
    if row.status == Survey.Status.DRAFT or closes_on < today():
        raise IllegalMove("Choose a closing date that is today or later.")
    require(policies.can_set_last_day(actor, row))
    changes = {"closes_on": [row.closes_on, closes_on]}
    if row.status == Survey.Status.CLOSED:
        row.move_to(Survey.Status.OPEN, closes_on=closes_on, closed_at=None, version=row.version + 1)
        audit(actor, "surveys.survey.reopened", row, changes=changes)
    else:
        row.closes_on, row.version = closes_on, row.version + 1
        row.save(update_fields=["closes_on", "version"])
        audit(actor, "surveys.survey.last_day_set", row, changes=changes)
    return row


@transaction.atomic
def show_results(*, actor: Person, survey: Survey) -> Survey:
    """Let those who run it see the results. From here on it stays closed. A second time changes nothing.

    Raises `PermissionDenied` with the reason: still open, or fewer have answered than the smallest group.
    """
    row = lock_row(survey)
    require(policies.can_show_results(actor, row, row.responses.count()))
    if row.results_shown_at is None:
        if row.status == Survey.Status.OPEN:  # past its last day, and the sweep has not come by yet
            _close(row)
        row.results_shown_at = now()
        row.save(update_fields=["results_shown_at"])
        audit(actor, "surveys.survey.results_shown", row)
    return row


def _close(survey: Survey) -> None:
    """Close a locked survey, once its answers lie in a random order.

    An open survey with the moment of its closing is between the two: only there the database lets answers be rewritten.
    """
    survey.closed_at = now()
    survey.save(update_fields=["closed_at"])
    mix_answers(survey)
    survey.move_to(Survey.Status.CLOSED)


def mix_answers(survey: Survey) -> None:
    """Write all answers of a survey anew in a random order, so that where a row lies tells nothing of when it came.

    A database gives rows away by their place (and PostgreSQL by the transaction that wrote them); after this they all
    were written at once. The ids stay, for needs that came out of an answer.
    """
    random = SystemRandom()
    responses, answers = list(survey.responses.all()), list(Answer.objects.filter(response__survey=survey))
    random.shuffle(responses)
    random.shuffle(answers)
    survey.responses.all().delete()
    Response.objects.bulk_create(responses, batch_size=500)
    Answer.objects.bulk_create(answers, batch_size=500)


def close_due() -> int:
    """Close every survey whose last day has passed, and tell whoever made it; return how many.

    Pages never wait for this: they count it as closed from midnight. One that fails is logged by its id and holds up
    no other.
    """
    closed = 0
    for survey in Survey.objects.filter(status=Survey.Status.OPEN, closes_on__lt=today()).order_by("closes_on", "pk"):
        try:
            closed += close_one_due(survey=survey)
        except Exception:
            log.exception("surveys.survey_close_failed", survey=str(survey.public_id))
    return closed


@transaction.atomic
def close_one_due(*, survey: Survey) -> bool:
    """Close one survey whose last day has passed; say whether it was still to be closed."""
    row = lock_row(survey)
    if row.status != Survey.Status.OPEN or row.closes_on >= today():
        return False
    _close(row)
    audit(None, "surveys.survey.closed", row)
    if policies.can_make(row.made_by, row.school):
        notices.survey_closed(row)
    return True
