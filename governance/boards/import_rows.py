"""Reading appointments from a CSV or Excel file: what each row says, or why it says nothing.

The headings of the DfE's template for governors are known. What it asks for beside them (date of birth, postcode,
telephone, email, previous names, nationality) is private: such columns are not read.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from core.spreadsheets import Limits, TableRefused, read_table, spoilt
from core.text import fold
from core.trust_settings import in_own_words
from governance.boards.models import GRANTED, AppointingBody, Board, BoardRole, BoardSchool, Category
from governance.boards.terms import usual_end
from people.imports.cells import Unreadable, read_date, read_text
from people.imports.columns import Fact, is_heading, match_headings
from people.imports.rows import Problem, Schools, month_first_columns
from people.models import School

MOST = 500
FACTS = (
    Fact("role", "Role", ("Role", "Office", "Position"), needed="Yes", example="Governor"),
    Fact("first_name", "First name", ("Forename 1", "Forename", "First name"), needed="Yes", example="Robin"),
    Fact("last_name", "Last name", ("Surname", "Last name", "Family name"), needed="Yes", example="Example"),
    Fact(
        "board",
        "Board or school",
        ("Board", "Governing board", "School", "School name", "URN", "Establishment", "Academy"),
        needed="Unless the file is for one board",
        example="900001",
    ),
    Fact("category", "Category", ("Category", "Governor type", "Type of governor"), example="Parent"),
    Fact(
        "appointing_body",
        "Appointed or elected by",
        ("Appointing body", "Appointed by", "Elected by"),
        example="Elected by parents",
    ),
    Fact(
        "starts_on",
        "First day",
        ("Date of appointment", "First day", "Start date", "Appointed on", "From", "Term start"),
        needed="Yes",
        example="01/09/2026",
    ),
    Fact(
        "ends_on",
        "End of term",
        (
            "Date term of office ends/ended", "Date term of office ends", "End of term", "Term ends", "Term end",
            "End date", "Until", "To",
        ),
        example="31/08/2030",
    ),
)  # fmt: skip

# Kinds of appointment that are on no board here: who holds them is entered with the staff.
ELSEWHERE = re.compile(r"accounting officer|chief financial officer|^n/?a$")
ROLE_WORDS = (
    (BoardRole.VICE_CHAIR, r"\b(vice|deputy)[ -]?chair"),
    (BoardRole.CLERK, r"\bclerk|governance professional|secretary to"),
    (BoardRole.CHAIR, r"\bchair"),
    (BoardRole.TRUSTEE, r"\btrustee|\bdirector"),
    (BoardRole.GOVERNOR, r"\bgovernor"),
    (BoardRole.MEMBER, r"\bmember"),
)
TRUST_ROLES = (("trust", r"\btrustee|\bdirector"), ("members", r"^member$"))
BODY_WORDS = (
    (AppointingBody.NO_CANDIDATES, r"no (election )?candidates"),
    (AppointingBody.BY_POST, r"virtue of"),
    (AppointingBody.MEMBERS, r"members of the academy|academy members|^members$"),
    (AppointingBody.FOUNDERS, r"original|signator"),
    (AppointingBody.LOCAL_AUTHORITY, r"\bla\b|local authority"),
    (AppointingBody.OTHER_BODY, r"other body"),
    (AppointingBody.STAFF, r"\bstaff"),
    (AppointingBody.PARENTS, r"\bparents?\b"),
    (AppointingBody.SPONSOR, r"foundation body|sponsor"),
    (AppointingBody.FOUNDATION, r"foundation|\btrust\b"),
    (AppointingBody.BOARD, r"\bgb\b|board"),
    (AppointingBody.NONE, r"^n/?a$|not applicable"),
)
CATEGORY_WORDS = (
    (Category.CO_OPTED, r"co[ -]?opt"),
    (Category.EX_OFFICIO, r"ex[ -]?officio"),
    (Category.LOCAL_AUTHORITY, r"\bla\b|local authority"),
    (Category.PARENT, r"\bparents?\b"),
    (Category.STAFF, r"\bstaff|\bteacher"),
    (Category.FOUNDATION, r"foundation|sponsor"),
    (Category.ASSOCIATE, r"associate"),
    (Category.APPOINTED, r"appointed|\btrust\b"),
)
# Where a file has no category, as the DfE's has none: what the appointing body alone tells.
IMPLIED = {
    AppointingBody.PARENTS: Category.PARENT,
    AppointingBody.NO_CANDIDATES: Category.PARENT,
    AppointingBody.STAFF: Category.STAFF,
    AppointingBody.BY_POST: Category.EX_OFFICIO,
    AppointingBody.LOCAL_AUTHORITY: Category.LOCAL_AUTHORITY,
}


@dataclass(slots=True)
class Read:
    """What was read: for each appointment the facts that a signed form can carry, and what was not understood."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


class Boards:
    """The open boards, found by name, or by the URN, number or name of a school that they govern today."""

    def __init__(self) -> None:
        self.by_name = {fold(board.name): board for board in Board.objects.open()}
        self.of_kind = {board.kind: board for board in self.by_name.values() if not board.is_local}
        self.schools = Schools(School.objects.prefetch_related("former_urns"))
        held = BoardSchool.objects.current().select_related("board")
        self.by_school = {row.school_id: row.board for row in held}

    def find(self, text: str, role: str) -> Board:
        """Return the board that a cell means, or that of the trust where the role says so; raise `Unreadable`."""
        if not text:
            kind = next((kind for kind, pattern in TRUST_ROLES if re.search(pattern, role)), "")
            if board := self.of_kind.get(kind):
                return board
            raise Unreadable("Say which board this is for: its name, or its school’s name or URN.")
        if board := self.by_name.get(fold(text)):
            return board
        try:
            school = self.schools.find(text)
        except Unreadable:
            raise Unreadable("We can’t find this board or school. Check the name or number.") from None
        if board := self.by_school.get(school.pk):
            return board
        raise Unreadable("This school has no board yet. Add it first.")


def read_appointments(source: IO[bytes], only: Board | None) -> Read:
    """Return the appointments of a file. `only`: the board that all of it is for. Raises `TableRefused`."""
    table = read_table(source, Limits(), is_heading=partial(is_heading, facts=FACTS))
    columns = match_headings(table.header, FACTS)
    if missing := [fact.label for fact in FACTS if fact.needed == "Yes" and fact.key not in columns]:
        raise TableRefused(f"The file has no column for: {', '.join(missing)}. Check its headings.")
    if "board" not in columns and only is None:
        raise TableRefused("The file doesn’t say which board each row is for. Choose the board above.")
    wanted = set(columns.values())
    lines = [(number, {key: text for key, text in cells.items() if key in wanted}) for number, cells in table.rows]
    lines = [(number, cells) for number, cells in lines if any(cells.values())]
    if len(lines) > MOST:
        raise TableRefused(f"The file has more than {MOST} rows. Split it and upload each part.")
    doubtful = month_first_columns((cells for _, cells in lines), columns)
    boards, found = Boards(), Read()
    for number, cells in lines:
        told = {key: cells.get(heading, "") for key, heading in columns.items()}
        if ELSEWHERE.search(fold(told["role"])):
            found.left_out.append(number)
            continue
        row = _Row(number, told, columns, found, doubtful).read(boards, only)
        if row is not None:
            found.rows.append(row)
    return found


class _Row:
    """One row that is read: gathers its problems."""

    def __init__(
        self, number: int, told: Mapping[str, str], columns: Mapping[str, str], found: Read, doubtful: set[str]
    ) -> None:
        self.number, self.told, self.columns, self.found, self.doubtful = number, told, columns, found, doubtful

    def cell(self, key: str, read: Callable[[str], Any]) -> Any:
        """Return what a cell says, or None where it is a problem."""
        text = self.told.get(key, "")
        try:
            if fault := spoilt(text):
                raise Unreadable(fault)
            return read(text)
        except Unreadable as reason:
            self.found.problems.append(Problem(self.number, self.columns.get(key, key), str(reason), text))
            return None

    def read(self, boards: Boards, only: Board | None) -> dict[str, Any] | None:
        """Return the facts of the row, or None where one of them is a problem."""
        before = len(self.found.problems)
        role_text = fold(self.told["role"])
        board = self.cell("board", lambda text: _board_of(boards, only, text, role_text))
        role = self.cell("role", lambda text: _role(text, board))
        first_name, last_name = (self.cell(key, _name) for key in ("first_name", "last_name"))
        body = self.cell("appointing_body", lambda text: read_choice(text, AppointingBody, BODY_WORDS))
        category = self.cell("category", lambda text: read_choice(text, Category, CATEGORY_WORDS))
        starts_on = self.cell("starts_on", lambda text: self._day("starts_on", text))
        ends_on = self.cell("ends_on", lambda text: self._day("ends_on", text))
        if starts_on is None and len(self.found.problems) == before:
            self.cell("starts_on", _empty)
        if len(self.found.problems) > before:
            return None
        category = "" if role == BoardRole.CLERK else category or IMPLIED.get(body, "")
        if ends_on is None and role != BoardRole.CLERK and category != Category.EX_OFFICIO:
            ends_on = usual_end(starts_on)
        return {
            "row": self.number,
            "board": board.pk,
            "role": role,
            "first_name": first_name,
            "last_name": last_name,
            "category": category,
            "appointing_body": body,
            "starts_on": starts_on.isoformat(),
            "term_ends_on": ends_on.isoformat() if ends_on else None,
        }

    def _day(self, key: str, text: str) -> dt.date | None:
        return read_date(text, doubtful=self.columns.get(key) in self.doubtful)


def _empty(text: str) -> None:
    raise Unreadable("Enter the first day of the appointment.")


def _name(text: str) -> str:
    if not (name := read_text(text, 80)):
        raise Unreadable("Fill this in.")
    return name


def _board_of(boards: Boards, only: Board | None, text: str, role: str) -> Board:
    if only is not None and not text:
        return only
    board = boards.find(text, role)
    if only is not None and board != only:
        raise Unreadable(f"This row isn’t for {only}. Remove it, or upload a file for all boards.")
    return board


def _role(text: str, board: Board | None) -> str:
    words = fold(text)
    held = GRANTED[board.kind] if board else dict.fromkeys(BoardRole.values, "")
    for role in held:
        if words in (role, fold(str(BoardRole(role).label)), fold(in_own_words(str(BoardRole(role).label)))):
            return role
    found = next((role for role, pattern in ROLE_WORDS if re.search(pattern, words)), None)
    if found is None:
        raise Unreadable(in_own_words("We don’t recognise this role. Enter one such as Governor or Chair."))
    if found not in held:
        raise Unreadable(f"{board} doesn’t have this role.")
    return found.value


def read_choice(text: str, choices: Any, patterns: tuple[tuple[Any, str], ...]) -> str:
    """Return the choice that a cell names, or "" for an empty one; raise `Unreadable`."""
    if not text:
        return ""
    words = fold(text)
    for choice in choices:
        if words in (choice.value, fold(str(choice.label))):
            return str(choice.value)
    found = next((choice for choice, pattern in patterns if re.search(pattern, words)), None)
    if found is None:
        raise Unreadable(f"We don’t recognise this. Enter one such as {choices.choices[0][1]}.")
    return str(found.value)
