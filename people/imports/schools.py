"""Schools out of the DfE register's file (Get Information About Schools), columns found by name, old and new spellings.

The register's own file has every school of England; rows are chosen by URN or by the trust's name.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from core.calendar import today
from core.spreadsheets import Limits, TableRefused, read_table, spoilt
from people.imports.cells import Unreadable, read_date, read_text
from people.imports.columns import Fact, is_heading, match_headings, plain
from people.imports.rows import Problem
from people.models import School

REGISTER = Limits(rows=200_000, columns=400, bytes=settings.LARGEST_UPLOAD, unpacked=500 * 1024 * 1024)
MOST = 300

# The headings are those that the register has had over the years.
FACTS = (
    Fact("urn", "URN", ("URN",), needed="Yes", example="900001"),
    Fact("name", "Name", ("EstablishmentName",), needed="Yes", example="Example Primary School"),
    Fact("local_authority", "Local authority", ("LA (name)",), example="Fernshire"),
    Fact("la_code", "Local authority’s code", ("LA (code)",), example="999"),
    Fact("number", "Number of the school", ("EstablishmentNumber",), example="2005"),
    Fact("phase", "Phase", ("PhaseOfEducation (name)", "PhaseOfEducation", "PhaseByName"), example="Primary"),
    Fact("low_age", "Lowest age", ("StatutoryLowAge",), example="4"),
    Fact("high_age", "Highest age", ("StatutoryHighAge",), example="11"),
    Fact("nursery", "Nursery", ("NurseryProvision (name)",), example="Has Nursery Classes"),
    Fact("street", "Street", ("Street",), example="1 Example Road"),
    Fact("town", "Town", ("Town",), example="Exampleton"),
    Fact("postcode", "Postcode", ("Postcode",), example="AB1 2CD"),
    Fact("opened_on", "Opened", ("OpenDate",), example="01-09-2016"),
    Fact("closed_on", "Closed", ("CloseDate",), example="31-08-2026"),
    Fact("status", "Status", ("EstablishmentStatus (name)", "Status"), example="Open"),
    Fact("trust", "Trust", ("Trusts (name)", "TrustName"), example="Example Learning Trust"),
    Fact("predecessors", "URNs before", ("PredecessorURNs",), example="900105"),
)
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

    def wants(self, urn: str, trust: str, predecessors: Collection[str]) -> bool:
        """Return whether a row is wanted; so is the school that goes on for one whose URN is given."""
        if not self.urns and not self.trust:
            return True
        return (
            urn in self.urns
            or not self.urns.isdisjoint(predecessors)
            or (bool(self.trust) and plain(trust) == plain(self.trust))
        )


@dataclass(slots=True)
class Register:
    """What was read: a dictionary of facts for each wanted school (what a signed form can carry), and the problems."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SchoolChange:
    """A school to add (`school` is none) or to change. `facts`: field → before and after.

    `was`: the URN under which the school was known, where it converts and goes on under a new one.
    """

    urn: str
    name: str
    school: School | None
    facts: dict[str, tuple[Any, Any]]
    was: str = ""


@dataclass(slots=True)
class SchoolPlan:
    """What the register's rows would change."""

    changes: list[SchoolChange] = field(default_factory=list)
    unchanged: int = 0
    closed: list[str] = field(default_factory=list)
    to_come: list[str] = field(default_factory=list)

    def fingerprint(self) -> str:
        """Return what tells this plan from another."""
        told = [(c.urn, c.school.pk if c.school else None, c.facts) for c in self.changes]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder).encode()).hexdigest()


def read_wanted(text: str) -> Wanted:
    """Return which schools a person means by URNs (of any separators) and a trust's name on a line of its own."""
    urns = frozenset(re.findall(r"\b\d{6}\b", text))
    trust = " ".join(re.sub(r"\b\d{6}\b", " ", text).replace(",", " ").replace(";", " ").split())
    return Wanted(urns, trust)


def read_urns(cell: str) -> list[str]:
    """Return the URNs in a cell."""
    return [urn.zfill(6) for urn in re.findall(r"[0-9]{5,6}", cell)]


def read_register(source: IO[bytes], wanted: Wanted) -> Register:
    """Return the wanted schools of a register's file. Raises `TableRefused` when it is no such file."""
    table = read_table(source, REGISTER, is_heading=partial(is_heading, facts=FACTS))
    columns = dict.fromkeys((fact.key for fact in FACTS), "") | match_headings(table.header, FACTS)
    if not columns["urn"] or not columns["name"]:
        raise TableRefused(
            "This doesn't look like a GIAS download: it has no “URN” and “EstablishmentName” columns. Download it "
            "again and upload that."
        )
    found = Register()
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        urn = cells[columns["urn"]]
        before = read_urns(cells.get(columns["predecessors"], ""))
        if not wanted.wants(urn, cells.get(columns["trust"], ""), before):
            continue
        if len(seen) >= MOST:
            raise TableRefused(f"More than {MOST} schools match. Enter their URNs or the trust's name.")
        if urn in seen:
            found.problems.append(
                Problem(number, columns["urn"], f"This school is also in row {seen[urn]}. Remove one of them.", urn)
            )
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
            complain(name, "Enter an age in whole years.")
            return None
        return int(cells[name])

    def text(name: str, limit: int) -> str:
        try:
            return read_text(cells[name], limit)
        except Unreadable as reason:
            complain(name, str(reason))
            return ""

    if not re.fullmatch(r"[0-9]{5,6}", cells["urn"]):
        complain("urn", "Enter a 6-digit URN.")
    if not cells["name"]:
        complain("name", "Fill this in.")
    low_age, high_age = age("low_age"), age("high_age")
    dfe_number = _dfe_number(cells["la_code"], cells["number"])
    if len(dfe_number) > 7:
        complain("number", "Enter a 7-digit DfE number.")
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
        "predecessors": read_urns(cells["predecessors"]),
    }
    return None if len(found.problems) > before else row


def _dfe_number(authority: str, establishment: str) -> str:
    """Return the seven digits of a DfE number out of its two halves, or ""."""
    return f"{authority.zfill(3)}{establishment.zfill(4)}" if authority and establishment else ""


def _has_early_years(low_age: int | None, nursery: str) -> bool | None:
    """Return whether the early years framework applies: reception starts at four. Nothing where the age is not told."""
    return None if low_age is None else low_age <= 4 or plain(nursery).startswith("hasnursery")


def plan_schools(rows: Iterable[Mapping[str, Any]], schools: Collection[School]) -> SchoolPlan:
    """Return what the rows would change.

    A school that converts is in the register twice: closed under its old URN, open under a new one. It is one school
    that goes on, so the row of the new URN changes the school and that of the old one closes nothing.
    """
    rows = list(rows)
    by_urn = {school.urn: school for school in schools if school.urn}
    former = {row.urn for school in schools for row in school.former_urns.all()}
    successors = _successors(rows, schools)
    going_on = {school.pk for school in successors.values()}
    plan = SchoolPlan()
    for row in rows:
        urn = row["urn"]
        school = by_urn.get(urn) or successors.get(urn)
        if urn in former or (urn in by_urn and by_urn[urn].pk in going_on):
            continue
        opened_on, closed_on = _day(row["opened_on"]), _day(row["closed_on"])
        converts = school is not None and urn in successors
        if converts and opened_on and opened_on > today():
            plan.to_come.append(f"{row['name']} ({urn})")
            continue
        if school is None and (row["is_closed"] or (closed_on and closed_on < today())):
            plan.closed.append(f"{row['name']} ({urn})")
            continue
        after = {name: row[name] for name in FIELDS} | {"opened_on": opened_on, "closed_on": closed_on}
        facts: dict[str, tuple[Any, Any]] = {}
        for name, value in after.items():
            before = getattr(school, name) if school else None
            # What the register leaves empty stays as it is; but what closed under the old URN is open.
            if (value not in (None, "") or (converts and name == "closed_on")) and value != before:
                facts[name] = (before, value)
        if facts:
            was = (school.urn or "") if school is not None and converts else ""
            plan.changes.append(SchoolChange(urn, row["name"], school, facts, was))
        else:
            plan.unchanged += 1
    return plan


def _successors(rows: Iterable[Mapping[str, Any]], schools: Collection[School]) -> dict[str, School]:
    """Return, by its new URN, each school of ours that goes on under another row.

    The register names the URN before. Where a file does not, the school that closed and the one that opened have the
    same DfE number.
    """
    rows = list(rows)
    by_urn = {school.urn: school for school in schools if school.urn}
    closed = {row["urn"] for row in rows if row["is_closed"]} | {s.urn for s in schools if s.closed_on}
    by_number = {
        row["establishment_number"]: by_urn[row["urn"]]
        for row in rows
        if row["establishment_number"] and row["urn"] in by_urn and row["urn"] in closed
    } | {s.establishment_number: s for s in schools if s.establishment_number and s.urn in closed}
    found: dict[str, School] = {}
    for row in rows:
        if row["urn"] in by_urn or row["is_closed"]:
            continue
        named = [by_urn[urn] for urn in row["predecessors"] if urn in by_urn]
        same = [] if row["predecessors"] else [by_number.get(row["establishment_number"])]
        school = next((s for s in [*named, *same] if s is not None), None)
        if school is not None and school not in found.values():
            found[row["urn"]] = school
    return found


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
