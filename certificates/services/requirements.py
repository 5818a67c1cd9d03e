"""The requirements: loaded from a table once, and from then on the trust's to edit."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates import policies
from certificates.models import SHORT_TITLE, Requirement
from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion, lock_version
from core.formatting import at_a_word
from people.models import Person, Responsibility, Role, StaffGroup

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "requirements.csv"

NEEDED_COLUMNS = {"code", "name", "statutory", "expiry_basis", "coverage_rule"}
WHO_COLUMNS = ("applies_to", "coverage", "minimum_holders", "staff_groups", "responsibilities", "roles")
EXPIRY = {
    "none": Requirement.Expiry.NONE,
    "completion_date": Requirement.Expiry.INTERVAL,
    "certificate_expiry": Requirement.Expiry.PRINTED,
    "academic_year": Requirement.Expiry.ACADEMIC_YEAR,
    # The risk pool's year runs with the academic year, and asks for it by its start.
    "membership_year": Requirement.Expiry.ACADEMIC_YEAR,
}
MONTHS_AHEAD = {"membership_year": 3}
# The fields that a table sets, and that are compared with a row that is there already.
COMPARED = (
    "name",
    "statutory",
    "authority",
    "source",
    "evidence",
    "audience",
    "coverage",
    "minimum_holders",
    "staff_groups",
    "responsibilities",
    "roles",
    "early_years_only",
    "expiry",
    "interval_months",
    "first_due_days",
)


@dataclass(slots=True)
class Loaded:
    """What a table changed: codes added, fields that differ from rows that were there, and lines for a person."""

    added: list[str] = field(default_factory=list)
    differences: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def _number(row: dict[str, str], name: str) -> int | None:
    text = (row.get(name) or "").strip()
    return int(text) if text else None


def _codes(row: dict[str, str], name: str, known: Iterable[str]) -> list[str]:
    codes = (row.get(name) or "").split()
    if unknown := set(codes) - set(known):
        raise ValueError(f"{name}: {', '.join(sorted(unknown))} not recognised")
    return codes


def short_title_of(name: str) -> str:
    """Return what of a name fits over a narrow column: up to the first bracket or stop, and whole words."""
    start = re.split(r"\s*[(,;:/]", name, maxsplit=1)[0] or name
    return start if len(start) <= SHORT_TITLE else at_a_word(start, SHORT_TITLE)


def _facts(row: dict[str, str], who: dict[str, str] | None) -> dict[str, Any]:
    """Return the fields of a requirement out of a row; `who` is the row that says in codes who needs it."""
    interval = _number(row, "interval_months")
    expiry = EXPIRY[row["expiry_basis"]]
    if expiry == Requirement.Expiry.INTERVAL and not interval:
        raise ValueError("interval_months: enter the number of months")
    notes = [row.get("notes", "").strip()]
    if (status := row.get("status", "").strip()) not in ("", "in force"):
        notes.append(f"Status: {status}.")
    short_title = row.get("short_title") or (who or {}).get("short_title") or ""
    facts: dict[str, Any] = {
        "name": row["name"].strip(),
        "short_title": short_title.strip() or short_title_of(row["name"].strip()),
        "statutory": row["statutory"].strip(),
        "authority": row.get("authority", "").strip(),
        "source": row.get("source", "").strip(),
        "evidence": row.get("evidence", "").strip(),
        "notes": "\n".join(note for note in notes if note),
        "expiry": expiry,
        "interval_months": interval,
        "first_due_days": _number(row, "first_due_days"),
        "early_renewal_months": MONTHS_AHEAD.get(row["expiry_basis"], 0),
        "is_active": not status.startswith("pending"),
    }
    if who is None:
        return facts | {"coverage": Requirement.Coverage.NAMED}
    return facts | {
        "audience": who["applies_to"],
        "coverage": who["coverage"],
        "minimum_holders": _number(who, "minimum_holders") or 1,
        "staff_groups": _codes(who, "staff_groups", StaffGroup.values),
        "responsibilities": _codes(who, "responsibilities", Responsibility.Kind.values),
        "roles": _codes(who, "roles", Role.values),
        "early_years_only": who.get("early_years_only") == "yes",
    }


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = NEEDED_COLUMNS - set(reader.fieldnames or [])
        if missing:
            raise ValueError(f"The file is missing these columns: {', '.join(sorted(missing))}.")
        return list(reader)


@transaction.atomic
def load_requirements(*, actor: Person | None, path: Path = SHIPPED) -> Loaded:
    """Add the requirements of a table that are not there yet. Rows that are there are never changed (policy HS-1).

    The table has the columns of our own one; where those that say in codes who needs it are missing, our own table is
    asked for the code, and an unknown code is added as "people named by hand" and remarked. All or nothing:
    `ValueError` names the line and column of the first fault, and then nothing was added. What differs from a row that
    is there is listed, for somebody to decide.
    """
    rows = _read(path)
    shipped = {row["code"]: row for row in (rows if path == SHIPPED else _read(SHIPPED))}
    there = {requirement.code: requirement for requirement in Requirement.objects.all()}
    result = Loaded()
    for line, row in enumerate(rows, start=2):
        code = row["code"].strip()
        has_own = all(row.get(name) is not None for name in WHO_COLUMNS)
        who = row if has_own else shipped.get(code)
        try:
            facts = _facts(row, who)
            if code not in there:
                requirement = Requirement(code=code, **facts)
                requirement.full_clean()
        except (KeyError, ValueError, ValidationError) as problem:
            raise ValueError(f"Line {line}: {problem}") from None
        if code in there:
            differs = [name for name in COMPARED if name in facts and getattr(there[code], name) != facts[name]]
            if differs:
                result.differences[code] = differs
            continue
        requirement.save()
        there[code] = requirement
        result.added.append(code)
        audit(actor, "certificates.requirement.loaded", requirement)
        if who is None:
            result.remarks.append(
                f"{code}: choose who needs it. Until then it only applies to people you add yourself."
            )
    for row in rows:
        if row["code"] in result.added:
            who = row if row.get("satisfied_by") is not None else shipped.get(row["code"], {})
            for other in (who.get("satisfied_by") or "").split():
                if other in there:
                    there[row["code"]].satisfied_by.add(there[other])
    return result


@transaction.atomic
def edit_requirement(
    *, requirement: Requirement, version: int, actor: Person, facts: dict[str, Any], satisfied_by: list[Requirement]
) -> Requirement:
    """Change a requirement. Certificates that were entered keep the expiry they got; new ones follow the new rule.

    `facts`: fields by name. Raises `StaleVersion` when somebody saved it meanwhile, `ValidationError` for what the
    database would refuse, `PermissionDenied` for anybody but the administrator.
    """
    requirement = lock_version(Requirement.objects.all(), requirement.pk, version)
    require(policies.can_edit_requirements(actor))
    changes = {name: [getattr(requirement, name), value] for name, value in facts.items()}
    for name, value in facts.items():
        setattr(requirement, name, value)
    requirement.version += 1
    requirement.full_clean()
    requirement.save()
    requirement.satisfied_by.set([other for other in satisfied_by if other.pk != requirement.pk])
    audit(
        actor,
        "certificates.requirement.edited",
        requirement,
        changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
    )
    return requirement


@transaction.atomic
def mark_source_checked(*, requirement: Requirement, version: int, actor: Person) -> Requirement:
    """Write that somebody read the source today and that the requirement agrees with it."""
    requirement = lock_version(Requirement.objects.all(), requirement.pk, version)
    require(policies.can_edit_requirements(actor))
    return _mark(requirement, actor)


@transaction.atomic
def mark_sources_checked(*, versions: Mapping[UUID, int], actor: Person) -> int:
    """Write the same of several requirements, all or none; returns how many.

    `versions`: public id → the version that was shown. Raises `StaleVersion` where one was changed since.
    """
    require(policies.can_edit_requirements(actor))
    rows = list(Requirement.objects.select_for_update().filter(public_id__in=versions).order_by("pk"))
    if {row.public_id: row.version for row in rows} != dict(versions):
        raise StaleVersion
    for row in rows:
        _mark(row, actor)
    return len(rows)


def _mark(requirement: Requirement, actor: Person) -> Requirement:
    if not requirement.source:
        raise IllegalMove("Add a source before you mark it as checked.")
    requirement.source_checked_on = today()
    requirement.source_checked_by = actor
    requirement.version += 1
    requirement.save(update_fields=["source_checked_on", "source_checked_by", "version"])
    audit(actor, "certificates.requirement.source_checked", requirement)
    return requirement
