from decimal import Decimal

from budgets import services
from budgets.tests.factories import BudgetFactory, BudgetLineFactory
from planning.tests.factories import (
    this_year,
)

YEAR = this_year()


def at_oak(factory, c, **facts):
    return factory(school=c.oak, **facts)


def line(c, **facts):
    return at_oak(BudgetLineFactory, c, allocated="500.00", **facts)


DEEDS = {
    "budgets.budget.opened": (
        "hal", lambda c: services.open_budget(school=c.oak, year=YEAR, lines=[], actor=c.hal),
    ),
    "budgets.budget.changed": (
        "hal",
        lambda c: services.change_note(budget=at_oak(BudgetFactory, c), actor=c.hal, version=1, note="From the grant."),
    ),
    "budgets.line.added": (
        "hal",
        lambda c: services.add_line(
            budget=at_oak(BudgetFactory, c), line=services.NewLine(kind="other", name="Phonics"), actor=c.hal
        ),
    ),
    "budgets.line.changed": (
        "hal", lambda c: services.change_line(line=line(c), actor=c.hal, version=1, name="Reading", is_open=True),
    ),
    "budgets.line.allocated": (
        "hal", lambda c: services.allocate_money(line=line(c), amount=Decimal(50), note="More.", actor=c.hal),
    ),
    "budgets.line.transferred": (
        "hal",
        lambda c: services.transfer_money(
            source=line(c), target=line(c), amount=Decimal(50), reason="Phonics costs more.", actor=c.hal
        ),
    ),
}  # fmt: skip
