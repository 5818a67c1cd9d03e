"""What people are told of policy documents: reviews that are due, and what they are asked to read."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, QuerySet

from core.calendar import today
from core.formatting import long_date
from governance.documents.models import DocumentVersion, Reading
from notifications.models import Notice, Topic
from notifications.services import tell, tell_many
from people.models import Person

REVIEW = "governance.review"
READ = "governance.read"
# Days before the review date on which whoever looks after a document is told; -1 is the day after it.
REVIEW_STEPS = (60, 30, 7, -1)
# Days before the last day of a reading on which people are told, after the first time; below 0 it is overdue.
READ_STEPS = (7, 0, -7, -14)


def still_to_review(reader: Person | None) -> "QuerySet[Any]":
    """Return the versions that are in force and were not put on a later date since the notice."""
    soon = today() + dt.timedelta(days=max(REVIEW_STEPS))
    return DocumentVersion.objects.review_due_by(soon)


def still_to_read(reader: Person | None) -> "QuerySet[Any]":
    """Return the readings that still ask the person of the notice."""
    return Reading.objects.open().unread_by(OuterRef(OuterRef("person")))


def review_due(version: DocumentVersion, person: Person, day: dt.date) -> bool:
    """Tell somebody the latest step that the review has reached, once; return whether it was news."""
    reached = [step for step in REVIEW_STEPS if (version.review_on - day).days <= step]
    if not reached:
        return False
    title, step = version.document.title, min(reached)
    overdue = version.is_overdue
    return bool(
        tell(
            person=person,
            topic=Topic.POLICY,
            key=f"governance.review:{version.public_id}:{version.review_on}:{step}:{person.public_id}",
            subject=f"{title}: review {'overdue' if overdue else 'due'}",
            body=f"This document {'was' if overdue else 'is'} to be reviewed by {long_date(version.review_on)}. "
            "Add the new version, or change the review date if nothing else changes.",
            path=version.document.get_absolute_url(),
            asks=REVIEW,
            about=version.public_id,
        )
    )


def ask(reading: Reading, people: "QuerySet[Person]", day: dt.date) -> int:
    """Tell people what they are asked to read, and remind them at set days, each step once; return how many.

    Whoever hears of it for the first time hears the latest step alone.
    """
    left = (reading.due_on - day).days
    reached = [step for step in READ_STEPS if left <= step]
    return _tell(reading, people, str(min(reached)) if reached else "asked")


def remind(reading: Reading, people: "QuerySet[Person]") -> int:
    """Remind people as somebody asks, each once a day; return how many."""
    return _tell(reading, people, today().isoformat())


def _tell(reading: Reading, people: "QuerySet[Person]", step: str) -> int:
    key = f"governance.read:{reading.public_id}:{step}"
    told = Notice.objects.filter(key__startswith=f"{key}:").order_by().values("person")
    waiting = list(people.exclude(pk__in=told))
    overdue = reading.due_on < today()
    tell_many(
        people=waiting,
        topic=Topic.POLICY,
        key=key,
        subject=f"{'Overdue' if overdue else 'Please read'}: {reading.document.title}",
        body=f"Open it, read it and press “I’ve read this”. "
        f"{'It was due' if overdue else 'Read it'} by {long_date(reading.due_on)}.",
        path=reading.document.get_absolute_url(),
        asks=READ,
        about=reading.public_id,
    )
    return len(waiting)
