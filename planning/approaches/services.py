"""The verbs of the list of types of training: add one, rename it, move it, put it out of use (R-6)."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.decisions import require
from core.models import TrustSettings
from core.settings_services import change_settings, lock_settings
from people.models import Person
from people.policies import can_administer
from planning.approaches.selectors import APPROACHES, BUILT_IN, ApproachRow, comes_after, listed

OWN = "own_"


@transaction.atomic
def add_approach(*, actor: Person, name: str, after: str) -> ApproachRow:
    """Add a type of training of the trust's own, after another or first; raises `ValidationError` for a name taken."""
    require(can_administer(actor))
    settings = lock_settings()
    rows = _rows_of(settings)
    _refuse_taken(rows, name)
    numbers = [int(row.code.removeprefix(OWN)) for row in rows if not row.is_built_in]
    new = ApproachRow(f"{OWN}{max(numbers, default=0) + 1}", name, in_use=True)
    _keep(actor, settings, settings.version, _placed(rows, new, after), "added", {"Name": ["", name]})
    return new


@transaction.atomic
def change_approach(*, actor: Person, code: str, version: int, name: str, in_use: bool, after: str) -> None:
    """Rename a type of training, put it out of use or in use again, move it. Records keep its code.

    `version`: of the settings that the form showed; raises `StaleVersion` for an older one, and `ValidationError` for
    a name taken or where none would be left in use.
    """
    require(can_administer(actor))
    settings = lock_settings()
    rows = _rows_of(settings)
    before = next(row for row in rows if row.code == code)
    others = [row for row in rows if row.code != code]
    _refuse_taken(others, name)
    if not in_use and not any(row.in_use for row in others):
        raise ValidationError({"in_use": "Leave at least one type of training in use."})
    changed = replace(before, own_name="" if name == BUILT_IN.get(code) else name, in_use=in_use)
    placed = _placed(others, changed, after)
    if placed == rows:
        return
    names = {"": "", **{row.code: row.name for row in others}}
    pairs = {
        "Name": [before.name, name],
        "In use": [("No", "Yes")[row.in_use] for row in (before, changed)],
        "Comes after": [names[comes_after(rows, code)], names[comes_after(placed, code)]],
    }
    told = {label: pair for label, pair in pairs.items() if pair[0] != pair[1]}
    _keep(actor, settings, version, placed, "changed", told, note=before.name)


def _rows_of(settings: TrustSettings) -> list[ApproachRow]:
    return [*listed(settings.values.get(APPROACHES, []))]


def _refuse_taken(others: list[ApproachRow], name: str) -> None:
    if name.casefold() in (row.name.casefold() for row in others):
        raise ValidationError({"name": "There is already a type of training with this name."})


def _placed(others: list[ApproachRow], row: ApproachRow, after: str) -> list[ApproachRow]:
    """Return the rows with one more behind that of the code `after`; first where that is empty."""
    place = next((number for number, other in enumerate(others, 1) if other.code == after), 0)
    return [*others[:place], row, *others[place:]]


def _keep(
    actor: Person,
    settings: TrustSettings,
    version: int,
    rows: list[ApproachRow],
    verb: str,
    told: dict[str, Any],
    note: str = "",
) -> None:
    change_settings(
        actor=actor,
        version=version,
        values={APPROACHES: [[row.code, row.own_name, row.in_use] for row in rows]},
        code=f"planning.approach.{verb}",
        told=told,
        note=note,
    )
