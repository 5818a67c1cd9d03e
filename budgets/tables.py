"""The tables of money: all budgets of a year, and the ledger of a line."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budgets.board import SchoolMoney
from budgets.charging import Charged
from budgets.models import Entry
from core.exports import Column
from core.formatting import moment, money, person_name, plus_unknown
from core.money import pence
from core.templatetags.kit import status
from people.models import School

NUMBER = {"td": {"class": "k-numeric"}}

BUDGET_COLUMNS: list[Column] = [
    Column("Line", lambda row: row.line.name),
    Column("For", lambda row: row.line.get_kind_display()),
    Column("Put on it", "money.allocated", kind="money"),
    Column("Held", "money.held", kind="money"),
    Column("Spent", "money.spent", kind="money"),
    Column("Left", "money.left", kind="money"),
    Column("Awaiting final approval", "pending.amount", kind="money"),
    Column("Used, per cent", "money.share", kind="number"),
    Column("State", lambda row: row.words),
]


class MoneyColumn(tables.Column):
    """An amount in pounds, to the penny."""

    def __init__(self, label: str, **also: Any) -> None:
        super().__init__(label, attrs=NUMBER, **also)

    def render(self, value: Decimal) -> str:
        """Return pounds."""
        return money(pence(value))


class OverviewTable(tables.Table):
    """A row a school, with its budget of the year."""

    name = tables.Column("School", order_by=("name", "pk"))
    allocated = MoneyColumn("Put on lines", order_by=("allocated", "name"))
    held = MoneyColumn("Held", order_by=("held", "name"))
    net_spent = MoneyColumn("Spent", order_by=("net_spent", "name"))
    left = MoneyColumn("Left", order_by=("left", "name"))
    pending = MoneyColumn("Awaiting final approval", orderable=False)
    state = tables.Column("State", empty_values=(), orderable=False)

    caption = "CPD budgets by school"
    one = "school"
    exports = True
    empty_text = "No school fits"

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def render_name(self, record: School) -> Any:
        """Return the school as a link to its budget."""
        url = reverse("budgets:budget", args=[record.public_id, self.year])
        return format_html('<a href="{}">{}</a>', url, record.name)

    def render_state(self, record: Any) -> Any:
        """Return how the budget stands, with a sign."""
        words, tone = "Open", "success"
        if not record.line_count:
            words, tone = "No budget", "neutral"
        elif pence(record.left) < 0:
            words, tone = "Over", "danger"
        elif record.allocated > 0 and pence(record.left) * 5 <= pence(record.allocated):
            words, tone = "80% used or more", "warning"
        return status(words, tone)


class LedgerTable(tables.Table):
    """The entries of a line, newest first. What an entry is for is a link where the reader may see it."""

    at = tables.Column("When", order_by=("at", "pk"))
    kind = tables.Column("What happened", orderable=False)
    what = tables.Column("For", empty_values=(), orderable=False)
    amount = tables.Column("Amount", attrs=NUMBER, order_by=("amount", "pk"))
    made_by = tables.Column("By", empty_values=(), orderable=False)

    caption = "Ledger of this line"
    one = "entry"
    many = "entries"
    exports = True
    empty_text = "No entries found"
    empty_hint = "As soon as money is put on the line, held or spent, it stands here."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charged: dict[str, Charged] = {}

    def render_at(self, record: Entry) -> str:
        """Return the moment."""
        return moment(record.at)

    def render_kind(self, record: Entry) -> Any:
        """Return what happened, and whether the line went over by it."""
        words = kind_words(record)
        if not record.is_over_budget:
            return words
        return format_html("{}<br>{}", words, status("Over the line", "danger"))

    def render_what(self, record: Entry) -> Any:
        """Return what it is for as a link where the reader may see it, and the note."""
        known = self.charged.get(record.source_key)
        what = format_html('<a href="{}">{}</a>', known.url, known.title) if known else plain_what(record)
        return (
            format_html('{}<br><span class="k-hint">{}</span>', what, record.note)
            if record.note and what
            else (what or record.note)
        )

    def render_amount(self, value: Decimal) -> str:
        """Return pounds."""
        return money(value)

    def render_made_by(self, record: Entry) -> str:
        """Return who did it."""
        return person_name(record.made_by)


def kind_words(entry: Entry) -> str:
    """Return what happened in words: a transfer and money taken off have words of their own."""
    if entry.transfer:
        return "Moved to this line" if entry.amount > 0 else "Moved to another line"
    if entry.kind == Entry.Kind.ALLOCATED and entry.amount < 0:
        return "Taken off the line"
    return str(entry.get_kind_display())


def plain_what(entry: Entry) -> str:
    """Return what an entry is for where the reader may not see it."""
    return "A request of the school" if entry.source_key else ""


def ledger_columns(charged: dict[str, Charged]) -> list[Column]:
    """Return the columns of a ledger as a file; `charged`: what the reader may see."""

    def what(entry: Entry) -> str:
        known = charged.get(entry.source_key)
        return known.title if known else plain_what(entry)

    return [
        Column("When", "at"),
        Column("What happened", kind_words),
        Column("For", what),
        Column("Amount", "amount", kind="money"),
        Column("Note", "note"),
        Column("Over the line", lambda e: "Yes" if e.is_over_budget else ""),
        Column("By", lambda e: person_name(e.made_by)),
    ]


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
