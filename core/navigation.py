"""The places that the navigation leads to: each app gives its own, with whom it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.plugins import Plugin

if TYPE_CHECKING:
    from people.models import Person


def everybody(person: "Person") -> bool:
    """Return that it is for this person, whoever that is."""
    return True


def nobody(person: "Person") -> bool:
    """Return that it is not for this person, whoever that is."""
    return False


@dataclass(frozen=True, slots=True)
class Place(Plugin):
    """A page that the navigation may lead to, `name` of its address.

    `count`: how many things wait there for the person, counted no further than a number. `on_phone`: for whom it stands
    in the bar at the foot of a phone. `also`: names of other pages that belong here; `with_tabs`: so do the tabs over
    it. The first come first into a bar that has no room for all; what is only about the reader comes last.
    """

    label: str
    name: str
    icon: str
    is_for: "Callable[[Person], object]" = everybody
    on_phone: "Callable[[Person], bool]" = nobody
    count: "Callable[[Person, int], int] | None" = None
    also: tuple[str, ...] = ()
    with_tabs: bool = False
