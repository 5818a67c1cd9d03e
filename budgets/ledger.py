"""The only code that writes entries of the ledger. Entries are only added; every sum is a sum of entries (AP-6, RM-4).

Locks: whoever charges for something holds that thing's own lock first (a request, then its booking); the budget lines
come last, always in the order of their keys. On SQLite the transaction itself (IMMEDIATE) is the lock.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.text import Truncator

from budgets import notices
from budgets.models import Account, BudgetLine, Entry
from budgets.money import Money, sums
from core.calendar import now
from core.flow import IllegalMove
from core.formatting import money as pounds
from core.money import NOTHING, pence
from people.models import Person

LONGEST_NOTE = 250


class OverBudget(IllegalMove):
    """A line has not enough left. Says what is left, what is missing, and that money can be moved."""

    def __init__(self, line: BudgetLine, left: Decimal, missing: Decimal) -> None:
        self.line, self.left, self.missing = line, left, missing
        super().__init__(
            f"“{line.name}” has {pounds(left)} left, so it's {pounds(missing)} short. Transfer money from another "
            "budget line first."
        )


@dataclass(frozen=True, slots=True)
class Charge:
    """What one thing holds and has spent on one line."""

    held: Decimal = NOTHING
    spent: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        """Return both together."""
        return self.held + self.spent


def money_of(lines: Iterable[int]) -> dict[int, Money]:
    """Return the money of each of the lines, by key, in one query."""
    wanted = list(lines)
    rows = Entry.objects.filter(line__in=wanted).order_by().values("line").annotate(**sums())
    return dict.fromkeys(wanted, Money()) | {row["line"]: Money.of(row) for row in rows}


def charges_of(account: int | None) -> dict[int, Charge]:
    """Return what is held and spent on an account, by the key of the line; lines where it is nothing are left out."""
    if account is None:
        return {}
    rows = Entry.objects.filter(account=account).order_by().values("line").annotate(**sums())
    found = {row["line"]: Money.of(row) for row in rows}
    return {line: Charge(money.held, money.spent) for line, money in sorted(found.items()) if money.used}


def lock_lines(keys: Iterable[int]) -> dict[int, BudgetLine]:
    """Lock the lines in the order of their keys, for the rest of the transaction, and return them fresh by key.

    A weaker lock than `FOR UPDATE`: a row that points to the line (a request, an action) takes a share of its key, and
    two who both did that must still be able to lock it one after the other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Money moves inside a transaction only.")
    rows = BudgetLine.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return {line.pk: line for line in rows}


def settle_account(
    *,
    account: Account,
    line: BudgetLine | None,
    held: Decimal = NOTHING,
    spent: Decimal = NOTHING,
    actor: Person | None,
    over_reason: str = "",
) -> list[Entry]:
    """Write what differs between what an account holds and has spent, and what it should; done twice, nothing.

    The caller holds the lock of what the money is for. `line`: where all of it should be now; what is on other lines
    is set free or comes back. `over_reason`: lets the line go over, and is kept on the entry; the caller has asked the
    policy. Raises `OverBudget` where the line has not enough left for what is used more, `IllegalMove` where it cannot
    be charged any more. Returns the entries written.
    """
    held, spent = pence(held), pence(spent)
    if held < 0 or spent < 0 or (line is None and held + spent > 0):
        raise ValueError("Money is held and spent on a line, and never below nothing.")
    target = {line.pk: Charge(held, spent)} if line is not None and held + spent > 0 else {}
    before = charges_of(account.pk)
    if before == target:
        return []
    lines = lock_lines({*before, *target})
    before = charges_of(account.pk)
    money = money_of(lines)
    written: list[Entry] = []
    # What comes back comes first, so that moving a charge never looks like using more.
    for key in sorted(lines, key=lambda key: (key in target, key)):
        have, want = before.get(key, Charge()), target.get(key, Charge())
        written += _settle_line(
            lines[key], money[key], have, want, account=account, actor=actor, over_reason=over_reason
        )
    notices.warn_about_shares(lines.values(), money, money_of(lines))
    return written


def _settle_line(
    line: BudgetLine,
    money: Money,
    have: Charge,
    want: Charge,
    *,
    account: Account,
    actor: Person | None,
    over_reason: str,
) -> list[Entry]:
    """Write the difference on one line, after looking whether it has enough."""
    more = want.total - have.total
    is_over = more > 0 and money.left < more
    if more > 0 and not line.is_open and not have.total:
        raise IllegalMove(f"“{line.name}” is closed. Choose another budget line.")
    if is_over and not over_reason.strip():
        raise OverBudget(line, money.left, more - money.left)
    kinds = Entry.Kind
    moves = [
        (kinds.RELEASED, have.held - want.held),
        (kinds.REFUNDED, have.spent - want.spent),
        (kinds.COMMITTED, want.held - have.held),
        (kinds.SPENT, want.spent - have.spent),
    ]
    moment = now()
    written = []
    for kind, amount in moves:
        if amount > 0:
            flagged = is_over and kind in (kinds.COMMITTED, kinds.SPENT)
            note = Truncator(over_reason.strip()).chars(LONGEST_NOTE) if flagged else ""
            written.append(
                Entry.objects.create(
                    line=line, kind=kind, amount=amount, account=account, note=note, is_over_budget=flagged,
                    made_by=actor, at=moment,
                )
            )  # fmt: skip
    return written


def allocate(*, line: BudgetLine, amount: Decimal, actor: Person, note: str = "") -> Entry:
    """Put money on a line, or take it off (an amount below nothing), as far as it is not held or spent.

    Raises `IllegalMove` where more would be taken than is left. The caller has asked the policy.
    """
    amount = pence(amount)
    if not amount:
        raise ValueError("There is nothing to put on the line.")
    lines = lock_lines([line.pk])
    before = money_of(lines)
    if amount < 0:
        _require_left(lines[line.pk], before[line.pk], -amount)
    entry = Entry.objects.create(
        line_id=line.pk, kind=Entry.Kind.ALLOCATED, amount=amount, note=note[:LONGEST_NOTE], made_by=actor, at=now()
    )
    notices.warn_about_shares(lines.values(), before, money_of(lines))
    return entry


def transfer(*, source: BudgetLine, target: BudgetLine, amount: Decimal, actor: Person, reason: str) -> uuid.UUID:
    """Move money from one line to another of the same budget, as two entries with one id, which is returned.

    Raises `IllegalMove` where the source has not enough left, or the target is closed. The caller has asked the policy.
    """
    amount = pence(amount)
    if amount <= 0 or not reason.strip() or source.pk == target.pk or source.budget_id != target.budget_id:
        raise ValueError("Money is moved between two lines of one budget, with a reason.")
    lines = lock_lines([source.pk, target.pk])
    before = money_of(lines)
    _require_left(lines[source.pk], before[source.pk], amount)
    if not lines[target.pk].is_open:
        raise IllegalMove(f"“{target.name}” is closed. Reopen it, or choose another budget line.")
    shared, moment = uuid.uuid4(), now()
    for line, signed in ((source, -amount), (target, amount)):
        Entry.objects.create(
            line_id=line.pk, kind=Entry.Kind.ALLOCATED, amount=signed, transfer=shared,
            note=reason.strip()[:LONGEST_NOTE], made_by=actor, at=moment,
        )  # fmt: skip
    notices.warn_about_shares(lines.values(), before, money_of(lines))
    return shared


def _require_left(line: BudgetLine, money: Money, amount: Decimal) -> None:
    if money.left < amount:
        raise IllegalMove(
            f"Only {pounds(max(money.left, NOTHING))} is left on “{line.name}”. The rest has been committed or spent. "
            "Enter a smaller amount."
        )
