"""The rows of a staff file, each cell read by its column; what can't be read is a problem by row, column and value."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.spreadsheets import spoilt
from core.text import fold
from people.imports.cells import (
    Unreadable,
    guess_group,
    month_stands_first,
    read_code,
    read_date,
    read_email,
    read_fte,
    read_group,
    read_teacher_number,
    read_text,
    read_working_days,
)
from people.imports.columns import FACTS_BY_KEY
from people.models import ImportWord, School, StaffGroup
from people.working_days import WorkingDays

NAMES = ("first_name", "preferred_name", "last_name")
DAYS = ("starts_on", "ends_on", "joined_on")
LONGEST_VALUE = 80
LEAVE_OUT = ImportWord.LEAVE_OUT
ASKED = {
    "school": "Which school is “{}”?",
    "staff_group": "Which staff group is “{}”?",
    "job_title": "To which staff group does the job title “{}” belong?",
}
SAY_BELOW = "Answer the question about it below, or correct the file."


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the file can't be applied: in which row, in which of its columns, the reason, and what stands there."""

    row: int
    column: str
    reason: str
    value: str = ""


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return the problems as they are kept and shown: what several rows have in common is one, with all its rows."""
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for problem in sorted(problems, key=lambda problem: problem.row):
        alike[problem.column, problem.value[:LONGEST_VALUE], problem.reason].append(problem.row)
    return [
        {"row": rows[0], "rows": rows_in_words(rows), "column": column, "value": value, "reason": reason}
        for (column, value, reason), rows in alike.items()
    ]


def rows_in_words(rows: Iterable[int]) -> str:
    """Return row numbers as "2–601, 700", those that follow one another together."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        elif not spans or row != spans[-1][1]:
            spans.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


@dataclass(slots=True)
class Unknown:
    """Words of a file that the trust does not know, such as a school's name, and the rows that hold them."""

    key: str
    words: str
    rows: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what its question is called: the same for every spelling of the words."""
        return f"{self.key}:{fold(self.words)}"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One row: a person in a post at a school. Facts that the file does not tell are empty."""

    number: int
    school: School
    first_name: str
    last_name: str
    job_title: str
    staff_group: str
    group_is_guessed: bool
    staff_number: str
    email: str | None
    teacher_number: str
    joined_on: dt.date | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    fte: Decimal | None
    working_days: WorkingDays | None
    line_manager: str


class Schools:
    """The trust's schools, found by URN, DfE number or name."""

    def __init__(self, schools: Iterable[School]) -> None:
        self._found: dict[str, School] = {}
        self.by_public_id: dict[str, School] = {}
        for school in schools:
            self.by_public_id[str(school.public_id)] = school
            former = [row.urn for row in school.former_urns.all()]
            for key in (*former, school.urn, school.establishment_number, school.name):
                if key:
                    self._found[self._plain(key)] = school

    @staticmethod
    def _plain(text: str) -> str:
        return fold(text).replace("/", "")

    def find(self, text: str) -> School:
        """Return the school that a cell names, or raise `Unreadable`."""
        if not text:
            raise Unreadable("Enter a school.")
        school = self._found.get(self._plain(text))
        if school is None:
            raise Unreadable("We can't find this school in the trust. Check the name or number.")
        return school


class RowReader:
    """Reads rows by a matching of columns, and gathers the problems and the words that only a person can explain.

    `month_first`: the columns whose days some rows write as in America. `meanings`: name of an `Unknown` → what a
    person said that it means. `remembered`: the same, said for an earlier file.
    """

    def __init__(
        self,
        matched: Mapping[str, str],
        schools: Schools,
        only_school: School | None,
        *,
        month_first: Iterable[str] = (),
        meanings: Mapping[str, str] | None = None,
        remembered: Mapping[str, str] | None = None,
    ) -> None:
        self.matched, self.schools, self.only_school = matched, schools, only_school
        self.month_first, self.said_now = set(month_first), set(meanings or ())
        self.meanings = {**(remembered or {}), **(meanings or {})}
        self.problems: list[Problem] = []
        self.unknown: dict[str, Unknown] = {}
        self.explained: dict[str, Unknown] = {}
        self.left_out: list[int] = []

    def column_of(self, key: str) -> str:
        """Return the heading that stands for a fact in this file, or the fact's own words."""
        return self.matched.get(key) or FACTS_BY_KEY[key].label

    def complain(self, row: int, key: str, reason: str, value: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(row, self.column_of(key), reason, value))

    def meaning_of(self, row: int, key: str, words: str) -> str:
        """Return what a person said that these words mean, or ""; and note where it was read, so that it can change."""
        unknown = Unknown(key, words)
        meaning = self.meanings.get(unknown.name, "")
        if meaning:
            self.explained.setdefault(unknown.name, unknown).rows.append(row)
        return meaning

    def ask_about(self, row: int, key: str, words: str) -> None:
        """Note words that a person has to explain, once for all rows that hold them."""
        unknown = Unknown(key, words)
        self.unknown.setdefault(unknown.name, unknown).rows.append(row)

    def read(self, number: int, cells: Mapping[str, str]) -> StaffRow | None:
        """Return the row, or nothing where one of its cells is a problem or a person said to leave it out."""
        before = len(self.problems)

        def cell(key: str, read: Callable[[str], Any]) -> Any:
            return self._cell(number, cells, key, read)

        def text(key: str, limit: int) -> str:
            words = cell(key, lambda raw: read_text(raw, limit))
            if words == "":
                self.complain(number, key, "Fill this in.")
            return words or ""

        def day(key: str) -> dt.date | None:
            doubtful = self.matched.get(key) in self.month_first
            found: dt.date | None = cell(key, lambda raw: read_date(raw, doubtful=doubtful))
            return found

        if not any(cells.get(self.matched.get(key, "")) for key in NAMES):
            self.complain(number, "last_name", "This row has no name. If it's a total or a note, delete it.")
            return None
        school = self._school_of(number, cells)
        staff_group = "" if school == LEAVE_OUT else cell("staff_group", lambda raw: self._group(number, raw)) or ""
        if LEAVE_OUT in (school, staff_group):
            self._leave_out(number, before)
            return None
        first_name = cell("preferred_name", lambda raw: read_text(raw, 80)) or text("first_name", 80)
        last_name, job_title = text("last_name", 80), text("job_title", 120)
        told_group = staff_group or self.meaning_of(number, "job_title", job_title)
        starts_on, ends_on = day("starts_on"), day("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.complain(number, "ends_on", "The end date must be the same as or after the start date.")
        facts = {
            "staff_number": cell("staff_number", lambda raw: read_code(raw, 40)) or "",
            "email": cell("email", read_email),
            "teacher_number": cell("teacher_number", read_teacher_number) or "",
            "joined_on": day("joined_on"),
            "fte": cell("fte", read_fte),
            "working_days": cell("working_days", read_working_days),
            "line_manager": cell("line_manager", lambda raw: read_code(raw, 254)) or "",
        }
        if told_group == LEAVE_OUT:
            self._leave_out(number, before)
            return None
        if len(self.problems) > before:
            return None
        return StaffRow(
            number=number,
            school=school,
            first_name=first_name,
            last_name=last_name,
            job_title=job_title,
            staff_group=told_group or guess_group(job_title),
            group_is_guessed=not staff_group,
            starts_on=starts_on,
            ends_on=ends_on,
            **facts,
        )

    def _leave_out(self, number: int, before: int) -> None:
        """Leave a row out as somebody said, and what is wrong with it too. `before`: how many problems others had."""
        del self.problems[before:]
        self.left_out.append(number)

    def _cell(self, number: int, cells: Mapping[str, str], key: str, read: Callable[[str], Any]) -> Any:
        """Return what a cell says, or nothing where it is a problem."""
        raw = cells.get(self.matched.get(key, ""), "")
        try:
            if fault := spoilt(raw):
                raise Unreadable(fault)
            return read(raw)
        except Unreadable as reason:
            self.complain(number, key, str(reason), raw)
            return None

    def _school_of(self, number: int, cells: Mapping[str, str]) -> Any:
        """Return the school of a row, or `LEAVE_OUT`; a file of one school may name it too, and no other."""
        if self.only_school is not None and "school" not in self.matched:
            return self.only_school
        named = self._cell(number, cells, "school", lambda raw: self._school(number, raw))
        if self.only_school is not None and named not in (None, LEAVE_OUT, self.only_school):
            self.complain(
                number,
                "school",
                f"This row isn't for {self.only_school}. Remove it or upload a file for all schools.",
                named.name,
            )
        return named

    def _school(self, number: int, raw: str) -> Any:
        """Return the school of a cell, or `LEAVE_OUT`; one that the trust does not know is asked about."""
        try:
            return self.schools.find(raw)
        except Unreadable as reason:
            if not raw:
                raise
            meaning = self.meaning_of(number, "school", raw)
            if meaning == LEAVE_OUT:
                return LEAVE_OUT
            if (school := self.schools.by_public_id.get(meaning)) is not None:
                return school
            self.ask_about(number, "school", raw)
            raise Unreadable(f"{reason} {SAY_BELOW}") from None

    def _group(self, number: int, raw: str) -> str:
        """Return the staff group of a cell; one that nobody knows is asked about."""
        if meaning := self.meaning_of(number, "staff_group", raw):
            return meaning
        try:
            return read_group(raw)
        except Unreadable as reason:
            self.ask_about(number, "staff_group", raw)
            raise Unreadable(f"{reason} {SAY_BELOW}") from None

    def questions(self) -> list[dict[str, Any]]:
        """Return the words that a person has to explain, each once, with what they may mean."""
        return self._asked(self.unknown.values())

    def answered(self) -> list[dict[str, Any]]:
        """Return the words that a person explained, with what they said and what else they may mean."""
        explained = self._asked(row for name, row in self.explained.items() if name not in self.unknown)
        for question in explained:
            question["answer"] = self.meanings[question["row"]]
            if question["row"] not in self.said_now:
                question["hint"] += " Remembered from an earlier import."
        return explained

    def _asked(self, words: Iterable[Unknown]) -> list[dict[str, Any]]:
        schools = list(self.schools.by_public_id.values())
        return [word_question(unknown.key, unknown.words, rows_counted(unknown.rows), schools) for unknown in words]


def word_question(kind: str, words: str, hint: str, schools: Iterable[School]) -> dict[str, Any]:
    """Return what a person is asked about words of a file that the trust does not know, with what they may mean."""
    if kind == ImportWord.Kind.SCHOOL:
        options = [{"value": str(school.public_id), "label": school.name} for school in schools]
    else:
        options = [{"value": group.value, "label": str(group.label)} for group in StaffGroup]
    return {
        "row": Unknown(kind, words).name,
        "kind": kind,
        "words": words,
        "label": ASKED[kind].format(words[:LONGEST_VALUE]),
        "hint": hint,
        "options": [*options, {"value": LEAVE_OUT, "label": "None: leave these rows out"}],
    }


def rows_counted(rows: Sequence[int]) -> str:
    """Return "Row 5." or "600 rows: 2–601."."""
    spans = rows_in_words(rows)
    return f"Row {spans}." if len(rows) == 1 else f"{len(rows):,} rows: {spans}."


def month_first_columns(rows: Iterable[Mapping[str, str]], matched: Mapping[str, str]) -> set[str]:
    """Return the columns of days in which some row can only be read with the month first."""
    wanted = [matched[key] for key in DAYS if key in matched]
    return {heading for cells in rows for heading in wanted if month_stands_first(cells.get(heading, ""))}
