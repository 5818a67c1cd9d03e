"""Who arranges events, changes and runs them (policy R-6, AP-8, GV-4)."""

from core.decisions import ALLOWED, Decision, allowed_if
from core.trust_settings import ours
from people.models import Person, Role, School
from planning.scope import plans_for, plans_somewhere
from training.events.models import Event, EventKind


def arranges_for_board(actor: Person, school: School) -> bool:
    """Return whether the actor arranges what is for a board: its chair or clerk, of trustees at the central team."""
    if school.is_central:
        return actor.authority.holds(Role.CHAIR_OF_TRUSTEES)
    return actor.authority.holds_any([Role.CHAIR_OF_GOVERNORS, Role.CLERK], school.pk)


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
    """Whoever organises an event, while at its school, and whoever could arrange it changes and cancels it."""
    organises = event.organiser_id == actor.pk and event.school_id in actor.authority.schools_reached
    return allowed_if(
        organises or can_arrange(actor, event.school, event.kind).allowed,
        "Only the organiser and leaders of the host school can change this event.",
    )


def can_arrange_as(actor: Person, event: Event, kind: str) -> Decision:
    """Another kind is chosen by whoever may arrange that kind at the school."""
    return can_arrange(actor, event.school, kind) if kind != event.kind else ALLOWED


def can_run(actor: Person, event: Event) -> Decision:
    """Those who may change an event and its facilitators keep its notes and materials; facilitators change no more."""
    facilitates = event.facilitators.filter(pk=actor.pk).exists()
    return allowed_if(
        facilitates or can_change(actor, event).allowed,
        "Only the organiser, the facilitators and leaders of the host school can do this.",
    )
