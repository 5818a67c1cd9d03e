"""Reads of skills audits: the board's picture, how far somebody is, who has finished, what became of gaps (GV-3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from core.calendar import LONDON, academic_year, today, year_label
from core.components import Onward
from core.pictures import Part, Shade, SharedBar
from governance.audits.areas import SCALE, Area
from governance.audits.models import AuditItem, GapNeed, Rating, SelfAssessment, SkillsAudit
from governance.audits.offices import boards_run, sitting_on
from governance.audits.picture import STRONG, Cover, covers, is_gap, shown_together
from governance.boards.models import Board
from people.models import Person, School
from planning.models import Need
from planning.suppression import smallest_group
from training.models import Event, Record

NUMBERS = {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}

# --- The board's picture ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """What a board sees of one closed audit: how many answers count, and the cover by item where it is shown.

    `before`: the cover of the last audit shown beside it, by item of this one, for statements in the same words;
    `earlier`: that audit. `beside`: the keys of all earlier ones that are shown. `reason`: why nothing is shown.
    """

    answered: int = 0
    covers: dict[int, Cover] = field(default_factory=dict)
    before: dict[int, Cover] = field(default_factory=dict)
    earlier: SkillsAudit | None = None
    beside: frozenset[int] = frozenset()
    reason: str = ""


def pictures_of(board: Board) -> dict[int, BoardPicture]:
    """Return the picture of each closed audit of a board, by its key: three queries, however many there are."""
    audits = list(board.skills_audits.filter(status=SkillsAudit.Status.CLOSED).order_by("-year"))
    if not audits:
        return {}
    counted: dict[int, dict[int, dict[int, int]]] = {row.pk: {} for row in audits}
    ratings = Rating.objects.filter(assessment__audit__in=counted, assessment__is_counted=True).order_by()
    for audit_id, person_id, statement_id, value in ratings.values_list(
        "assessment__audit_id", "assessment__person_id", "item__statement_id", "value"
    ):
        counted[audit_id].setdefault(person_id, {})[statement_id] = value
    items: dict[int, list[AuditItem]] = defaultdict(list)
    for item in AuditItem.objects.filter(audit__in=counted):
        items[item.audit_id].append(item)
    smallest = smallest_group()
    shown = shown_together([counted[row.pk] for row in audits], smallest)
    found: dict[int, BoardPicture] = {}
    older: tuple[SkillsAudit, dict[tuple[int, str], Cover]] | None = None
    beside: frozenset[int] = frozenset()
    for row, is_shown in reversed(list(zip(audits, shown, strict=True))):
        number = len(counted[row.pk])
        if not is_shown:
            found[row.pk] = BoardPicture(number, reason=_why_hidden(number, smallest))
            continue
        by_statement = covers(counted[row.pk], [item.statement_id for item in items[row.pk]], smallest)
        before = {}
        if older is not None:
            before = {
                item.pk: older[1][item.statement_id, item.text]
                for item in items[row.pk]
                if (item.statement_id, item.text) in older[1]
            }
        found[row.pk] = BoardPicture(
            number,
            {item.pk: by_statement[item.statement_id] for item in items[row.pk]},
            before,
            older[0] if older else None,
            beside,
        )
        beside |= {row.pk}
        older = row, {(item.statement_id, item.text): by_statement[item.statement_id] for item in items[row.pk]}
    return found


def _why_hidden(answered: int, smallest: int) -> str:
    if answered < smallest:
        return f"Shown once {NUMBERS.get(smallest, smallest)} people have answered, so that no one can be identified."
    return "Not shown: comparing this with a later audit would give away one person’s answers."


def picture_of(skills_audit: SkillsAudit) -> BoardPicture:
    """Return the picture of one audit; nothing in it while it takes answers."""
    return pictures_of(skills_audit.board).get(skills_audit.pk, BoardPicture())


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as the board reads it. `need`: the need made of it here; `story`: what became of earlier gaps."""

    item: AuditItem
    cover: Cover
    before: Cover | None = None
    is_gap: bool = False
    need: Onward | None = None
    story: "Story | None" = None

    @property
    def picture(self) -> SharedBar:
        """Return the cover as two boxes: full ones are people who are strong."""
        strong = {Cover.SEVERAL: 2, Cover.ONE: 1, Cover.NO_ONE: 0}[self.cover]
        shade: Shade = "good" if strong == 2 else "soon"
        parts = [Part(self.cover.words if n == 0 else "", 1, shade if n < strong else "rest") for n in range(2)]
        return SharedBar(self.item.text, parts, height=12)

    @property
    def change(self) -> str:
        """Return how it was before, in words; "" where that is the same, or not told."""
        if self.before is None or self.before == self.cover:
            return ""
        return f"{self.before.words} last time"


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a gap that an earlier audit found: its need, the training for it, and whether it has closed.

    There is none of an audit that is not shown beside this one: with today's picture it would tell what changed.
    `closed`: None where the two audits asked it in other words.
    """

    year: str
    need: Onward
    state: str
    trainings: tuple[str, ...]
    closed: bool | None


def lines_of(skills_audit: SkillsAudit, picture: BoardPicture, actor: Person) -> list[Line]:
    """Return the statements with what the board sees of each; none where nothing is shown."""
    if not picture.covers:
        return []
    items = list(skills_audit.items.all())
    needs = GapNeed.objects.filter(item__audit__board=skills_audit.board, item__audit__year__lte=skills_audit.year)
    rows = list(needs.select_related("need", "item__audit").order_by("item__audit__year"))
    readable = set(
        Need.objects.visible_to(actor).filter(pk__in=[row.need_id for row in rows]).values_list("pk", flat=True)
    )
    here = {row.item_id: row for row in rows}
    earlier: dict[int, GapNeed] = {row.item.statement_id: row for row in rows if row.item.audit_id in picture.beside}
    trainings = trainings_for([row.need_id for row in earlier.values()])

    def onward(row: GapNeed) -> Onward:
        return Onward(row.need.title, row.need.get_absolute_url() if row.need_id in readable else "")

    found = []
    for item in items:
        cover = picture.covers[item.pk]
        story = None
        if old := earlier.get(item.statement_id):
            story = Story(
                year_label(old.item.audit.year),
                onward(old),
                old.need.get_status_display(),
                tuple(trainings.get(old.need_id, ())),
                cover == Cover.SEVERAL if old.item.text == item.text else None,
            )
        found.append(
            Line(
                item,
                cover,
                picture.before.get(item.pk),
                is_gap(cover, item.wanted),
                onward(here[item.pk]) if item.pk in here else None,
                story,
            )
        )
    return found


def trainings_for(needs: Iterable[int]) -> dict[int, list[str]]:
    """Return the titles of the events and the training recorded for each need, and for what it lives on in."""
    root = {pk: pk for pk in needs}
    frontier = set(root)
    while frontier:
        carried = Need.objects.filter(carried_from__in=frontier).values_list("pk", "carried_from")
        found_now = {pk: root[before] for pk, before in carried if before is not None}
        frontier = found_now.keys() - root.keys()
        root |= found_now
    found: dict[int, list[str]] = defaultdict(list)
    if not root:
        return found
    events = Event.objects.exclude(status=Event.Status.CANCELLED).order_by("starts_at", "pk")
    rows = [
        *events.filter(need__in=root).values_list("need", "title"),
        *events.filter(needs__in=root).values_list("needs", "title"),
        *Record.objects.filter(need__in=root).order_by("starts_on", "pk").values_list("need", "title"),
    ]
    for need_id, title in rows:
        titles = found[root[need_id]]
        if title not in titles:
            titles.append(title)
    return found


# --- Answering --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """How many of the statements of an area somebody has rated."""

    area: str
    label: str
    rated: int
    total: int

    @property
    def is_done(self) -> bool:
        """Return whether all are rated."""
        return self.rated >= self.total


def progress_of(skills_audit: SkillsAudit, assessment: SelfAssessment | None) -> list[AreaProgress]:
    """Return how far somebody is in each area that the audit asks about, in the areas' order."""
    rated = set(assessment.ratings.values_list("item", flat=True)) if assessment else set()
    by_area: dict[str, list[int]] = defaultdict(list)
    for pk, area in skills_audit.items.values_list("pk", "area"):
        by_area[area].append(pk)
    return [
        AreaProgress(area.value, area.label, len(rated.intersection(by_area[area.value])), len(by_area[area.value]))
        for area in Area
        if area.value in by_area
    ]


def assessment_of(person: Person, skills_audit: SkillsAudit) -> SelfAssessment | None:
    """Return what somebody has answered in an audit, or None where they have not begun."""
    return SelfAssessment.objects.filter(person=person, audit=skills_audit).first()


@dataclass(frozen=True, slots=True)
class AnswerOfArea:
    """What somebody answered on one area, for whoever may read it."""

    label: str
    answers: list[tuple[str, int | None, str, bool]]
    words: str


def answers_of(assessment: SelfAssessment) -> list[AnswerOfArea]:
    """Return what somebody answered: each statement with its rating, in words too, and whether that is strong."""
    values = dict(assessment.ratings.values_list("item", "value"))
    notes = dict(assessment.notes.values_list("area", "words"))
    by_area: dict[str, list[tuple[str, int | None, str, bool]]] = defaultdict(list)
    for item in assessment.audit.items.all():
        value = values.get(item.pk)
        by_area[item.area].append((item.text, value, SCALE.get(value or 0, ""), (value or 0) >= STRONG))
    return [
        AnswerOfArea(area.label, by_area[area.value], notes.get(area.value, ""))
        for area in Area
        if area.value in by_area
    ]


# --- Who has finished -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """One of the board, and whether they have finished; `assessment`: where the reader may read it."""

    person: Person
    is_finished: bool
    assessment: SelfAssessment | None = None


def everyone_in(skills_audit: SkillsAudit, actor: Person) -> list[Progress]:
    """Return who sits on the board (on its last day, once it has closed) and whether they have finished, by name.

    How far somebody is who has not finished is not told.
    """
    rows = skills_audit.assessments.filter(finished_at__isnull=False)
    finished = set(rows.values_list("person", flat=True))
    readable = {row.person_id: row for row in SelfAssessment.objects.visible_to(actor).filter(audit=skills_audit)}
    return [
        Progress(person, person.pk in finished, readable.get(person.pk) if person.pk in finished else None)
        for person in sitting_on(skills_audit.board, min(today(), last_day_of(skills_audit)))
    ]


def last_day_of(skills_audit: SkillsAudit) -> dt.date:
    """Return the last day on which somebody could answer: no later than the audit was closed, or the board."""
    days = [skills_audit.closes_on, skills_audit.board.closed_on]
    if skills_audit.closed_at is not None:
        days.append(skills_audit.closed_at.astimezone(LONDON).date())
    return min(day for day in days if day is not None)


def still_to_finish() -> Any:
    """Return the condition on audits that the person of a notice has not finished (by `OuterRef("person")`)."""
    done = SelfAssessment.objects.filter(audit=OuterRef("pk"), finished_at__isnull=False)
    return ~Exists(done.filter(person=OuterRef(OuterRef("person"))))


# --- Schools ----------------------------------------------------------------------------------------------------------


def schools_for_needs(board: Board) -> list[School]:
    """Return in whose registers the board's needs can stand: its schools of today, or the central team."""
    if board.is_local:
        current = board.board_schools.current().values("school")
        return list(School.objects.filter(pk__in=current).order_by("name", "pk"))
    return list(School.objects.filter(kind=School.Kind.CENTRAL).order_by("pk"))


def people_on(board: Board) -> int:
    """Return how many sit on the board today; one at least."""
    return max(1, sitting_on(board, today()).count())


def boards_to_start(actor: Person) -> list[Board]:
    """Return the open boards whose skills audits the actor runs by an office and that have none this year, by name.

    An administrator starts one from the board's page.
    """
    boards = Board.objects.open().filter(pk__in=boards_run(actor)).exclude(kind=Board.Kind.MEMBERS)
    return list(boards.exclude(skills_audits__year=academic_year(today())).order_by("name", "pk"))
