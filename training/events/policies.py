"""Who arranges events, changes and runs them (policy R-6, AP-8, GV-4)."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.calendar import today
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Grant, Person, Role, School
from planning.scope import plans_for, plans_somewhere
from training.events.models import Audience, AudienceLine, Event, EventKind

BOARD = [*Role.governing(), Role.CLERK]


def arranges_for_board(actor: Person, school: School) -> bool:
    """Return whether the actor arranges what is for a board: its chair or clerk, of trustees at the central team."""
    if school.is_central:
        return actor.authority.keeps_trust_board
    return actor.authority.holds_any([Role.CHAIR_OF_GOVERNORS, Role.CLERK], school.pk)


def names_boards_only(actor: Person, school: School) -> bool:
    """Return whether the actor runs events of a school for its board alone, and so reads no names of staff."""
    return not plans_for(actor, school) and (_only_governs(actor) or arranges_for_board(actor, school))


def _only_governs(actor: Person) -> bool:
    authority = actor.authority
    return not authority.posts and all(grant.role in BOARD for grant in authority.grants)


def is_for_boards(audience: Audience) -> bool:
    """Return whether an audience is of boards, governing roles and people of boards, and of nobody else."""
    of_boards = Grant.objects.on(today()).filter(role__in=BOARD).order_by().values("person")
    named = set(audience.lines.filter(person__in=of_boards).values_list("pk", flat=True))
    return all(line.pk in named or _is_of_board(line.kind, line.value) for line in audience.lines.all())


def _is_of_board(kind: str, value: str) -> bool:
    return kind == AudienceLine.Kind.BOARD or (kind == AudienceLine.Kind.ROLE and value in BOARD)


def can_choose(actor: Person, school: School, lines: Iterable[Mapping[str, Any]]) -> Decision:
    """Chairs and clerks choose boards and governing roles as an audience; leaders whomever they want."""
    of_boards = all(_is_of_board(line["kind"], line.get("value", "")) for line in lines)
    return allowed_if(
        of_boards or not names_boards_only(actor, school),
        ours("Chairs and clerks can arrange events for governors, trustees and their clerks only."),
    )


def _reads_who_comes(actor: Person, event: Event) -> bool:
    """Return whether the actor may read who comes: a chair or clerk only where an event is for boards alone."""
    return not names_boards_only(actor, event.school) or is_for_boards(event.audience)


def can_host(actor: Person) -> Decision:
    """Leaders, chairs and clerks arrange events."""
    arranges = plans_somewhere(actor) or actor.authority.holds_any(
        [Role.CHAIR_OF_GOVERNORS, Role.CLERK, Role.CHAIR_OF_TRUSTEES]
    )
    return allowed_if(arranges, ours("Only school leaders, chairs and clerks can add events."))


def can_arrange(actor: Person, school: School, kind: str) -> Decision:
    """Leaders arrange events at their school, the Executive Lead anywhere; chairs and clerks those for their board."""
    for_board = kind in EventKind.of_boards() and arranges_for_board(actor, school)
    return allowed_if(
        for_board or plans_for(actor, school),
        ours("Only school leaders can arrange this here. Chairs and clerks can arrange training for their board."),
    )


def can_change(actor: Person, event: Event) -> Decision:
    """Whoever organises an event, while at its school, and whoever could arrange it changes and cancels it.

    What leaders opened to staff as well is no longer for a chair or clerk to run: they would read names of staff.
    """
    organises = event.organiser_id == actor.pk and event.school_id in actor.authority.schools_reached
    if not organises and not can_arrange(actor, event.school, event.kind):
        return refused("Only the organiser and leaders of the host school can change this event.")
    return allowed_if(
        _reads_who_comes(actor, event),
        ours("This event is for staff too, so only school leaders can change it."),
    )


def can_arrange_as(actor: Person, event: Event, kind: str) -> Decision:
    """Another kind is chosen by whoever may arrange that kind at the school."""
    return can_arrange(actor, event.school, kind) if kind != event.kind else ALLOWED


def can_run(actor: Person, event: Event) -> Decision:
    """Those who may change an event and its facilitators keep its notes and materials; facilitators change no more."""
    facilitates = event.facilitators.filter(pk=actor.pk).exists()
    reads_who_comes = not _only_governs(actor) or is_for_boards(event.audience)
    return allowed_if(
        (facilitates and reads_who_comes) or can_change(actor, event).allowed,
        "Only the organiser, the facilitators and leaders of the host school can do this.",
    )
