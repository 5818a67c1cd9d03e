"""A school's matrix of people and requirements as pages and exports show it: filtered, searched and sorted."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from certificates.compliance import ORDER, BoardCompliance, Compliance, Cover, Line, SchoolCompliance
from certificates.expiry import Status
from certificates.groups import KINDS, group_of, grouped, kind_of
from certificates.models import Requirement
from core.components import Tone
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


OPEN = frozenset({*Status.unmet(), Status.DUE_SOON.value})


@dataclass(frozen=True, slots=True)
class Row:
    """One person and the lines of the requirements shown, in their order; `None` where it isn't required."""

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
    def open(self) -> list[Line]:
        """Return what is not met or due soon, the most pressing first."""
        return sorted((line for line in self.lines if line.status in OPEN), key=lambda line: line.urgency)

    @property
    def settled(self) -> list[Line]:
        """Return what asks for nothing now."""
        return [line for line in self.lines if line.status not in OPEN]

    @property
    def first_end(self) -> dt.date:
        """Return the first day on which something runs out or must be done."""
        return min((line.ends_on for line in self.lines if line.ends_on), default=dt.date.max)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is not met or due soon: of one requirement, with the people, or of one person, with the requirements."""

    about: Requirement | Person
    lines: tuple[tuple[Person, Line], ...]

    @property
    def counts(self) -> Counter[Status]:
        """Return how many lines there are of each status."""
        return Counter(line.status for _, line in self.lines)

    @property
    def requirement(self) -> Requirement:
        """Return the requirement; of a person the most pressing one."""
        return self.lines[0][1].requirement

    @property
    def tally(self) -> list[tuple[Status, int]]:
        """Return the counts, the most pressing first (a template cannot ask a counter for its items)."""
        counts = self.counts
        return [(status, counts[status]) for status in ORDER if counts[status]]

    @property
    def unmet(self) -> int:
        """Return how many are not met."""
        return sum(line.status in Status.unmet() for _, line in self.lines)

    def most_first(self) -> tuple[int, int]:
        """Return what a list of these is sorted by."""
        return -self.unmet, -len(self.lines)

    def can_be_reminded_by(self, reader: Person) -> bool:
        """Return whether there is somebody else for the reader to remind: who is booked knows of it."""
        return any(line.is_unbooked and person.pk != reader.pk for person, line in self.lines)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is shown."""

    requirements: list[Requirement]
    rows: list[Row]

    @property
    def counts(self) -> Counter[Status]:
        """Return how many lines are of each status."""
        return Counter(line.status for row in self.rows for line in row.lines)

    def by_requirement(self) -> list[Outstanding]:
        """Return what people have to do, a requirement at a time: what binds most first, then that of most people."""
        found: dict[Requirement, list[tuple[Person, Line]]] = {}
        for row in self.rows:
            for line in row.open:
                found.setdefault(line.requirement, []).append((row.person, line))
        all_of = [
            Outstanding(requirement, tuple(sorted(lines, key=lambda pair: pair[1].urgency)))
            for requirement, lines in sorted(found.items(), key=lambda pair: pair[0].short_title)
        ]
        kinds = list(KINDS)
        return sorted(all_of, key=lambda one: (not one.unmet, kinds.index(kind_of(one.requirement)), *one.most_first()))

    def by_person(self) -> list[Outstanding]:
        """Return the same a person at a time, that of most requirements first."""
        all_of = [Outstanding(row.person, tuple((row.person, line) for line in row.open)) for row in self.rows]
        return sorted((one for one in all_of if one.lines), key=Outstanding.most_first)

    def of_kind(self, kind: str, status: str = "") -> "Matrix":
        """Return the columns of one of the `KINDS` with the people who need one of them (and are of the status)."""
        places = [place for place, requirement in enumerate(self.requirements) if kind_of(requirement) == kind]
        rows = (Row(row.person, row.job_title, tuple(row.cells[place] for place in places)) for row in self.rows)
        return Matrix([self.requirements[place] for place in places], [row for row in rows if _is_shown(row, status)])

    def unmet_by_kind(self) -> dict[str, int]:
        """Return how many lines are not met, for each of the `KINDS` of which somebody needs one, in their order."""
        there = {kind_of(requirement) for requirement in self.requirements}
        counts = Counter(
            kind_of(line.requirement) for row in self.rows for line in row.lines if line.status in Status.unmet()
        )
        return {kind: counts[kind] for kind in KINDS if kind in there}


def _is_shown(row: Row, status: str) -> bool:
    return bool(row.lines) and (not status or any(line.status == status for line in row.lines))


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
    people = [person for person in found.people if _fits(person, found, wanted)]
    return matrix_of(found.compliance, people, job_titles(found), wanted)


def matrix_of(compliance: Compliance, people: Iterable[Person], titles: Mapping[int, str], wanted: Wanted) -> Matrix:
    """Return people by the requirements that one of them needs, as wanted. `titles`: what each does, by their keys."""
    people = list(people)
    needed = {code for person in people for code in compliance.needs.get(person.pk, {})}
    requirements = [
        requirement
        for _, group in grouped(compliance.requirements)
        for requirement in group
        if requirement.pk in needed
        and (not wanted.topic or group_of(requirement.code) == wanted.topic)
        and (not wanted.requirement or str(requirement.public_id) == wanted.requirement)
    ]
    rows = []
    for person in people:
        theirs = compliance.needs.get(person.pk, {})
        cells = tuple(compliance.line(person.pk, r) if r.id in theirs else None for r in requirements)
        row = Row(person, titles.get(person.pk, ""), cells)
        if _is_shown(row, wanted.status):
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


@dataclass(frozen=True, slots=True)
class CoverShown:
    """A requirement with a minimum number as the page shows it: the worst first."""

    cover: Cover
    tone: Tone
    names: list[str]


def cover_of(found: SchoolCompliance | BoardCompliance) -> list[CoverShown]:
    """Return what a school or board needs a number of holders for: too few first, then what runs out first.

    Of a board how many there are, and not who: somebody may have learned it as a member of staff.
    """
    of_school = isinstance(found, SchoolCompliance)
    names = {person.pk: person.full_name for person in found.people} if of_school else {}
    soon = found.compliance.day + dt.timedelta(days=found.compliance.warn)
    shown = []
    for cover in found.cover:
        ends_soon = cover.enough_until is not None and cover.enough_until <= soon
        tone: Tone = "danger" if not cover.is_enough else "warning" if ends_soon else "success"
        shown.append(CoverShown(cover, tone, [names[person] for person in cover.holders if person in names]))
    return sorted(shown, key=lambda one: (one.cover.is_enough, one.cover.enough_until or dt.date.max))


def _of_cell(place: int, read: Callable[[Line], Any]) -> Callable[[Row], Any]:
    """Return what reads a row's cell at a place; an empty cell is nothing."""

    def value(row: Row) -> Any:
        line = row.cells[place]
        return None if line is None else read(line)

    return value


def matrix_columns(requirements: Iterable[Requirement], *, title: str = "Job title") -> list[Column]:
    """Return the columns of the export: who, and for each requirement the status and the last day.

    `title`: the heading of what people do.
    """
    columns = [
        Column("Last name", "person__last_name"),
        Column("First name", "person__first_name"),
        Column(title, "job_title"),
    ]
    for place, requirement in enumerate(requirements):
        columns += [
            Column(requirement.name, _of_cell(place, lambda line: line.status.label)),
            Column(
                f"{requirement.code}: valid until or due by", _of_cell(place, lambda line: line.ends_on), kind="date"
            ),
        ]
    return columns
