"""Notices that ask for something leave inbox and digest when it is done, whoever did it.

This app knows no subject, so the app that has it gives, by a kind, the rows of its table that still wait. A notice
carries the kind and the public id of its subject.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.plugins import Plugin, by_key

if TYPE_CHECKING:
    from people.models import Person

StillWaiting = Callable[["Person | None"], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Waiting(Plugin):
    """Which subjects of a kind still wait, of those that have a `public_id`.

    `rows` gets whoever reads the notice, or None where what it finds is kept (the digest): then it must leave out what
    nobody but the reader may know. It may refer to the notice by `OuterRef("created_at")` and `OuterRef("person")`.
    """

    key: str
    rows: StillWaiting


def is_registered(kind: str) -> bool:
    """Return whether an app says of this kind what still waits."""
    return kind in by_key(Waiting)


def over(kinds: Iterable[str], reader: "Person | None") -> Q:
    """Return the condition that a notice of one of the kinds asks for what does not wait any more."""
    found = Q(pk__in=[])
    for kind in kinds:
        waits = Exists(by_key(Waiting)[kind].rows(reader).filter(public_id=OuterRef("about")))
        found |= Q(Q(asks=kind), ~waits)
    return found


def asked_in(model: type[Any], **facts: Any) -> StillWaiting:
    """Return the rule that a subject waits as long as it has these values."""
    return lambda reader: model.objects.filter(**facts)
