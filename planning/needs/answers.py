"""What answers a need: actions of a plan, requests for courses, whatever stands above needs.

What stands above gives an `AnswerSource`, because needs cannot ask it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from core.plugins import Plugin, registered
from people.models import Person

if TYPE_CHECKING:
    from planning.needs.models import Need


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that answers a need: what it is, its name, how far it is, and its page."""

    kind: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerSource(Plugin):
    """Where answers come from: those that a person may see, and the condition on needs that there is any at all.

    `ask`: the words and the address by which whoever has a need asks for such an answer, where one can.
    """

    seen_by: "Callable[[Person, Need], list[Answer]]"
    condition: Callable[[], Q]
    ask: "Callable[[Need], tuple[str, str]] | None" = None


def answers_to(actor: Person, need: "Need") -> list[Answer]:
    """Return what answers the need, as far as the actor may see it."""
    return [answer for source in registered(AnswerSource) for answer in source.seen_by(actor, need)]


def ways_to_ask(need: "Need") -> list[tuple[str, str]]:
    """Return the words and the address of each way to ask for what answers the need."""
    return [source.ask(need) for source in registered(AnswerSource) if source.ask]


def answered() -> Q:
    """Return the condition that anything answers a need, whoever may see it: an action, a request, joint training.

    The one definition behind every count and list of needs that are not yet planned for (AP-3).
    """
    condition = Q(gathered_into__isnull=False)
    for source in registered(AnswerSource):
        condition |= source.condition()
    return condition


def is_answered(need: "Need") -> bool:
    """Return whether anything answers the need."""
    return type(need).objects.filter(answered(), pk=need.pk).exists()
