"""Roles on boards come from appointments, which an app above keeps: what people ask of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.plugins import Plugin, registered
from people.models import Grant, Person, Role


@dataclass(frozen=True, slots=True)
class GrantSource(Plugin):
    """`of`: the keys of grants → for each that came with something else the address where that is kept.

    `given_at`: the keys of schools, None for the whole trust → for each the address where such roles are given.
    """

    key: str
    of: Callable[[Collection[int]], dict[int, str]]
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


def given_at(places: Collection[int | None]) -> dict[int | None, str]:
    """Return for each place, a school's key or None for the trust, the address where such roles are given there."""
    return {place: url for source in registered(GrantSource) for place, url in source.given_at(places).items()}
