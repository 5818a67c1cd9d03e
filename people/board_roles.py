"""Roles on boards and what link governors do come from appointments, which an app above keeps."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.plugins import Plugin, registered
from people.models import Grant, Person, Responsibility, Role


@dataclass(frozen=True, slots=True)
class GrantSource(Plugin):
    """`of`: the keys of grants → for each that came with something else the address where that is kept.

    `of_duties`: the same for responsibilities. `given_at`: the keys of schools, None for the whole trust → for each the
    address where such roles are given.
    """

    key: str
    of: Callable[[Collection[int]], dict[int, str]]
    of_duties: Callable[[Collection[int]], dict[int, str]]
    given_at: Callable[[Collection[int | None]], dict[int | None, str]]


@dataclass(frozen=True, slots=True)
class LeavingPart(Plugin):
    """What else ends with a person's last day, before their roles do.

    `end`: actor, person, last day → what was ended, as JSON keeps it; `reopen`: actor, person and that.
    """

    key: str
    end: Callable[[Person, Person, date], list[dict[str, Any]]]
    reopen: Callable[[Person, Person, list[dict[str, Any]]], None]


def sources_of(grants: Collection[Grant]) -> dict[int, str]:
    """Return for each of these roles that came with an appointment the address where it is kept."""
    keys = [grant.pk for grant in grants if grant.role in Role.of_boards()]
    return {key: url for source in registered(GrantSource) for key, url in source.of(keys).items()} if keys else {}


def duty_sources_of(duties: Collection[Responsibility]) -> dict[int, str]:
    """Return for each of these responsibilities that came with a link role the address where it is kept."""
    keys = [duty.pk for duty in duties if duty.kind in Responsibility.Kind.of_boards()]
    found = (source.of_duties(keys) for source in registered(GrantSource))
    return {key: url for part in found for key, url in part.items()} if keys else {}


def given_at(places: Collection[int | None]) -> dict[int | None, str]:
    """Return for each place, a school's key or None for the trust, the address where such roles are given there."""
    return {place: url for source in registered(GrantSource) for place, url in source.given_at(places).items()}
