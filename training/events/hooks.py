"""What the rooms above events give to them: parts of an event's page, and what follows when one changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.components import PageAction
from core.plugins import Plugin, registered
from people.models import Person
from training.events.models import Event


@dataclass(frozen=True, slots=True)
class EventPart(Plugin):
    """A part of an event's page: its template, and what that reads, as `part`; None where there is none to show."""

    template: str
    shown: Callable[[Event, Person], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class EventActions(Plugin):
    """What a room offers on an event's page."""

    offered: Callable[[Person, Event], list[PageAction]]


@dataclass(frozen=True, slots=True)
class EventListener(Plugin):
    """What follows in the same transaction when an event was changed or cancelled; the event is locked and saved.

    `check`: asked before a change is saved; may raise `ValidationError`, by field of the event, for what cannot be,
    such as too few places. `changed`: asked with whether it was moved to another time or place.
    """

    check: Callable[[Event], None]
    changed: Callable[[Event, bool], None]
    cancelled: Callable[[Event], None]


def parts_of(event: Event, actor: Person) -> list[dict[str, Any]]:
    """Return the parts of an event's page for its reader."""
    shown = [(part.template, part.shown(event, actor)) for part in registered(EventPart)]
    return [{"template": template, "part": context} for template, context in shown if context is not None]


def actions_of(event: Event, actor: Person) -> list[PageAction]:
    """Return what the rooms above offer on an event's page."""
    return [action for part in registered(EventActions) for action in part.offered(actor, event)]


def check_change(event: Event) -> None:
    """Ask every listener whether an event may become what it is about to be."""
    for listener in registered(EventListener):
        listener.check(event)


def tell_changed(event: Event, *, is_moved: bool) -> None:
    """Let every listener know of a change, and whether the event was moved to another time or place."""
    for listener in registered(EventListener):
        listener.changed(event, is_moved)


def tell_cancelled(event: Event) -> None:
    """Let every listener know that an event is off."""
    for listener in registered(EventListener):
        listener.cancelled(event)
