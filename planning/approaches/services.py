"""The verbs of the list of types of training: add one, rename it, move it, put it out of use (R-6)."""

from typing import Any

from core.decisions import require
from core.named_lists import Entry
from people.models import Person
from people.policies import can_administer
from planning.approaches.selectors import APPROACHES


def add_approach(*, actor: Person, name: str, after: str) -> Entry:
    """Add a type of training of the trust's own (`NamedList.add`)."""
    require(can_administer(actor))
    return APPROACHES.add(actor=actor, name=name, after=after)


def change_approach(*, actor: Person, code: str, **values: Any) -> None:
    """Rename a type of training, put it out of use or in use again, move it (`NamedList.change`)."""
    require(can_administer(actor))
    APPROACHES.change(actor=actor, code=code, **values)
