"""Importing appointments: the preview makes them as they would be made and undoes it, then all or nothing.

So nothing is refused on saving that the preview did not show. Who somebody is, the name alone can't tell: it is asked
wherever somebody of that name is known and is not on that board already.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.decisions import require
from core.flow import IllegalMove
from core.formatting import long_date
from core.text import fold
from core.trust_settings import in_own_words
from governance.boards import policies, services
from governance.boards.models import AppointingBody, Appointment, Board, BoardRole, Category
from people.imports.cells import name_key
from people.imports.rows import Problem
from people.models import Person
from people.services.people import make_person

NEW = "new"
LONGER = "The term ends on {} here, and is never made longer. Give the new term a row of its own."
EARLIER = "The term ends on {} here. End it early on its own page, with the reason."
REFUSED = "The database refused this row. Check its days against the other rows."


@dataclass(frozen=True, slots=True)
class Line:
    """What a row would do: "new", "changed" or "unchanged". `facts`: label → before and after."""

    row: int
    kind: str
    name: str
    is_new_person: bool
    board: str
    role: str
    days: str
    facts: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Who somebody is. `key`: that of its answer; `options`: value and label."""

    key: str
    name: str
    board: str
    options: list[tuple[str, str]]


@dataclass(slots=True)
class Plan:
    """Everything that the rows would change, and what stands in the way."""

    lines: list[Line] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changing(self) -> list[Line]:
        """Return the lines that change something."""
        return [line for line in self.lines if line.kind != "unchanged"]

    @property
    def unchanged(self) -> int:
        """Return how many lines change nothing."""
        return len(self.lines) - len(self.changing)

    @property
    def can_be_applied(self) -> bool:
        """Return whether there is something to save, and nothing stands in the way."""
        return bool(self.changing) and not self.questions and not self.problems

    def fingerprint(self) -> str:
        """Return what tells this plan from another."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def preview_appointments(*, actor: Person, rows: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> Plan:
    """Return what the rows would change, and change nothing."""
    require(policies.can_keep_boards(actor))
    with transaction.atomic():
        plan = _Run(actor, answers).make(rows)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def import_appointments(
    *, actor: Person, rows: Sequence[Mapping[str, Any]], answers: Mapping[str, str], fingerprint: str
) -> Plan:
    """Make and change appointments as the rows say, all or nothing.

    `fingerprint`: that of the preview. Raises `IllegalMove` when something has changed since.
    """
    require(policies.can_keep_boards(actor))
    list(Board.objects.select_for_update().order_by("pk").values_list("pk"))  # one import after the other
    plan = _Run(actor, answers).make(rows)
    if plan.fingerprint() != fingerprint or not plan.can_be_applied:
        raise IllegalMove("The appointments have changed since you opened this. Check the new preview first.")
    return plan


class _Run:
    """One going through the rows, inside a transaction that the caller keeps or undoes."""

    def __init__(self, actor: Person, answers: Mapping[str, str]) -> None:
        self.actor, self.answers, self.plan = actor, answers, Plan()
        self.boards = {board.pk: board for board in Board.objects.all()}
        self.by_name: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.by_public_id: dict[str, Person] = {}
        for person in Person.objects.filter(merged_into=None).order_by("pk"):
            self.by_name[name_key(person.first_name, person.last_name)].append(person)
            self.by_public_id[str(person.public_id)] = person
        self.on_board: dict[int, dict[int, Person]] = defaultdict(dict)
        for row in Appointment.objects.select_related("person").order_by("pk"):
            self.on_board[row.board_id][row.person_id] = row.person
        # Who the rows of a name on a board are about, and whom the rows themselves have added.
        self.known: dict[tuple[int, tuple[str, str]], Person | None] = {}
        self.added: dict[int, int] = {}

    def make(self, rows: Sequence[Mapping[str, Any]]) -> Plan:
        """Return the plan, having written what it says."""
        # Earlier terms first, so that a second one may follow in any order of rows.
        for row in sorted(rows, key=lambda row: (row["starts_on"], row["row"])):
            board = self.boards.get(row["board"])
            if board is None:
                self._complain(row, "Board", "This board is not there any more.")
                continue
            try:
                # Outside the row's own savepoint: whom it adds stays known to the others where it is refused.
                if (person := self._who(row, board)) is None:
                    continue
                with transaction.atomic():
                    self._take(row, board, person)
            except ValidationError as refusal:
                self._complain(row, "", " ".join(refusal.messages))
            except PermissionDenied as refusal:
                self._complain(row, "", in_own_words(str(refusal)))
            except IntegrityError:
                self._complain(row, "", REFUSED)
        self.plan.lines.sort(key=lambda line: line.row)
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def _complain(self, row: Mapping[str, Any], column: str, reason: str) -> None:
        self.plan.problems.append(Problem(row["row"], column, reason, f"{row['first_name']} {row['last_name']}"))

    def _take(self, row: Mapping[str, Any], board: Board, person: Person) -> None:
        starts_on = dt.date.fromisoformat(row["starts_on"])
        ends_on = dt.date.fromisoformat(row["term_ends_on"]) if row["term_ends_on"] else None
        held = Appointment.objects.filter(board=board, person=person, role=row["role"], starts_on=starts_on).first()
        if held is None:
            services.appoint(
                actor=self.actor, board=board, person=person, role=row["role"], starts_on=starts_on,
                term_ends_on=ends_on, category=row["category"], appointing_body=row["appointing_body"],
            )  # fmt: skip
            facts = {"Category": ("", _label(Category, row["category"]))}
            facts["Appointed or elected by"] = ("", _label(AppointingBody, row["appointing_body"]))
            self._say(row, board, person, "new", {name: pair for name, pair in facts.items() if pair[1]})
            return
        if held.ends_on != ends_on:
            is_longer = held.ends_on is not None and (ends_on is None or held.ends_on < ends_on)
            raise ValidationError(
                (LONGER if is_longer else EARLIER).format(long_date(held.ends_on) if held.ends_on else "no day")
            )
        # What the file does not tell stays.
        wanted = {name: row[name] or getattr(held, name) for name in ("category", "appointing_body")}
        facts = {
            label: (_label(choices, getattr(held, name)), _label(choices, wanted[name]))
            for name, label, choices in (
                ("category", "Category", Category),
                ("appointing_body", "Appointed or elected by", AppointingBody),
            )
            if wanted[name] != getattr(held, name)
        }
        if facts:
            services.change_appointment(actor=self.actor, appointment=held, version=held.version, **wanted)
        self._say(row, board, person, "changed" if facts else "unchanged", facts)

    def _say(
        self, row: Mapping[str, Any], board: Board, person: Person, kind: str, facts: dict[str, tuple[str, str]]
    ) -> None:
        days = f"from {long_date(dt.date.fromisoformat(row['starts_on']))}"
        if row["term_ends_on"]:
            days += f" to {long_date(dt.date.fromisoformat(row['term_ends_on']))}"
        self.plan.lines.append(
            Line(
                row=row["row"],
                kind=kind,
                name=person.full_name,
                is_new_person=self.added.get(person.pk) == row["row"],
                board=board.name,
                role=in_own_words(str(BoardRole(row["role"]).label)),
                days=days,
                facts=facts,
            )
        )

    # --- Who they are -----------------------------------------------------------------------------------------------

    def _who(self, row: Mapping[str, Any], board: Board) -> Person | None:
        """Return whom the row is about, somebody new where nobody fits; None where it is asked."""
        names = name_key(row["first_name"], row["last_name"])
        if (board.pk, names) in self.known:
            return self.known[board.pk, names]
        person = self._found(row, board, names)
        self.known[board.pk, names] = person
        return person

    def _found(self, row: Mapping[str, Any], board: Board, names: tuple[str, str]) -> Person | None:
        here = self.on_board[board.pk]
        sure = [person for person in self.by_name[names] if person.pk in here]
        if len(sure) == 1:
            return sure[0]
        alike = [one for one in here.values() if fold(one.last_name) == names[1] and one not in self.by_name[names]]
        candidates = [*self.by_name[names], *alike]
        key = f"{board.pk}-{row['row']}"
        answer = self.answers.get(key, "")
        options = [(self._value(person), self._label(person)) for person in candidates]
        if candidates and answer not in (NEW, *(value for value, _ in options)):
            name = f"{row['first_name']} {row['last_name']}"
            self.plan.questions.append(Question(key, name, board.name, [*options, (NEW, "Someone new")]))
            return None
        for person in candidates:
            if answer == self._value(person):
                return person
        person = make_person(self.actor, {"first_name": row["first_name"], "last_name": row["last_name"]})
        self.by_name[names].append(person)
        self.added[person.pk] = row["row"]
        return person

    def _value(self, person: Person) -> str:
        """Return what an answer calls somebody: whom a row adds by that row, since they have no record yet."""
        return f"row-{self.added[person.pk]}" if person.pk in self.added else str(person.public_id)

    def _label(self, person: Person) -> str:
        if person.pk in self.added:
            return f"The same person as in row {self.added[person.pk]}"
        posts = [f"{post.job_title}, {post.school}" for post in person.posts.current().select_related("school")]
        offices = person.board_appointments.current().select_related("board")
        where = [*posts, *(f"{one.title}, {one.board}" for one in offices)]
        return f"{person.full_name} ({'; '.join(where) or 'no current post or appointment'})"


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
