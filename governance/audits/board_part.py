"""The part of a board's page with its skills audits."""

from typing import Any

from django.urls import reverse

from core.calendar import academic_year, today
from governance.audits.models import SkillsAudit
from governance.audits.policies import can_start
from governance.boards.models import Board
from people.models import Person

SHOWN = 3


def audits_part(board: Board, actor: Person) -> dict[str, Any] | None:
    """Return the newest of the board's audits that the actor sees, and where to start one; None without both."""
    audits = list(SkillsAudit.objects.visible_to(actor).filter(board=board).order_by("-year")[:SHOWN])
    # Whoever may start one sees each, a draft too.
    has_one = any(row.year == academic_year(today()) for row in audits)
    start = reverse("governance:audit-start", args=[board.public_id]) if can_start(actor, board, has_one) else ""
    return {"audits": audits, "start": start} if audits or start else None
