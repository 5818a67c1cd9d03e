"""Whose invitation could not be delivered, told from above by the app that sends the mails."""

from collections.abc import Callable
from dataclasses import dataclass

from core.calendar import today
from core.plugins import Plugin, registered
from people.models import Person
from people.querysets import PersonQuerySet


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A person whose address takes no mail, and the address of the page that says why."""

    person: Person
    url: str


@dataclass(frozen=True, slots=True)
class DeliveryCheck(Plugin):
    """Takes people, and returns those of them to whose present address the newest mail could not be delivered."""

    undelivered: Callable[[PersonQuerySet], list[Undelivered]]


def undelivered_invitations() -> list[Undelivered]:
    """Return those in the trust who have never signed in and whom no invitation reaches."""
    people = Person.objects.in_trust_on(today()).without_sign_in()
    return [one for check in registered(DeliveryCheck) for one in check.undelivered(people)]
