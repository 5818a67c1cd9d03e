"""Which budget line pays for an action, told from above: budgets know plans, and plans know no budgets.

A line is known here by its key alone, a text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.plugins import Plugin, registered
from people.models import Person, School
from planning.plans.models import Action


@dataclass(frozen=True, slots=True)
class Funding(Plugin):
    """The app that keeps which line pays for an action.

    `choices`: key and name of the lines of a school's budget of a year, as far as the actor sees them. `line_of`: the
    key of the line that pays for an action, "" for none. `name_of_line`: the expression for its name, for a row of
    actions. `pay`: lets the line with this key ("": none) pay; returns whether that is a change, and raises
    `ValidationError` for a line of another school or year.
    """

    choices: Callable[[Person, School, int], list[tuple[str, str]]]
    line_of: Callable[[Action], str]
    name_of_line: Callable[[], Any]
    pay: Callable[[Action, str], bool]


def funding() -> Funding:
    """Return the app that keeps it."""
    return registered(Funding)[0]
