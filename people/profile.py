"""What apps above lead to from the page of a person."""

from collections.abc import Callable
from dataclasses import dataclass

from core.plugins import Plugin
from people.models import Person


@dataclass(frozen=True, slots=True)
class ProfileLink(Plugin):
    """A link on the page of a person."""

    label: str
    icon: str
    url_of: Callable[[Person], str]
