"""Priorities out of a spreadsheet: a priority may stand in several rows, one a target.

`read_priorities` turns a file into plain rows (what a signed form can carry) and names every problem by row, column
and reason; `plan_priorities` says what those rows would change. What a file leaves empty, and what it does not name,
stays as it is, so that the same file again changes nothing.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from core.exports import plain_text, without_guard
from core.spreadsheets import Limits, TableRefused, read_table, spoilt
from people.imports.cells import Unreadable, month_stands_first, read_date, read_email, read_text
from people.imports.columns import Fact, is_heading, match_headings, plain
from people.imports.rows import Problem
from planning.improvement.models import Priority, Target
from planning.vocabulary import Area

MAX_BYTES = 2 * 1024 * 1024
LIMITS = Limits(rows=5_000, columns=60, bytes=MAX_BYTES, unpacked=40 * 1024 * 1024)
MOST_TARGETS = 20
HIGHEST_NUMBER = 99
LONGEST_DETAIL = 4_000

FACTS = (
    Fact("number", "Number", ("Number", "No", "Nr", "#", "Priority number", "Priority no"), needed="Yes", example="1"),
    Fact(
        "title",
        "Priority",
        ("Priority", "Title", "Priority title", "Improvement priority"),
        needed="Yes",
        example="Early reading",
    ),
    Fact("area", "Topic", ("Topic", "What it is about", "Area", "Theme", "Category"), example="Reading and phonics"),
    Fact(
        "detail",
        "Why it matters and what will change",
        ("Why it matters and what will change", "Detail", "Details", "Description", "Rationale", "Why"),
        example="Too few children read fluently by seven.",
    ),
    Fact(
        "owner",
        "Lead (email)",
        ("Lead (email)", "Lead", "Led by", "Owner", "Owner email", "Owner e-mail", "Lead email", "Who leads it"),
        example="robin@example.org",
    ),
    Fact(
        "target",
        "Target",
        ("Target", "Targets", "Success criteria", "Success criterion"),
        example="Nine in ten pass the phonics check",
    ),
    Fact(
        "measure",
        "How we'll measure it",
        ("How we'll measure it", "Measure", "Measures", "Evidence"),
        example="Phonics check in June",
    ),
    Fact("due_on", "By when", ("By when", "By", "Deadline", "Due", "Due date", "Timescale"), example="31/07/2027"),
)
LABELS = {fact.key: fact.label for fact in FACTS}
NEEDED = tuple(fact.key for fact in FACTS if fact.needed)
FIELDS = ("title", "area", "detail", "owner")


@dataclass(slots=True)
class Found:
    """What was read: a dictionary for each priority, and the problems."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target to add (`target` is none) or to change."""

    text: str
    target: Target | None
    facts: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class PriorityChange:
    """A priority to add (`priority` is none) or to change. `facts`: field → before and after."""

    number: int
    title: str
    priority: Priority | None
    facts: dict[str, tuple[Any, Any]]
    targets: list[TargetChange]


@dataclass(slots=True)
class PriorityPlan:
    """What the file would change."""

    changes: list[PriorityChange] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def fingerprint(self) -> str:
        """Return what tells this plan from another."""
        told = [
            (
                change.number,
                change.priority and (change.priority.pk, change.priority.version),
                change.facts,
                [(t.text, t.target and t.target.pk, t.facts) for t in change.targets],
            )
            for change in self.changes
        ]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder).encode()).hexdigest()


# --- Reading -------------------------------------------------------------------------------------------------------


class Reader:
    """Reads the rows of one file and gathers the problems."""

    def __init__(
        self,
        columns: Mapping[str, str],
        owners: Mapping[str, int],
        there: Mapping[int, tuple[str, int]],
        *,
        is_month_first: bool,
    ):
        self.columns, self.owners, self.there = columns, owners, there
        self.is_month_first = is_month_first
        self.found = Found()
        self.by_number: dict[int, dict[str, Any]] = {}
        self.last: int | None = None

    def complain(self, row: int, key: str, reason: str, value: str = "") -> None:
        """Note a problem."""
        self.found.problems.append(Problem(row, self.columns.get(key) or LABELS[key], reason, value))

    def read(self, row: int, cells: Mapping[str, str]) -> None:
        """Read one row: a priority, one more target of it, or both."""
        said = {key: cells.get(heading, "") for key, heading in self.columns.items()}
        faults = {key: reason for key, text in said.items() if (reason := spoilt(text))}
        for key, reason in faults.items():
            self.complain(row, key, reason, said[key])
        if faults or not any(said.values()):
            return
        number = self._number(row, said)
        self.last = number
        if number is None:
            return
        facts = self._facts(row, number, said)
        priority = self.by_number.get(number)
        if priority is None:
            if not said["title"]:
                self.complain(row, "title", "Enter the priority.")
            priority = {"number": number, "row": row, "targets": []} | facts
            self.by_number[number] = priority
            self.found.rows.append(priority)
        else:
            for key in FIELDS:
                if facts[key] and priority[key] and facts[key] != priority[key]:
                    self.complain(
                        row,
                        key,
                        (f"This doesn't match row {priority['row']} for priority {number}. Make them the same."),
                    )
                priority[key] = priority[key] or facts[key]
        self._target(row, priority, said)

    def _number(self, row: int, said: Mapping[str, str]) -> int | None:
        text = said["number"]
        if not text and not said["title"] and self.by_number:
            return self.last  # one more target of the priority above
        if not text:
            self.complain(row, "number", "Enter the priority number.")
            return None
        if not re.fullmatch(r"[0-9]{1,2}(\.0)?", text) or not 1 <= int(text.split(".")[0]) <= HIGHEST_NUMBER:
            self.complain(row, "number", f"Enter a number from 1 to {HIGHEST_NUMBER}.", text)
            return None
        return int(text.split(".")[0])

    def _facts(self, row: int, number: int, said: Mapping[str, str]) -> dict[str, Any]:
        return {
            "title": self._text(row, "title", said, 200),
            "area": self._area(row, said.get("area", "")),
            "detail": self._detail(row, said.get("detail", "")),
            "owner": self._owner(row, number, said.get("owner", "")),
        }

    def _text(self, row: int, key: str, said: Mapping[str, str], limit: int) -> str:
        try:
            return read_text(said.get(key, ""), limit)
        except Unreadable as reason:
            self.complain(row, key, str(reason), said[key])
            return ""

    def _detail(self, row: int, text: str) -> str:
        if len(text) > LONGEST_DETAIL:
            self.complain(row, "detail", f"Shorten this to {LONGEST_DETAIL:,} characters or fewer.", text)
            return ""
        return text

    def _area(self, row: int, text: str) -> str:
        if not text:
            return ""
        for area in Area:
            if plain(text) in (plain(area.value), plain(area.label)):
                return area.value
        self.complain(row, "area", f"Use one of these: {', '.join(str(area.label) for area in Area)}.", text)
        return ""

    def _owner(self, row: int, number: int, text: str) -> int | None:
        try:
            email = read_email(text)
        except Unreadable as reason:
            self.complain(row, "owner", str(reason), text)
            return None
        if email is None:
            return None
        # Whoever leads it now may stay, also after they left the school.
        now_leads = self.there.get(number, ("", 0))
        found = self.owners.get(email) or (now_leads[1] if now_leads[0] == email else None)
        if found is None:
            self.complain(
                row, "owner", "No one at this school has this email address. Check it or leave it blank.", text
            )
        return found

    def _target(self, row: int, priority: dict[str, Any], said: Mapping[str, str]) -> None:
        text = self._text(row, "target", said, 300)
        measure = self._text(row, "measure", said, 200)
        due_on = None
        try:
            due_on = read_date(said.get("due_on", ""), 2000, doubtful=self.is_month_first)
        except Unreadable as reason:
            self.complain(row, "due_on", str(reason), said["due_on"])
        if not text:
            if (measure or due_on) and not said.get("target"):
                self.complain(row, "target", "Enter the target.")
            return
        if any(plain(other["text"]) == plain(text) for other in priority["targets"]):
            self.complain(
                row,
                "target",
                f"This target is already in the file for priority {priority['number']}. Remove one of them.",
            )
            return
        if len(priority["targets"]) >= MOST_TARGETS:
            self.complain(row, "target", f"A priority can have up to {MOST_TARGETS} targets. Remove some.")
            return
        priority["targets"].append({"text": text, "measure": measure, "due_on": due_on and due_on.isoformat()})


def read_priorities(
    source: IO[bytes], *, owners: Mapping[str, int], there: Mapping[int, tuple[str, int]] | None = None
) -> Found:
    """Return the priorities of a file. Raises `TableRefused` when it is no such table.

    `owners`: email in small letters → key, of those who can lead a priority. `there`: number of a priority that is
    there → email and key of whoever leads it now.
    """
    table = read_table(source, LIMITS, is_heading=partial(is_heading, facts=FACTS))
    columns = match_headings(table.header, FACTS)
    if missing := [f"“{LABELS[key]}”" for key in NEEDED if key not in columns]:
        raise TableRefused(
            f"This table has no column {' and none '.join(missing)}. Its first row names the columns: "
            f"{', '.join(fact.label for fact in FACTS)}."
        )
    lines = list(table.rows)
    is_month_first = any(month_stands_first(cells.get(columns.get("due_on", ""), "")) for _, cells in lines)
    reader = Reader(columns, owners, there or {}, is_month_first=is_month_first)
    for number, cells in lines:
        reader.read(number, cells)
    if not reader.found.rows and not reader.found.problems:
        raise TableRefused("The file has column headings but no rows. Add your priorities and upload it again.")
    return reader.found


# --- Planning ------------------------------------------------------------------------------------------------------


def plan_priorities(rows: Iterable[Mapping[str, Any]], priorities: Collection[Priority]) -> PriorityPlan:
    """Return what the rows would change in a plan that has these priorities (with their targets prefetched)."""
    by_number = {priority.number: priority for priority in priorities}
    plan = PriorityPlan()
    for row in rows:
        priority = by_number.get(row["number"])
        if priority is not None and priority.dropped_at is not None:
            reason = "This priority has been dropped. Restore it first, or use a different number."
            plan.problems.append(Problem(row["row"], LABELS["number"], reason))
            continue
        facts = _facts(row, priority)
        targets = _targets(row, priority)
        if facts or targets:
            plan.changes.append(PriorityChange(row["number"], row["title"], priority, facts, targets))
        else:
            plan.unchanged += 1
    return plan


def _facts(row: Mapping[str, Any], priority: Priority | None) -> dict[str, tuple[Any, Any]]:
    """Return what differs; what the file leaves empty stays."""
    if priority is None:
        after = {"title": row["title"], "area": row["area"] or Area.OTHER.value, "detail": row["detail"]}
        after["owner"] = row["owner"]
        return {key: (None, value) for key, value in after.items() if value}
    before = {"title": priority.title, "area": priority.area, "detail": priority.detail, "owner": priority.owner_id}
    return {key: (before[key], row[key]) for key in FIELDS if row[key] and not _same(before[key], row[key])}


def _targets(row: Mapping[str, Any], priority: Priority | None) -> list[TargetChange]:
    by_text = {plain(target.text): target for target in priority.targets.all()} if priority is not None else {}
    changes = []
    for said in row["targets"]:
        due_on = dt.date.fromisoformat(said["due_on"]) if said["due_on"] else None
        target = by_text.get(plain(said["text"]))
        after = {"measure": said["measure"], "due_on": due_on}
        if target is None:
            changes.append(TargetChange(said["text"], None, {k: (None, v) for k, v in after.items() if v}))
            continue
        facts = {
            key: (getattr(target, key), value)
            for key, value in after.items()
            if value and not _same(getattr(target, key), value)
        }
        if facts:
            changes.append(TargetChange(target.text, target, facts))
    return changes


def _same(before: Any, after: Any) -> bool:
    """Return whether two values are the same to a reader: blanks and unseen signs that a file loses are no change."""
    if isinstance(before, str) and isinstance(after, str):
        return plain_text(without_guard(before)).split() == plain_text(after).split()
    return bool(before == after)
