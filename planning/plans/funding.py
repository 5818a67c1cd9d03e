"""Which budget line pays for an action, told from above: budgets know plans, and plans know no budgets.

A line is known here by its key alone, a text.
"""

from typing import Any, Protocol

from people.models import Person, School
from planning.plans.models import Action


class Funding(Protocol):
    """An app that keeps which line pays for an action."""

    def choices(self, actor: Person, school: School, year: int) -> list[tuple[str, str]]:
        """Return key and name of the lines of a school's budget of a year, as far as the actor sees them."""

    def line_of(self, action: Action) -> str:
        """Return the key of the line that pays for an action, "" for none."""

    def name_of_line(self) -> Any:
        """Return the expression for the name of the line that pays for a row of actions, "" for none."""

    def pay(self, action: Action, key: str) -> bool:
        """Let the line with this key ("": none) pay for an action; return whether that is a change.

        Raises `ValidationError` for a line of another school or year.
        """


_registered: list[Funding] = []


def register_funding(funding: Funding) -> None:
    """Take the app that keeps it; called once, in `AppConfig.ready`."""
    _registered[:] = [funding]


def funding() -> Funding:
    """Return the app that keeps it."""
    return _registered[0]
