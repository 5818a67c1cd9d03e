"""What the notices of this app ask for, and whether it still waits (`notifications.waiting`)."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from courses.models import Request, Stage
from notifications.waiting import register_waiting
from people.models import Person

DECIDE = "courses.decide"
BOOK = "courses.book"
CHANGE = "courses.change"


def _in_status(requests: "QuerySet[Any]", prefix: str = "") -> "QuerySet[Any]":
    """Return what has not moved since the notice: sent a second time, it has a notice of its own."""
    return requests.filter(**{f"{prefix}waiting_since__lte": OuterRef("made_at")})


def _stages(reader: Person | None) -> "QuerySet[Any]":
    stages = Stage.objects.current().filter(request__status=Request.Status.DECIDING)
    return _in_status(stages, "request__")


def _to_book(reader: Person | None) -> "QuerySet[Any]":
    return _in_status(Request.objects.to_book())


def _returned(reader: Person | None) -> "QuerySet[Any]":
    return _in_status(Request.objects.filter(status=Request.Status.RETURNED))


def register() -> None:
    """Say what still waits to be decided, booked or changed."""
    register_waiting(DECIDE, _stages)
    register_waiting(BOOK, _to_book)
    register_waiting(CHANGE, _returned)
