"""The rows of a staff file, each cell read by its column; what can't be read is a problem by row and column."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from people.imports.cells import (
    Unreadable,
    guess_group,
    read_date,
    read_email,
    read_fte,
    read_group,
    read_teacher_number,
    read_text,
)
from people.imports.columns import FACTS_BY_KEY
from people.models import School, StaffGroup


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the file can't be applied: in which row, in which of its columns, and the reason."""

    row: int
    column: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the problem as it is kept with the import."""
        return {"row": self.row, "column": self.column, "reason": self.reason}


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
    line_manager: str


class Schools:
    """The trust's schools, found by URN, DfE number or name."""

    def __init__(self, schools: Iterable[School]) -> None:
        self._found: dict[str, School] = {}
        for school in schools:
            for key in (school.urn, school.establishment_number, school.name):
                if key:
                    self._found[self._plain(key)] = school

    @staticmethod
    def _plain(text: str) -> str:
        return " ".join(text.casefold().replace("/", "").split())

    def find(self, text: str) -> School:
        """Return the school that a cell names, or raise `Unreadable`."""
        if not text:
            raise Unreadable("Say at which school.")
        school = self._found.get(self._plain(text))
        if school is None:
            raise Unreadable("The trust has no school of this name or number.")
        return school


class RowReader:
    """Reads rows by a matching of columns, and gathers the problems."""

    def __init__(self, matched: Mapping[str, str], schools: Schools, only_school: School | None) -> None:
        self.matched, self.schools, self.only_school = matched, schools, only_school
        self.problems: list[Problem] = []

    def column_of(self, key: str) -> str:
        """Return the heading that stands for a fact in this file, or the fact's own words."""
        return self.matched.get(key) or FACTS_BY_KEY[key].label

    def complain(self, row: int, key: str, reason: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(row, self.column_of(key), reason))

    def read(self, number: int, cells: Mapping[str, str]) -> StaffRow | None:
        """Return the row, or nothing where one of its cells is a problem."""
        before = len(self.problems)

        def cell(key: str, read: Callable[[str], Any]) -> Any:
            try:
                return read(cells.get(self.matched.get(key, ""), ""))
            except Unreadable as reason:
                self.complain(number, key, str(reason))
                return None

        def text(key: str, limit: int, *, needed: bool = False) -> str:
            words = cell(key, lambda raw: read_text(raw, limit))
            if needed and words == "":
                self.complain(number, key, "This is empty.")
            return words or ""

        school = self.only_school or cell("school", self.schools.find)
        if self.only_school is not None and "school" in self.matched:
            named = cell("school", self.schools.find)
            if named is not None and named.pk != self.only_school.pk:
                self.complain(number, "school", f"This row is not about {self.only_school}.")
        preferred = text("preferred_name", 80)
        first_name = preferred or text("first_name", 80)
        if not first_name:
            self.complain(number, "first_name", "This is empty.")
        last_name = text("last_name", 80, needed=True)
        job_title = text("job_title", 120, needed=True)
        staff_group = cell("staff_group", read_group) or ""
        starts_on, ends_on = cell("starts_on", read_date), cell("ends_on", read_date)
        if starts_on and ends_on and ends_on < starts_on:
            self.complain(number, "ends_on", "The post ends before it starts.")
        facts = {
            "staff_number": text("staff_number", 40),
            "email": cell("email", read_email),
            "teacher_number": cell("teacher_number", read_teacher_number) or "",
            "joined_on": cell("joined_on", read_date),
            "fte": cell("fte", read_fte),
            "line_manager": text("line_manager", 254),
        }
        if len(self.problems) > before:
            return None
        return StaffRow(
            number=number,
            school=school,
            first_name=first_name,
            last_name=last_name,
            job_title=job_title,
            staff_group=staff_group or guess_group(job_title) or StaffGroup.OTHER_SUPPORT,
            group_is_guessed=not staff_group,
            starts_on=starts_on,
            ends_on=ends_on,
            **facts,
        )
