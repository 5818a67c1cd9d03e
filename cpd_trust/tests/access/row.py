"""One row of the access matrix."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from conftest import CAST_ROLES


@dataclass(frozen=True)
class Row:
    """An address, how it is asked, and the status that each of the cast gets.

    `method`: "GET" or "POST". `statuses`: actor's name → status; everybody in `CAST_ROLES` stands in it. `args`: the
    address's arguments, made from the cast and the app's world (`world(cast)` of the app's module). `data`: what is
    posted. A cell is run in a savepoint of its own, so that one actor's deed does not change the next one's answer.
    """

    method: str
    statuses: dict[str, int]
    args: Callable[[SimpleNamespace, SimpleNamespace], list[Any]] = field(default=lambda cast, world: [])
    data: Callable[[SimpleNamespace, SimpleNamespace], dict[str, Any]] = field(default=lambda cast, world: {})


def answers(default: int, *, anonymous: int = 302, **others: int) -> dict[str, int]:
    """Return a status for each of the cast: the default, but for the named ones; the anonymous go to the sign-in."""
    unknown = set(others) - set(CAST_ROLES)
    if unknown:
        raise ValueError(f"Not in the cast: {sorted(unknown)}")
    return dict.fromkeys(CAST_ROLES, default) | {"anonymous": anonymous} | others
