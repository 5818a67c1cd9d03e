"""What becomes of each relation to a person when two records of one person are merged; every app registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Q

from people.models import Person


class Fate(Enum):
    """What a merge does with the rows of the record that goes."""

    MOVES = "moves"  # they are the person's, and belong to the record that stays
    MOVES_ONCE = "moves once"  # the same, but what the record that stays has too is dropped
    STAYS = "stays"  # history that is never rewritten: it keeps the record by which it was made
    DROPPED = "dropped"  # a way to sign in, or a passing thing


@dataclass(frozen=True, slots=True)
class Relation:
    """One foreign key to a person. `only`: the rows that move, where the others are history."""

    fate: Fate
    only: Q = Q()  # noqa: RUF009 -- a Q is never changed
    has_version: bool = False


# Takes the record that stays and the one that goes, and returns sentences that say why they can't be merged.
MergeCheck = Callable[[Person, Person], list[str]]

RELATIONS: dict[str, Relation] = {}
_checks: list[MergeCheck] = []


def register_relations(relations: dict[str, Relation], check: MergeCheck | None = None) -> None:
    """Add an app's relations, "app_label.Model.field" each, and what stands against a merge there."""
    RELATIONS.update(relations)
    if check is not None and check not in _checks:
        _checks.append(check)


def reasons_against(keep: Person, gone: Person) -> list[str]:
    """Return what every app says against the merge."""
    return [reason for check in _checks for reason in check(keep, gone)]


def relations_to_people() -> dict[str, Any]:
    """Return every foreign key to a person in the whole project, by its name."""
    found = {}
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- Django's public name for it
        if relation.auto_created and not relation.concrete:
            field = relation.field  # type: ignore[union-attr]
            found[f"{field.model._meta.label}.{field.name}"] = field  # noqa: SLF001
    return found


MOVES, MOVES_ONCE, STAYS, DROPPED = (Relation(fate) for fate in Fate)


def register() -> None:
    """Register the relations of this app, of the kit below it, and of the sign-in."""
    register_relations(
        {
            "account.EmailAddress.user": DROPPED,
            "mfa.Authenticator.user": DROPPED,
            "usersessions.UserSession.user": DROPPED,
            "socialaccount.SocialAccount.user": DROPPED,
            "core.AuditEvent.actor": STAYS,
            "core.AuditEvent.on_behalf_of": STAYS,
            "core.FormToken.person": DROPPED,
            "core.KeptForm.person": DROPPED,
            "core.StoredFile.uploaded_by": STAYS,
            "people.AccountChange.person": STAYS,
            "people.AccountChange.proposed_by": STAYS,
            "people.AccountChange.settled_by": STAYS,
            "people.Delegation.person": MOVES,
            "people.Delegation.deputy": MOVES,
            "people.Delegation.named_by": STAYS,
            "people.Grant.person": MOVES,
            "people.Grant.granted_by": STAYS,
            "people.Person.merged_into": MOVES,
            "people.Post.person": MOVES,
            "people.Post.line_manager": MOVES,
            "people.Responsibility.person": MOVES,
            "people.StaffImport.made_by": STAYS,
            "people.StaffImport.applied_by": STAYS,
        }
    )
