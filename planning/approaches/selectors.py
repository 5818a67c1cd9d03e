"""The types of training as the trust has them: its names, its order, its own ones beside the policy's (R-6)."""

from collections.abc import Callable
from typing import cast

from django.utils.functional import lazy

from core.named_lists import NamedList
from planning.vocabulary import Approach

APPROACHES = NamedList(
    setting="planning.approaches",
    built_in={approach.value: str(approach.label) for approach in Approach},
    one="type of training",
    event="planning.approach",
)


def approach_names() -> dict[str, str]:
    """Return the name of each type of training by its code, those out of use too."""
    return APPROACHES.names()


def approach_name(code: str) -> str:
    """Return the name of a type of training."""
    return APPROACHES.name(code)


# The same, put when it is read: for labels that stand in the code.
approach_label = cast(Callable[[str], str], lazy(approach_name, str))


def approach_choices() -> list[tuple[str, str]]:
    """Return every type of training, for finding what there is."""
    return [*approach_names().items()]


def offered(keep: str = "") -> list[tuple[str, str]]:
    """Return the types of training that a form offers: those in use, and the one that its row has already."""
    return APPROACHES.offered(keep)
