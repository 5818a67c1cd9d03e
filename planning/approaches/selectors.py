"""The types of training as the trust has them: its names, its order, its own ones beside the policy's (R-6).

They stand with the trust's settings, so that no page asks the database for them. Outside a request and a task they are
the policy's alone, as with the trust's own words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.utils.functional import lazy

from core.trust_settings import setting_in_request
from planning.vocabulary import Approach

# The setting that holds the list.
APPROACHES = "planning.approaches"
LONGEST = 60
BUILT_IN: dict[str, str] = {approach.value: str(approach.label) for approach in Approach}


@dataclass(frozen=True, slots=True)
class ApproachRow:
    """A type of training. `code` is what records keep; `own_name`: the trust's name for one of the policy's."""

    code: str
    own_name: str
    in_use: bool

    @property
    def is_built_in(self) -> bool:
        """Return whether it is one of the policy's."""
        return self.code in BUILT_IN

    @property
    def name(self) -> str:
        """Return its name."""
        return self.own_name or BUILT_IN[self.code]


def approaches() -> tuple[ApproachRow, ...]:
    """Return every type of training in the trust's order."""
    return listed(setting_in_request(APPROACHES))


def listed(kept: Iterable[Sequence[Any]]) -> tuple[ApproachRow, ...]:
    """Return every type of training as the settings keep them, and after them what they don't know yet."""
    return _listed(tuple(map(tuple, kept)))


@lru_cache(maxsize=8)
def _listed(kept: tuple[tuple[Any, ...], ...]) -> tuple[ApproachRow, ...]:
    known = {code for code, *_ in kept}
    new = (ApproachRow(code, "", True) for code in BUILT_IN if code not in known)
    return (*(ApproachRow(*row) for row in kept), *new)


def approach_names() -> dict[str, str]:
    """Return the name of each type of training by its code, those out of use too."""
    return _names(approaches())


@lru_cache(maxsize=8)
def _names(rows: tuple[ApproachRow, ...]) -> dict[str, str]:
    return {row.code: row.name for row in rows}


def approach_name(code: str) -> str:
    """Return the name of a type of training."""
    return approach_names().get(code, code)


# The same, put when it is read: for labels that stand in the code.
approach_label = cast(Callable[[str], str], lazy(approach_name, str))


def approach_choices() -> list[tuple[str, str]]:
    """Return every type of training, for finding what there is."""
    return [*approach_names().items()]


def comes_after(rows: Sequence[ApproachRow], code: str) -> str:
    """Return the code of the one before another; empty for the first."""
    codes = ["", *(row.code for row in rows)]
    return codes[codes.index(code, 1) - 1]


def offered(keep: str = "") -> list[tuple[str, str]]:
    """Return the types of training that a form offers: those in use, and the one that its row has already."""
    return [(row.code, row.name) for row in approaches() if row.in_use or row.code == keep]
