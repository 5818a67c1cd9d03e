"""Lists of names that a trust edits: those of the code, its own names for them, and what it adds (decision 34).

One stands with the trust's settings, so that no page asks the database for it. Rows elsewhere keep the code of an
entry, which never changes, and nothing is ever deleted. Outside a request and a task a list is the code's alone, as
with the trust's own words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.models import TrustSettings
from core.settings_services import change_settings, lock_settings
from core.trust_settings import setting_in_request

OWN = "own_"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list. `code` is what rows keep; `own_name`: the trust's name; `built_in`: that of the code."""

    code: str
    own_name: str
    in_use: bool
    built_in: str = ""

    @property
    def is_built_in(self) -> bool:
        """Return whether it is one of the code's."""
        return bool(self.built_in)

    @property
    def name(self) -> str:
        """Return its name."""
        return self.own_name or self.built_in


@dataclass(frozen=True, eq=False)
class NamedList:
    """A list. `setting`: the key that holds it; `built_in`: code → name; `one`: an entry in words; `event`: its audit.

    `may_be_empty`: whether all of it may be out of use.
    """

    setting: str
    built_in: Mapping[str, str]
    one: str
    event: str
    may_be_empty: bool = False

    def rows(self) -> tuple[Entry, ...]:
        """Return every entry in the trust's order."""
        return self.listed(setting_in_request(self.setting))

    def listed(self, kept: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
        """Return every entry as the settings keep them, and after them what they don't know yet."""
        return _listed(self, tuple(map(tuple, kept)))

    def names(self) -> dict[str, str]:
        """Return the name of each entry by its code, those out of use too."""
        return _names(self.rows())

    def name(self, code: str) -> str:
        """Return the name of an entry."""
        return self.names().get(code, code)

    def find(self, code: str) -> Entry | None:
        """Return the entry of a code, or None."""
        return next((row for row in self.rows() if row.code == code), None)

    def offered(self, keep: str = "") -> list[tuple[str, str]]:
        """Return what a form offers: the entries in use, and the one that its row has already."""
        return [(row.code, row.name) for row in self.rows() if row.in_use or row.code == keep]

    # --- The verbs, whose caller has asked whether the actor may ----------------------------------------------------

    @transaction.atomic
    def add(self, *, actor: Any, name: str, after: str) -> Entry:
        """Add an entry of the trust's own, after another or first; raises `ValidationError` for a name taken."""
        settings = lock_settings()
        rows = self._rows_of(settings)
        self._refuse_taken(rows, name)
        numbers = [int(row.code.removeprefix(OWN)) for row in rows if not row.is_built_in]
        new = Entry(f"{OWN}{max(numbers, default=0) + 1}", name, in_use=True)
        self._keep(actor, settings, settings.version, _placed(rows, new, after), "added", {"Name": ["", name]})
        return new

    @transaction.atomic
    def change(self, *, actor: Any, code: str, version: int, name: str, in_use: bool, after: str) -> None:
        """Rename an entry, put it out of use or in use again, move it. Rows keep its code.

        `version`: of the settings that the form showed; raises `StaleVersion` for an older one, and `ValidationError`
        for a name taken or where none would be left in use.
        """
        settings = lock_settings()
        rows = self._rows_of(settings)
        before = next(row for row in rows if row.code == code)
        others = [row for row in rows if row.code != code]
        self._refuse_taken(others, name)
        if not in_use and not self.may_be_empty and not any(row.in_use for row in others):
            raise ValidationError({"in_use": f"Leave at least one {self.one} in use."})
        changed = replace(before, own_name="" if name == before.built_in else name, in_use=in_use)
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
        self._keep(actor, settings, version, placed, "changed", told, note=before.name)

    def _rows_of(self, settings: TrustSettings) -> list[Entry]:
        return [*self.listed(settings.values.get(self.setting, []))]

    def _refuse_taken(self, others: list[Entry], name: str) -> None:
        if name.casefold() in (row.name.casefold() for row in others):
            raise ValidationError({"name": f"There is already a {self.one} with this name."})

    def _keep(
        self,
        actor: Any,
        settings: TrustSettings,
        version: int,
        rows: list[Entry],
        verb: str,
        told: dict[str, Any],
        note: str = "",
    ) -> None:
        change_settings(
            actor=actor,
            version=version,
            values={self.setting: [[row.code, row.own_name, row.in_use] for row in rows]},
            code=f"{self.event}.{verb}",
            told=told,
            note=note,
        )


@lru_cache(maxsize=16)
def _listed(entries: NamedList, kept: tuple[tuple[Any, ...], ...]) -> tuple[Entry, ...]:
    known = {code for code, *_ in kept}
    new = (Entry(code, "", True, name) for code, name in entries.built_in.items() if code not in known)
    old = (Entry(code, own, in_use, entries.built_in.get(code, "")) for code, own, in_use in kept)
    return (*old, *new)


@lru_cache(maxsize=16)
def _names(rows: tuple[Entry, ...]) -> dict[str, str]:
    return {row.code: row.name for row in rows}


def comes_after(rows: Sequence[Entry], code: str) -> str:
    """Return the code of the one before another; empty for the first."""
    codes = ["", *(row.code for row in rows)]
    return codes[codes.index(code, 1) - 1]


def _placed(others: list[Entry], row: Entry, after: str) -> list[Entry]:
    """Return the rows with one more behind that of the code `after`; first where that is empty."""
    place = next((number for number, other in enumerate(others, 1) if other.code == after), 0)
    return [*others[:place], row, *others[place:]]
