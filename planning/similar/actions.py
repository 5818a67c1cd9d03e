"""What apps above offer on the page of similar needs, such as an event for the people who have them."""

from collections.abc import Callable
from dataclasses import dataclass

from core.components import PageAction
from core.plugins import Plugin, registered
from people.models import Person
from planning.similar.selectors import Proposal


@dataclass(frozen=True, slots=True)
class ProposalActions(Plugin):
    """What an app offers on the page of similar needs."""

    offered: Callable[[Person, Proposal], list[PageAction]]


def proposal_actions(actor: Person, proposal: Proposal) -> list[PageAction]:
    """Return what the actor can do about similar needs, besides planning one provision."""
    return [action for part in registered(ProposalActions) for action in part.offered(actor, proposal)]
