"""Knowing that somebody has answered without a table that names them.

A participation holds a keyed hash of survey and person. Whoever has the database alone can neither say who took part
nor join a person to an answer (decision 10).
"""

import uuid
from collections.abc import Iterable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac
from django_structlog import signals

from core.reading import Steps, run_steps
from people.models import Person
from surveys.models import Participation, Survey


def mark_of(survey: Survey, person: Person, secret: str | bytes | None = None) -> str:
    """Return the mark of a person's participation in a survey."""
    text = f"{survey.pk}:{person.pk}"
    return salted_hmac("surveys.participation", text, secret=secret, algorithm="sha256").hexdigest()


def answered_by(person: Person, surveys: Iterable[Survey]) -> set[int]:
    """Return the ids of those of the surveys that the person has answered, also under an earlier secret key."""
    return run_steps(finding_answered(person, surveys))


def finding_answered(person: Person, surveys: Iterable[Survey]) -> Steps[set[int]]:
    """Return the same by steps."""
    marks = {
        mark_of(survey, person, secret): survey.pk
        for survey in surveys
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    }
    found = (yield Participation.objects.filter(mark__in=marks).values_list("mark", flat=True)) if marks else ()
    return {marks[mark] for mark in found}


def response_id(survey: Survey, once: uuid.UUID) -> uuid.UUID:
    """Return the id of the response that a form's one-time token leads to: the same form answers once.

    Made with the secret key, so that the page that a browser kept points at no row of the table.
    """
    digest = salted_hmac("surveys.response", f"{survey.pk}:{once.hex}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


NAMELESS = {"surveys:survey-answer", "surveys:survey-pupils"}
ENDINGS = ("/answer/", "/pupils/")


def forget_who_answers(request: HttpRequest, **_: Any) -> None:
    """Take the person's id off the log lines of a page on which answers are given."""
    if not request.path_info.endswith(ENDINGS):
        return
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return
    if name in NAMELESS:
        structlog.contextvars.bind_contextvars(user_id=None)


def keep_answers_nameless() -> None:
    """Listen to each request's beginning and end, however it ends."""
    signals.bind_extra_request_metadata.connect(forget_who_answers, dispatch_uid="survey-begin")
    signals.bind_extra_request_finished_metadata.connect(forget_who_answers, dispatch_uid="survey-end")
    signals.bind_extra_request_failed_metadata.connect(forget_who_answers, dispatch_uid="survey-failed")
