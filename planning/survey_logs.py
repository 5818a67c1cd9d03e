"""Keeps the log from saying who answered a survey when: a time beside a name would undo the anonymity (ADR 10)."""

from typing import Any

import structlog
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog import signals

NAMELESS = {"planning:survey-answer", "planning:survey-pupils"}
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
