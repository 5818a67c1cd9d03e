"""Who keeps policy documents, asks people to read them, and learns who has (policy OD-1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from governance.documents.models import PolicyDocument
from people.models import Grant, Person, Role, School
from training.events.policies import BOARD

Readers = PolicyDocument.Readers
# They keep the documents of the whole trust and of every school.
KEEPERS = (Role.ADMINISTRATOR, Role.EXECUTIVE_LEAD)
WITHDRAWN = "This document has been withdrawn."


def can_list(actor: Person) -> Decision:
    """Whoever has a place in the trust reads its policies."""
    return allowed_if(
        bool(actor.authority.posts or actor.authority.grants), "Only people with a place in the trust can see policies."
    )


def reads_on_a_board(actor: Person) -> bool:
    """Return whether the actor reads policies for a board alone, and not as a member of staff."""
    authority = actor.authority
    return not authority.is_staff and (authority.governs or authority.holds(Role.CLERK))


def reads_as_staff(actor: Person) -> bool:
    """Return whether the actor reads policies as a member of staff, or by a role that is on no board."""
    return bool(can_list(actor)) and not reads_on_a_board(actor)


def kept_in_role(actor: Person) -> Q:
    """Return the condition that the actor keeps a document by what they are: all, their school's, their board's.

    What is for a board only is not its Headteacher's.
    """
    authority = actor.authority
    if authority.holds_any(KEEPERS):
        return Q(pk__isnull=False)
    headed = Q(school__in=authority.schools_with(Role.school_leaders())) & ~Q(readers=Readers.BOARD)
    found = headed | Q(school__in=authority.schools_with([Role.CLERK]), readers=Readers.BOARD)
    if authority.is_clerk_to_trust:
        found |= Q(school__kind=School.Kind.CENTRAL, readers=Readers.BOARD)
    return found


def can_add(actor: Person) -> Decision:
    """Whoever keeps documents somewhere adds them."""
    authority = actor.authority
    return allowed_if(
        authority.holds_any([*KEEPERS, *Role.school_leaders(), Role.CLERK]),
        ours("Only the trust administrator, the Executive Lead, Headteachers and clerks can add policies."),
    )


def can_add_for(actor: Person, school: School, readers: str) -> Decision:
    """The keepers of the trust keep all, a clerk what is for their board, a Headteacher what else is their school's."""
    authority, heads = actor.authority, actor.authority.holds_any(Role.school_leaders(), school.pk)
    if authority.holds_any([*KEEPERS]) or (heads and readers != Readers.BOARD):
        return ALLOWED
    if authority.holds(Role.CLERK, school.pk) or (school.is_central and authority.is_clerk_to_trust):
        return allowed_if(
            readers == Readers.BOARD, ours("Clerks can keep documents for governors, trustees and their clerks only.")
        )
    if heads:
        return refused(
            ours(
                "Only the board’s clerk, the trust administrator and the Executive Lead can keep documents for boards."
            )
        )
    return refused("You can’t keep documents there.")


def can_keep(actor: Person, document: PolicyDocument) -> Decision:
    """Whoever keeps those of its school, and whoever looks after this one, changes it and adds versions."""
    return allowed_if(
        bool(can_add_for(actor, document.school, document.readers)) or looks_after(actor, document),
        "Only the person who looks after this document can change it.",
    )


def looks_after(actor: Person, document: PolicyDocument) -> bool:
    """Return whether the actor looks after a document by name or by role: as `querysets.kept_by`."""
    authority = actor.authority
    if document.keeper_role:
        return any(
            grant.role == document.keeper_role and _reaches(grant, document.school) for grant in authority.grants
        )
    has_place = document.school_id in authority.schools_reached or (
        document.school.is_central and bool(authority.posts or authority.grants)
    )
    return document.keeper_id == actor.pk and has_place


def _reaches(grant: Grant, school: School) -> bool:
    """Return whether a role is held at a school or in the whole trust; the trustees' clerk is no school's."""
    if grant.school_id is None:
        return grant.role != Role.CLERK or school.is_central
    return grant.school_id == school.pk


def can_restore(actor: Person, document: PolicyDocument) -> Decision:
    """Whoever keeps it puts a withdrawn document back."""
    return can_keep(actor, document)


def can_ask(actor: Person, document: PolicyDocument) -> Decision:
    """Whoever keeps a document in force asks people to read it."""
    return can_keep(actor, document) & allowed_if(not document.is_withdrawn, WITHDRAWN)


def can_ask_these(actor: Person, document: PolicyDocument, lines: Iterable[Mapping[str, Any]]) -> Decision:
    """A school's document is asked of its own people, and what is for boards of nobody else."""
    lines = list(lines)
    if not document.school.is_central and any(line.get("school") != document.school for line in lines):
        return refused("Only people of this school can be asked to read its documents.")
    of_boards = all(line["kind"] == "board" or (line["kind"] == "role" and line["value"] in BOARD) for line in lines)
    return allowed_if(
        document.readers != Readers.BOARD or of_boards,
        ours("Only governors, trustees and their clerks can see this document. Ask only them to read it."),
    )


def leads_people(actor: Person) -> bool:
    """Return whether the actor leads a school or the central team, or reads the whole trust."""
    authority = actor.authority
    return authority.is_trust_wide or bool(authority.schools_led()) or authority.holds(Role.CENTRAL_HEAD)


def can_follow_up(actor: Person, document: PolicyDocument) -> Decision:
    """Leaders and whoever keeps the document learn who of their own people has read it, and remind the others."""
    return allowed_if(
        leads_people(actor) or bool(can_keep(actor, document)),
        "Only leaders and the person who looks after this document can see who has read it.",
    )
