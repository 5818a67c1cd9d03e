"""The lists of skills audits and statements, and the board's picture as a file."""

from typing import Any

from django.urls import reverse

from core.calendar import year_label
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from core.trust_settings import ours
from governance.audits.policies import can_keep_statements
from governance.audits.selectors import Line

TONES = {"draft": "waiting", "open": "success", "closed": "neutral"}


class AuditTable(Table):
    """A row a skills audit."""

    year = Column("Year", draw=lambda row: year_label(row.year), linkify=True)
    board = Column("Board", "board__name")
    state = Column(
        "Status",
        "state_words",
        "status",
        draw=lambda row: status(row.state_words, TONES[row.status]),
        order_by=("status", "closes_on"),
    )
    closes_on = Column("Closing date", kind="date", with_label=True)

    caption = "Skills audits"
    one, many = "skills audit", "skills audits"
    code, file_name = "governance.skills_audit", "skills-audits"
    empty = Empty(
        "No skills audits yet",
        ours(
            "The chair, the clerk or the trust administrator starts one each year from the board’s page. "
            "We tell everyone on the board when it’s time to answer."
        ),
        icon="list-checks",
    )

    def value_year(self, row: Any) -> str:
        """Return the year in words."""
        return year_label(row.year)


class StatementTable(Table):
    """A row a statement."""

    text = Column("Statement", linkify=True)
    code_word = Column("Code", "code", on_phone=False)
    board_kind = Column("Boards", "get_board_kind_display", on_phone=False)
    area = Column("Area", "get_area_display")
    is_in_use = Column(
        "In use",
        kind="status",
        draw=lambda row: status("In use", "success") if row.is_in_use else status("Not in use", "neutral"),
    )

    caption = "Skills audit statements"
    one, many = "statement", "statements"
    code, file_name = "governance.statement", "skills-statements"
    empty = Empty(
        "No statements yet",
        "Start with the ones that come with the system and change what you like.",
        "Add statement",
        lambda reader: reverse("governance:statement-add") if can_keep_statements(reader) else "",
        icon="list-checks",
        otherwise=ours("A trust administrator adds the statements."),
    )


class PictureTable(Table):
    """A row a statement as the board reads it: for the file."""

    area = FileColumn("Area", lambda line: line.item.get_area_display())
    text = FileColumn("Statement", lambda line: line.item.text, width=60)
    wanted = FileColumn("What the board needs", lambda line: line.item.get_wanted_display() or "Not needed")
    cover = FileColumn("The board today", lambda line: line.cover.words)
    before = FileColumn("Last time", lambda line: line.before.words if line.before else "")
    need = FileColumn("Training need", lambda line: line.need.label if line.need else "")

    code, file_name = "governance.skills_picture", "skills-audit"
    empty = Empty("Nothing to show", "The board sees its strengths and gaps once the audit has closed.")

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(lines)
