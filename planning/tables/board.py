"""The board's table of the schools' money."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.utils.html import format_html

from core.templatetags.kit import status
from core.words import money, plus_unknown
from planning.selectors.board import SchoolMoney
from planning.tables.budget import MoneyColumn

FEW = "For few people"


class BoardTable(tables.Table):
    """A row a school: its budget, and whether there is enough for what reviews agreed (policy PM-2)."""

    school = tables.Column("School", order_by="school__name")
    allocated = MoneyColumn("Budget", accessor="total__allocated")
    used = MoneyColumn("Held and spent", accessor="total__used")
    left = MoneyColumn("Left", accessor="total__left")
    agreed = MoneyColumn("Agreed in reviews", accessor="told_agreed", default=FEW)
    agreed_open = MoneyColumn("Still to come", accessor="told_open", default=FEW)
    enough = tables.Column("Is there enough?", accessor="gap", empty_values=(), order_by="gap")

    caption = "The CPD budget by school"
    one = "school"
    exports = True
    empty_text = "No school found"

    def __init__(self, *args: Any, year: int, links: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.links = year, links

    def render_school(self, record: SchoolMoney) -> Any:
        """Return the school, as a link to its lines where there are several."""
        if not self.links:
            return record.school.name
        query = urlencode({"school": record.school.public_id, "year": self.year})
        return format_html('<a href="?{}">{}</a>', query, record.school.name)

    def render_left(self, value: Decimal, record: SchoolMoney) -> Any:
        """Return what is left, and below it what waits for its last approval."""
        if not record.pending:
            return money(value)
        waits = "More awaits final approval, for few people"
        if record.is_pending_told:
            waits = f"{record.pending.total} awaiting final approval"
        return format_html('{}<br><span class="k-hint">{}</span>', money(value), waits)

    def render_agreed_open(self, value: Decimal, record: SchoolMoney) -> str:
        """Return what is still to come, and how much of it has no known price."""
        return plus_unknown(money(value), record.unpriced)

    def render_enough(self, record: SchoolMoney) -> Any:
        """Return whether enough is left for what is still to come, and what is missing."""
        if record.gap:
            mark = status("No", "danger")
            if not record.is_told:
                return mark
            return format_html('{}<br><span class="k-hint">{} is missing</span>', mark, money(record.gap))
        words, tone = ("Yes", "success") if record.has_budget else ("No budget yet", "neutral")
        return status(words, tone)
