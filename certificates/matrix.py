"""A school's matrix of people and requirements as pages and exports show it: filtered, searched and sorted."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from certificates.compliance import ORDER, Line, SchoolCompliance
from certificates.expiry import Status
from certificates.groups import group_of, grouped
from certificates.models import Requirement
from core.exports import Column
from core.search import all_stand, names_of
from people.models import Person, Post
from people.trust_settings import role_title


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody filters, searches and sorts by. Empty means all."""

    words: str = ""
    staff_group: str = ""
    topic: str = ""
    requirement: str = ""
    status: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Row:
    """One person and the lines of the requirements shown, in their order; `None` where it isn't needed."""

    person: Person
    job_title: str
    cells: tuple[Line | None, ...]

    @property
    def lines(self) -> list[Line]:
        """Return the lines of what this person needs."""
        return [line for line in self.cells if line is not None]

    @property
    def unmet(self) -> int:
        """Return how many are not met."""
        return sum(line.status in Status.unmet() for line in self.lines)

    @property
    def first_end(self) -> dt.date:
        """Return the first day on which something runs out or must be done."""
        return min((line.ends_on for line in self.lines if line.ends_on), default=dt.date.max)


@dataclass(frozen=True, slots=True)
class ByRequirement:
    """One requirement over all the people shown: its counts, and the people who still have something to do."""

    requirement: Requirement
    counts: Counter[Status]
    open: tuple[tuple[Person, Line], ...]

    @property
    def tally(self) -> list[tuple[Status, int]]:
        """Return how many stand how, what needs doing first (a template cannot ask a counter for its items)."""
        return [(status, self.counts[status]) for status in ORDER if self.counts[status]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is shown."""

    requirements: list[Requirement]
    rows: list[Row]

    @property
    def counts(self) -> Counter[Status]:
        """Return how many lines stand how."""
        return Counter(line.status for row in self.rows for line in row.lines)

    def by_requirement(self) -> list[ByRequirement]:
        """Return the same the other way round: a requirement, its counts, and who has something to do."""
        found = []
        for place, requirement in enumerate(self.requirements):
            lines = [(row.person, cell) for row in self.rows if (cell := row.cells[place]) is not None]
            to_do = tuple(
                (person, line) for person, line in lines if line.status in Status.unmet() | {Status.DUE_SOON.value}
            )
            found.append(ByRequirement(requirement, Counter(line.status for _, line in lines), to_do))
        return found


SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "name": lambda row: (row.person.last_name.lower(), row.person.first_name.lower()),
    "unmet": lambda row: (-row.unmet, row.person.last_name.lower(), row.person.first_name.lower()),
    "first": lambda row: (row.first_end, row.person.last_name.lower()),
}


def job_titles(found: SchoolCompliance) -> dict[int, str]:
    """Return what people do at the school, by person: their posts or, where they have none, their roles."""
    titles: dict[int, list[str]] = {}
    for role, people in found.compliance.audience.places[found.school.pk].roles.items():
        for person in people:
            titles.setdefault(person, []).append(role_title(role))
    posts: dict[int, list[str]] = {}
    rows = Post.objects.on(found.compliance.day).filter(school=found.school).order_by("starts_on", "pk")
    for person, title in rows.values_list("person_id", "job_title"):
        posts.setdefault(person, []).append(title)
    return {person: ", ".join(dict.fromkeys(parts)) for person, parts in (titles | posts).items()}


def build_matrix(found: SchoolCompliance, wanted: Wanted) -> Matrix:
    """Return the part of a school's compliance that is asked for. Requirements that nobody shown needs are left out."""
    compliance = found.compliance
    people = [person for person in found.people if _fits(person, found, wanted)]
    needed = {code for person in people for code in compliance.needs.get(person.pk, {})}
    requirements = [
        requirement
        for _, group in grouped(compliance.requirements)
        for requirement in group
        if requirement.pk in needed
        and (not wanted.topic or group_of(requirement.code) == wanted.topic)
        and (not wanted.requirement or str(requirement.public_id) == wanted.requirement)
    ]
    titles = job_titles(found)
    rows = []
    for person in people:
        lines = (compliance.line(person.pk, requirement) for requirement in requirements)
        cells = tuple(None if line.status == Status.NOT_APPLICABLE else line for line in lines)
        row = Row(person, titles.get(person.pk, ""), cells)
        if row.lines and (not wanted.status or any(line.status == wanted.status for line in row.lines)):
            rows.append(row)
    rows.sort(key=SORTS.get(wanted.sort, SORTS["name"]))
    return Matrix(requirements, rows)


def _fits(person: Person, found: SchoolCompliance, wanted: Wanted) -> bool:
    place = found.compliance.audience.places[found.school.pk]
    if wanted.staff_group and person.pk not in (
        place.board if wanted.staff_group == "board" else place.groups[wanted.staff_group]
    ):
        return False
    return not wanted.words.strip() or all_stand(names_of(wanted.words), person.full_name)


def _of_cell(place: int, read: Callable[[Line], Any]) -> Callable[[Row], Any]:
    """Return what reads a row's cell at a place; an empty cell is nothing."""

    def value(row: Row) -> Any:
        line = row.cells[place]
        return None if line is None else read(line)

    return value


def matrix_columns(requirements: Iterable[Requirement]) -> list[Column]:
    """Return the columns of the export: who, and for each requirement the status and the last day."""
    columns = [
        Column("Last name", "person__last_name"),
        Column("First name", "person__first_name"),
        Column("Job title", "job_title"),
    ]
    for place, requirement in enumerate(requirements):
        columns += [
            Column(requirement.name, _of_cell(place, lambda line: line.status.label)),
            Column(f"{requirement.code}: valid or due until", _of_cell(place, lambda line: line.ends_on), kind="date"),
        ]
    return columns
