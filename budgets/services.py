"""The verbs of a budget: open it, add and change lines, put money on them, move money between them (policy AP-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budgets import ledger, policies
from budgets.charging import Charges
from budgets.models import Budget, BudgetLine
from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.plugins import registered
from people.models import Person, School
from planning.models import Priority

Kind = BudgetLine.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to be: its kind and name, the priority that it is for, and the pounds to put on it."""

    kind: str
    name: str
    amount: Decimal = Decimal(0)
    priority: Priority | None = None


@transaction.atomic
def open_budget(
    *, school: School, year: int, lines: Sequence[NewLine], actor: Person, note: str = ""
) -> tuple[Budget, int]:
    """Open a school's budget of a year with its lines; what was agreed before is taken onto them (AP-6).

    A line for everything else is added where none is given, so that every request finds one. Returns the budget, and
    how many approved or booked requests were taken onto its lines. Raises `IllegalMove` where it is open already,
    `PermissionDenied` with the reason.
    """
    require(policies.can_open(actor, school, None))
    # First, so that nothing is approved between looking at what is there and having lines to charge.
    for charges in registered(Charges):
        charges.lock_live(school, year)
    try:
        with transaction.atomic():
            budget = Budget.objects.create(school=school, year=year, note=note, opened_by=actor, opened_at=now())
    except IntegrityError:
        raise IllegalMove("This has changed since you opened it: this budget is open already.") from None
    wanted = list(lines)
    if not any(line.kind == Kind.OTHER for line in wanted):
        wanted.append(NewLine(kind=Kind.OTHER, name=Kind.OTHER.label))
    for position, line in enumerate(wanted, start=1):
        _make_line(budget, line, position, actor, note="Opening allocation")
    audit(actor, "budgets.budget.opened", budget)
    return budget, sum(charges.take_onto_lines(budget, actor) for charges in registered(Charges))


def _make_line(budget: Budget, wanted: NewLine, position: int, actor: Person, note: str) -> BudgetLine:
    if wanted.priority is not None and (wanted.priority.school_id, wanted.priority.year) != (
        budget.school_id,
        budget.year,
    ):
        raise IllegalMove("Choose a priority from this school and year.")
    try:
        with transaction.atomic():
            line = BudgetLine.objects.create(
                budget=budget, school_id=budget.school_id, year=budget.year, kind=wanted.kind, name=wanted.name,
                priority=wanted.priority, position=position,
            )  # fmt: skip
    except IntegrityError:
        raise IllegalMove("This budget already has a line with this name or priority. Change one of them.") from None
    if wanted.amount:
        ledger.allocate(line=line, amount=wanted.amount, actor=actor, note=note)
    return line


@transaction.atomic
def add_line(*, budget: Budget, line: NewLine, actor: Person) -> BudgetLine:
    """Add a line to an open budget. Raises `IllegalMove` where its name or priority has one, `PermissionDenied`."""
    locked = Budget.objects.select_for_update(of=("self",), no_key=True).get(pk=budget.pk)
    require(policies.can_manage(actor, locked.school))
    made = _make_line(locked, line, locked.lines.count() + 1, actor, note="New line")
    audit(actor, "budgets.line.added", made, changes={"kind": [None, made.kind]})
    return made


@transaction.atomic
def change_line(*, line: BudgetLine, actor: Person, version: int, name: str, is_open: bool) -> BudgetLine:
    """Change a line's name, or close it to charges and open it again.

    What a closed line holds stays held and can be spent. Raises `StaleVersion` where somebody saved meanwhile,
    `ValidationError` where another line has the name, `IllegalMove` for the last open line for everything else.
    """
    locked: BudgetLine = lock_version(BudgetLine.objects.select_related("school"), line.pk, version)
    require(policies.can_manage(actor, locked.school))
    closes_last = not is_open and locked.kind == Kind.OTHER
    if closes_last and not locked.budget.lines.filter(kind=Kind.OTHER, is_open=True).exclude(pk=locked.pk).exists():
        raise IllegalMove("You can't close this line, because anything that doesn't fit another line is charged to it.")
    before = [locked.name, locked.is_open]
    locked.name, locked.is_open, locked.version = name, is_open, locked.version + 1
    try:
        with transaction.atomic():
            locked.save(update_fields=["name", "is_open", "version"])
    except IntegrityError:
        raise ValidationError(
            {"name": ("This budget already has a line with this name. Enter a different name.")}
        ) from None
    audit(
        actor,
        "budgets.line.changed",
        locked,
        changes={"name": [before[0], name], "is_open": [before[1], is_open]},
    )
    return locked


@transaction.atomic
def change_note(*, budget: Budget, actor: Person, version: int, note: str) -> Budget:
    """Change what the board should know of the budget. Raises `StaleVersion`, `PermissionDenied`."""
    locked: Budget = lock_version(Budget.objects.select_related("school"), budget.pk, version)
    require(policies.can_manage(actor, locked.school))
    locked.note, locked.version = note, locked.version + 1
    locked.save(update_fields=["note", "version"])
    audit(actor, "budgets.budget.changed", locked)
    return locked


@transaction.atomic
def allocate_money(*, line: BudgetLine, amount: Decimal, note: str, actor: Person) -> BudgetLine:
    """Put money on a line, or take it off with an amount below nothing, and say why.

    Raises `IllegalMove` where more would be taken than is left, `PermissionDenied` with the reason.
    """
    require(policies.can_manage(actor, line.school))
    ledger.allocate(line=line, amount=amount, actor=actor, note=note)
    audit(actor, "budgets.line.allocated", line, note=note, changes={"amount": str(amount)})
    return line


@transaction.atomic
def transfer_money(*, source: BudgetLine, target: BudgetLine, amount: Decimal, reason: str, actor: Person) -> None:
    """Move money between two lines of a budget, with a reason that both ledgers keep (AP-6).

    Raises `IllegalMove` where the source has not enough left or the target is closed, `PermissionDenied`.
    """
    require(policies.can_manage(actor, source.school))
    ledger.transfer(source=source, target=target, amount=amount, actor=actor, reason=reason)
    audit(
        actor,
        "budgets.line.transferred",
        source,
        note=reason,
        changes={"amount": str(amount), "to": str(target.public_id)},
    )
