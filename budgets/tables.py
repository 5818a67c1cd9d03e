"""The tables of money: all budgets of a year, and the ledger of a line."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from budgets.board import SchoolMoney
from budgets.charging import describe
from budgets.models import Entry
from core import exports
from core.formatting import moment, money, person_name, plus_unknown
from core.money import pence
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from people.models import Person, School

BUDGET_COLUMNS = [
    exports.Column("Budget line", "line__name"),
    exports.Column("For", "line__kind"),
    exports.Column("Amount allocated", "money__allocated", kind="money"),
    exports.Column("Held", "money__held", kind="money"),
    exports.Column("Spent", "money__spent", kind="money"),
    exports.Column("Left", "money__left", kind="money"),
    exports.Column("Awaiting final approval", "pending__amount", kind="money"),
    exports.Column("Used (%)", "money__share", kind="number"),
    exports.Column("State", "words"),
]


class OverviewTable(Table):
    """A row a school, with its budget of the year."""

    name = Column("School", order_by=("name", "pk"))
    budget = FileColumn("Budget", lambda school: "Open" if school.line_count else "Not set up")
    allocated = Column("Allocated", kind="money", order_by=("allocated", "name"))
    held = Column("Held", kind="money", order_by=("held", "name"))
    net_spent = Column("Spent", kind="money", order_by=("net_spent", "name"))
    left = Column("Left", kind="money", order_by=("left", "name"))
    pending = Column("Awaiting final approval", kind="money", orderable=False)
    state = PageColumn("State", kind="status", orderable=False)

    caption = "CPD budgets by school"
    one = "school"
    code = "budgets.budgets"
    empty = Empty("No schools yet", "Their budgets show here once an administrator adds the schools.")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.file_name = year, f"cpd-budgets-{year}"

    def render_name(self, record: School) -> Any:
        """Return the school as a link to its budget."""
        url = reverse("budgets:budget", args=[record.public_id, self.year])
        return format_html('<a href="{}">{}</a>', url, record.name)

    def render_pending(self, record: Any) -> str:
        """Return what waits for its last approval; nothing waits is left empty."""
        return money(record.pending) if record.pending else ""

    def render_state(self, record: Any) -> Any:
        """Return how the budget stands, with a sign."""
        words, tone = "Open", "success"
        if not record.line_count:
            words, tone = "Not set up", "neutral"
        elif pence(record.left) < 0:
            words, tone = "Over budget", "danger"
        elif record.allocated > 0 and pence(record.left) * 5 <= pence(record.allocated):
            words, tone = "80% used or more", "warning"
        return status(words, tone)


def kind_words(entry: Entry) -> str:
    """Return what happened in words: a transfer and money taken off have words of their own."""
    if entry.transfer:
        return "Transferred in" if entry.amount > 0 else "Transferred out"
    if entry.kind == Entry.Kind.ALLOCATED and entry.amount < 0:
        return "Allocation reduced"
    return str(entry.get_kind_display())


def plain_what(entry: Entry) -> str:
    """Return what an entry is for where the reader may not see it."""
    return "A request from the school" if entry.account_id else ""


class LedgerTable(Table):
    """The entries of a line, newest first. What an entry is for is a link where the reader may see it."""

    at = Column("When", order_by=("at", "pk"), draw=lambda entry: moment(entry.at))
    kind = Column("Type of transaction", kind_words, orderable=False)
    what = Column("For", default="", orderable=False)
    amount = Column("Amount", kind="money", order_by=("amount", "pk"))
    note = FileColumn("Note")
    over = FileColumn("Over the line", lambda entry: "Yes" if entry.is_over_budget else "")
    made_by = Column("By", lambda entry: person_name(entry.made_by), orderable=False)

    caption = "Transactions on this budget line"
    one = "entry"
    many = "entries"
    code, file_name = "budgets.line", "budget-line"
    empty = Empty("No transactions yet", "Allocations, commitments and payments show here.")

    class Meta:
        sequence = ("at", "kind", "what", "amount", "made_by")

    def described(self, entries: Iterable[Entry], actor: Person) -> list[Entry]:
        """Return the entries, and find out which of what they are for the actor may see."""
        found = list(entries)
        self.charged = describe(actor, found)
        return found

    def before_render(self, request: Any) -> None:
        """Find out what the reader may see of this page."""
        self.described((row.record for row in self.paginated_rows), request.user)

    def render_kind(self, record: Entry) -> Any:
        """Return what happened, and whether the line went over by it."""
        words = kind_words(record)
        if not record.is_over_budget:
            return words
        return format_html("{}<br>{}", words, status("Over the line", "danger"))

    def render_what(self, record: Entry) -> Any:
        """Return what it is for as a link where the reader may see it, and the note."""
        known = self.charged.get(record.account_id)
        what = format_html('<a href="{}">{}</a>', known.url, known.title) if known else plain_what(record)
        return (
            format_html('{}<br><span class="k-hint">{}</span>', what, record.note)
            if record.note and what
            else (what or record.note)
        )

    def value_what(self, record: Entry) -> str:
        """Return what it is for, without the note, which has a column of the file."""
        known = self.charged.get(record.account_id)
        return known.title if known else plain_what(record)


FEW = "For few people"


def told(name: str) -> Callable[[SchoolMoney], Decimal | int | str]:
    """Return what reads a sum for the file: for few people it says so, for an empty cell could be read as nothing."""

    def read(row: SchoolMoney) -> Decimal | int | str:
        value: Decimal | int | None = getattr(row, name)
        return FEW if value is None else value

    return read


class BoardTable(Table):
    """A row a school: its budget, and whether there is enough for what reviews agreed (policy PM-2)."""

    school = Column("School", order_by="school__name")
    allocated = Column("Budget", "total__allocated", "money")
    used = PageColumn("Committed and spent", "total__used", "money")
    held = FileColumn("Held", "total__held", "money")
    spent = FileColumn("Spent", "total__spent", "money")
    left = Column("Left", "total__left", "money")
    pending = FileColumn("Awaiting final approval", told("told_pending"), "money")
    agreed = PageColumn("Agreed in performance reviews", "told_agreed", "money", default=FEW)
    agreed_used = FileColumn("Agreed in performance reviews: committed and spent", kind="money")
    agreed_open = Column(
        "Still to fund",
        told("told_open"),
        "money",
        order_by="told_open",
        file="Agreed in performance reviews: still to fund",
        default=FEW,
    )
    missing = FileColumn("Shortfall", told("told_gap"), "money")
    enough = Column("Fully funded?", lambda row: "No" if row.gap else "Yes", "status", order_by="gap", with_label=True)
    outside = FileColumn("Not linked to priorities", kind="money")
    unpriced = FileColumn("Agreed in performance reviews: training with no price yet", told("told_unpriced"), "number")

    caption = "CPD budget by school"
    one = "school"
    code = "budgets.board"
    empty = Empty("No budgets to show", "A school shows here once its budget has lines.")

    class Meta:
        sequence = ("school", "allocated", "used", "left", "agreed", "agreed_open", "enough")

    def __init__(self, *args: Any, year: int, links: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.links = year, links
        self.file_name = f"cpd-budget-board-{year}"

    def render_school(self, record: SchoolMoney) -> Any:
        """Return the school, as a link to its lines where there are several."""
        if not self.links:
            return record.school.name
        query = urlencode({"school": record.school.public_id, "year": self.year})
        return format_html('<a href="?{}">{}</a>', query, record.school.name)

    def render_left(self, record: SchoolMoney) -> Any:
        """Return what is left, and below it what waits for its last approval."""
        left = money(record.total.left)
        if not record.pending:
            return left
        waits = "More awaits final approval, for few people"
        if record.is_pending_told:
            waits = f"{record.pending.total} awaiting final approval"
        return format_html('{}<br><span class="k-hint">{}</span>', left, waits)

    def render_agreed_open(self, record: SchoolMoney) -> str | None:
        """Return what is still to come, and how much of it has no known price; None for few people."""
        return None if record.told_open is None else plus_unknown(money(record.told_open), record.unpriced)

    def render_enough(self, record: SchoolMoney) -> Any:
        """Return whether enough is left for what is still to come, and what is missing."""
        if record.gap:
            mark = status("No", "danger")
            if not record.is_told:
                return mark
            return format_html('{}<br><span class="k-hint">{} is missing</span>', mark, money(record.gap))
        words, tone = ("Yes", "success") if record.has_budget else ("No budget yet", "neutral")
        return status(words, tone)
