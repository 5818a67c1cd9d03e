"""What people are told of policy documents: reviews that are due, and what they are asked to read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from core.calendar import today
from core.formatting import long_date
from governance.documents.models import DocumentVersion, PolicyDocument, Reading
from governance.documents.querysets import FORTNIGHT
from notifications.models import Notice, Topic
from notifications.services import tell, tell_many
from people.models import Grant, Person, Post

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


def keeper_named(document: PolicyDocument, actor: Person) -> None:
    """Tell whoever looks after a document now; not whoever chose themselves."""
    person = document.keeper
    if person is not None and person.pk != actor.pk:
        tell(
            person=person,
            topic=Topic.POLICY,
            key=f"governance.keeper:{document.public_id}:{person.public_id}:{document.version}",
            subject=f"You look after a policy: {document.title}",
            body="We’ll remind you before its review date.",
            path=document.get_absolute_url(),
        )


def review_due(version: DocumentVersion, person: Person, day: dt.date, *, instead: bool = False) -> bool:
    """Tell somebody the latest step that the review has reached, once; return whether it was news.

    `instead`: they are told because nobody who looks after it can be.
    """
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
            "Add the new version, or change the review date if nothing else changes."
            + (" There’s no one else to remind at the moment, so we’re asking you." if instead else ""),
            path=version.document.get_absolute_url(),
            asks=REVIEW,
            about=version.public_id,
        )
    )


def ask(reading: Reading, people: "QuerySet[Person]", day: dt.date) -> int:
    """Tell people what they are asked to read, and remind them at set days, each step once; return how many.

    Whoever hears of it for the first time hears the latest step alone.
    """

    def step_on(own_day: dt.date) -> str:
        reached = [step for step in READ_STEPS if (own_day - day).days <= step]
        return str(min(reached)) if reached else "asked"

    return _tell(reading, people, step_on)


def remind(reading: Reading, people: "QuerySet[Person]") -> int:
    """Remind people as somebody asks, each once a day; return how many."""
    return _tell(reading, people, lambda own_day: today().isoformat())


def _own_day(reading: Reading, person: Any) -> dt.date:
    """Return by when somebody is to read it: as `ReadingQuerySet.with_own_day`."""
    since = max(filter(None, (person.post_since, person.grant_since)), default=reading.due_on)
    return since + FORTNIGHT if since > reading.due_on else reading.due_on


def _tell(reading: Reading, people: "QuerySet[Person]", step_on: Callable[[dt.date], str]) -> int:
    """Tell people, each step once; the first time asks, whenever it comes."""
    key = f"governance.read:{reading.public_id}:"
    heard: dict[int, set[str]] = defaultdict(set)
    for pk, found in Notice.objects.filter(key__startswith=key).order_by().values_list("person", "key"):
        heard[pk].add(found.removeprefix(key).partition(":")[0])
    held = {
        f"{name}_since": Subquery(
            rows.on(today()).filter(person=OuterRef("pk")).order_by("-starts_on").values("starts_on")[:1]
        )
        for name, rows in (("post", Post.objects), ("grant", Grant.objects))
    }
    groups: dict[tuple[dt.date, bool], list[Person]] = defaultdict(list)
    for person in people.annotate(**held):
        own_day = _own_day(reading, person)
        if step_on(own_day) not in heard[person.pk]:
            groups[own_day, not heard[person.pk]].append(person)
    for (own_day, is_first), waiting in groups.items():
        overdue = own_day < today()
        by = f"{'It was due' if overdue else 'Read it'} by {long_date(own_day)}."
        tell_many(
            people=waiting,
            topic=Topic.POLICY,
            key=f"{key}{step_on(own_day)}",
            subject=f"{'Overdue' if overdue and not is_first else 'Please read'}: {reading.document.title}",
            body="Open it, read it and press “I’ve read this”." + ("" if overdue and is_first else f" {by}"),
            path=reading.document.get_absolute_url(),
            asks=READ,
            about=reading.public_id,
        )
    return sum(map(len, groups.values()))
