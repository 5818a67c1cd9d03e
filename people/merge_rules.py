"""What becomes of each relation to a person when two records of one person are merged; each app says so of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Q

from core.plugins import Plugin, registered
from people.models import Person


class Fate(Enum):
    """What a merge does with the rows of the record that goes."""

    MOVES = "moves"  # they are the person's, and belong to the record that stays
    MOVES_ONCE = "moves once"  # the same, but what the record that stays has too is dropped
    STAYS = "stays"  # history that is never rewritten: it keeps the record by which it was made
    DROPPED = "dropped"  # a way to sign in, or a passing thing


@dataclass(frozen=True, slots=True)
class Relation(Plugin):
    """A foreign key to a person, "app_label.Model.field". `only`: the rows that move, where the others are history.

    `move`: how the app moves them itself, where the rows of both records belong together: takes the actor, the record
    that stays and the one that goes, and returns how many moved, and sentences for the preview.
    """

    key: str
    fate: Fate
    only: Q = Q()  # noqa: RUF009 -- a Q is never changed
    has_version: bool = False
    move: Callable[[Person, Person, Person], tuple[int, list[str]]] | None = None


def relations(fate: Fate, *keys: str) -> list[Relation]:
    """Return several relations that fare alike."""
    return [Relation(key, fate) for key in keys]


@dataclass(frozen=True, slots=True)
class MergeCheck(Plugin):
    """Takes the record that stays and the one that goes, and returns sentences that say why they can't be merged."""

    reasons: Callable[[Person, Person], list[str]]


def reasons_against(keep: Person, gone: Person) -> list[str]:
    """Return what every app says against the merge."""
    return [reason for check in registered(MergeCheck) for reason in check.reasons(keep, gone)]


def relations_to_people() -> dict[str, Any]:
    """Return every foreign key to a person in the whole project, by its name."""
    found = {}
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- Django's public name for it
        # Of a list of people, the rows of its own table stand for it.
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            field = relation.field  # type: ignore[union-attr]
            found[f"{field.model._meta.label}.{field.name}"] = field  # noqa: SLF001
    return found
