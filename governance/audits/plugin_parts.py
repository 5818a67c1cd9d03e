"""What skills audits give to the rest."""

from typing import Any

from django.urls import reverse

from core.calendar import academic_year, today
from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import Plugin
from governance.audits.models import SelfAssessment, SkillsAudit
from governance.audits.notices import ANSWER, still_to_answer
from governance.audits.policies import can_keep_statements, can_start, only_looks_on, serves_board
from governance.audits.to_do import audit_tasks
from governance.boards.hooks import BoardPart
from governance.boards.models import Board
from notifications.waiting import Waiting
from people.merge_rules import Fate, MergeCheck, Relation
from people.models import Person

SHOWN = 3


def both_answered(keep: Person, gone: Person) -> list[str]:
    """Return that both records answered the same skills audit, in which a person has one answer."""
    theirs = SelfAssessment.objects.filter(person=gone).values("audit")
    if SelfAssessment.objects.filter(person=keep, audit__in=theirs).exists():
        return ["Both have answered the same skills audit."]
    return []


def audits_part(board: Board, actor: Person) -> dict[str, Any] | None:
    """Return the newest of the board's audits that the actor sees, and where to start one; None without both."""
    audits = list(SkillsAudit.objects.visible_to(actor).filter(board=board).order_by("-year")[:SHOWN])
    # Whoever may start one sees each, a draft too.
    has_one = any(row.year == academic_year(today()) for row in audits)
    start = reverse("governance:audit-start", args=[board.public_id]) if can_start(actor, board, has_one) else ""
    return {"audits": audits, "start": start} if audits or start else None


PARTS: list[Plugin] = [
    Place(
        "governance",
        "Skills audits",
        "governance:audit-list",
        serves_board,
        position=40,
    ),
    # The bar of the central roles is full: to them boards stand with the schools.
    Place("school", "Skills audits", "governance:audit-list", only_looks_on, tab="People", position=90),
    Place(
        "admin",
        "Skills statements",
        "governance:statement-list",
        can_keep_statements,
        also=("governance:statement-add", "governance:statement-edit"),
        tab="Boards",
        position=174,
    ),
    FirstPage(of_person(audit_tasks), position=45),
    BoardPart("governance/audits/board_part.html", audits_part),
    Waiting(ANSWER, still_to_answer),
    Relation("governance.SelfAssessment.person", Fate.MOVES),
    MergeCheck(both_answered),
]
