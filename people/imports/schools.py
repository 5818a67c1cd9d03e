"""Schools out of the DfE register's file (Get Information About Schools), columns found by name, old and new spellings.

The register's own file has every school of England; rows are chosen by URN or by the trust's name.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from core.calendar import today
from core.spreadsheets import Limits, TableRefused, read_table, spoilt
from people.imports.cells import Unreadable, read_date, read_text
from people.imports.columns import plain
from people.imports.rows import Problem
from people.models import School

MAX_BYTES = 100 * 1024 * 1024
REGISTER = Limits(rows=200_000, columns=400, bytes=MAX_BYTES, unpacked=500 * 1024 * 1024)
MOST = 300

# Field → the headings that have meant it over the years.
HEADINGS: dict[str, tuple[str, ...]] = {
    "urn": ("URN",),
    "name": ("EstablishmentName",),
    "local_authority": ("LA (name)",),
    "la_code": ("LA (code)",),
    "number": ("EstablishmentNumber",),
    "phase": ("PhaseOfEducation (name)", "PhaseOfEducation", "PhaseByName"),
    "low_age": ("StatutoryLowAge",),
    "high_age": ("StatutoryHighAge",),
    "nursery": ("NurseryProvision (name)",),
    "street": ("Street",),
    "town": ("Town",),
    "postcode": ("Postcode",),
    "opened_on": ("OpenDate",),
    "closed_on": ("CloseDate",),
    "status": ("EstablishmentStatus (name)", "Status"),
    "trust": ("Trusts (name)", "TrustName"),
    "predecessors": ("PredecessorURNs",),
}
FIELDS = (
    "name",
    "urn",
    "local_authority",
    "establishment_number",
    "phase",
    "low_age",
    "high_age",
    "has_early_years",
    "street",
    "town",
    "postcode",
    "opened_on",
    "closed_on",
)

# The register gives schools that are older than its records the year 1900, and a few their true one.
OLDEST_SCHOOL = 1500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted: those with one of the URNs, and those of the trust; all where neither is said."""

    urns: frozenset[str] = frozenset()
    trust: str = ""

    def wants(self, urn: str, trust: str) -> bool:
        """Say whether a row is wanted."""
        if not self.urns and not self.trust:
            return True
        return urn in self.urns or (bool(self.trust) and plain(trust) == plain(self.trust))


@dataclass(slots=True)
class Register:
    """What was read: a dictionary of facts for each wanted school (what a signed form can carry), and the problems."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SchoolChange:
    """A school to add (`school` is none) or to change. `facts`: field → before and after."""

    urn: str
    name: str
    school: School | None
    facts: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class SchoolPlan:
    """What the register's rows would change."""

    changes: list[SchoolChange] = field(default_factory=list)
    unchanged: int = 0
    closed: list[str] = field(default_factory=list)

    def fingerprint(self) -> str:
        """Return what tells this plan from another."""
        told = [(c.urn, c.school.pk if c.school else None, c.facts) for c in self.changes]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder).encode()).hexdigest()


def read_wanted(text: str) -> Wanted:
    """Return which schools a person means by URNs (of any separators) and a trust's name on a line of its own."""
    urns = frozenset(re.findall(r"\b\d{6}\b", text))
    trust = " ".join(re.sub(r"\b\d{6}\b", " ", text).replace(",", " ").replace(";", " ").split())
    return Wanted(urns, trust)


def is_heading(text: str) -> bool:
    """Return whether a text is a heading of the register that matters here."""
    return plain(text) in {plain(heading) for headings in HEADINGS.values() for heading in headings}


def read_register(source: IO[bytes], wanted: Wanted) -> Register:
    """Return the wanted schools of a register's file. Raises `TableRefused` when it is no such file."""
    table = read_table(source, REGISTER, is_heading=is_heading)
    by_plain = {plain(heading): heading for heading in reversed(table.header)}
    columns = {
        name: next((by_plain[plain(h)] for h in headings if plain(h) in by_plain), "")
        for name, headings in HEADINGS.items()
    }
    if not columns["urn"] or not columns["name"]:
        raise TableRefused("This is not a file of the DfE register: it has no columns “URN” and “EstablishmentName”.")
    found = Register()
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        urn = cells[columns["urn"]]
        if not wanted.wants(urn, cells.get(columns["trust"], "")):
            continue
        if len(seen) >= MOST:
            raise TableRefused(f"More than {MOST} schools fit. Say which you mean: their URNs or the trust’s name.")
        if urn in seen:
            found.problems.append(Problem(number, columns["urn"], f"Row {seen[urn]} is the same school.", urn))
            continue
        seen[urn] = number
        told = {name: cells.get(heading, "") for name, heading in columns.items()}
        if faults := [Problem(number, columns[n], why, text) for n, text in told.items() if (why := spoilt(text))]:
            found.problems += faults
            continue
        row = _read_row(number, told, columns, found)
        if row is not None:
            found.rows.append(row)
    found.missing = sorted(wanted.urns - set(seen))
    return found


def _read_row(
    number: int, cells: Mapping[str, str], columns: Mapping[str, str], found: Register
) -> dict[str, Any] | None:
    before = len(found.problems)

    def complain(name: str, reason: str) -> None:
        found.problems.append(Problem(number, columns[name] or name, reason, cells.get(name, "")))

    def day(name: str) -> str | None:
        try:
            value = read_date(cells[name], OLDEST_SCHOOL)
        except Unreadable as reason:
            complain(name, str(reason))
            return None
        return value.isoformat() if value else None

    def age(name: str) -> int | None:
        if not cells[name]:
            return None
        if not re.fullmatch(r"[0-9]{1,2}", cells[name]):
            complain(name, "This is not an age.")
            return None
        return int(cells[name])

    def text(name: str, limit: int) -> str:
        try:
            return read_text(cells[name], limit)
        except Unreadable as reason:
            complain(name, str(reason))
            return ""

    if not re.fullmatch(r"[0-9]{5,6}", cells["urn"]):
        complain("urn", "A URN has six digits.")
    if not cells["name"]:
        complain("name", "This is empty.")
    low_age, high_age = age("low_age"), age("high_age")
    dfe_number = _dfe_number(cells["la_code"], cells["number"])
    if len(dfe_number) > 7:
        complain("number", "A DfE number has seven digits.")
    row = {
        "urn": cells["urn"].zfill(6),
        "name": text("name", 150),
        "local_authority": text("local_authority", 80),
        "establishment_number": dfe_number,
        "phase": "" if plain(cells["phase"]) == "notapplicable" else text("phase", 40),
        "low_age": low_age,
        "high_age": high_age,
        "has_early_years": _has_early_years(low_age, cells["nursery"]),
        "street": text("street", 150),
        "town": text("town", 80),
        "postcode": text("postcode", 10),
        "opened_on": day("opened_on"),
        "closed_on": day("closed_on"),
        "is_closed": cells["status"].casefold().startswith("closed"),
        "predecessors": re.findall(r"[0-9]{5,6}", cells["predecessors"]),
    }
    return None if len(found.problems) > before else row


def _dfe_number(authority: str, establishment: str) -> str:
    """Return the seven digits of a DfE number out of its two halves, or ""."""
    return f"{authority.zfill(3)}{establishment.zfill(4)}" if authority and establishment else ""


def _has_early_years(low_age: int | None, nursery: str) -> bool | None:
    """Say whether the early years framework applies: reception starts at four. Nothing where the age is not told."""
    return None if low_age is None else low_age <= 4 or plain(nursery).startswith("hasnursery")


def plan_schools(rows: Iterable[Mapping[str, Any]], schools: Collection[School]) -> SchoolPlan:
    """Return what the rows would change. An academy's new URN finds the school by its old one."""
    by_urn = {school.urn: school for school in schools if school.urn}
    plan = SchoolPlan()
    for row in rows:
        school = by_urn.get(row["urn"])
        if school is None:
            school = next((by_urn[old] for old in row["predecessors"] if old in by_urn), None)
        closed_on = dt.date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
        if school is None and (row["is_closed"] or (closed_on and closed_on <= today())):
            plan.closed.append(f"{row['name']} ({row['urn']})")
            continue
        facts: dict[str, tuple[Any, Any]] = {}
        for name in FIELDS:
            after = row[name]
            if name in ("opened_on", "closed_on") and after:
                after = dt.date.fromisoformat(after)
            before = getattr(school, name) if school else None
            # What the register leaves empty stays as it is.
            if after not in (None, "") and after != before:
                facts[name] = (before, after)
        if facts:
            plan.changes.append(SchoolChange(row["urn"], row["name"], school, facts))
        else:
            plan.unchanged += 1
    return plan
