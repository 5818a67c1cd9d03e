"""Who may open which page of budgets."""

from types import SimpleNamespace

from budgets.tests.factories import BudgetFactory, BudgetLineFactory
from cpd_trust.tests.access.row import Row, answers
from planning.tests.factories import this_year


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Open a budget of Oak last year with two lines, so that this year's is still to be opened."""
    budget = BudgetFactory(school=cast.oak, year=this_year() - 1)
    facts = {"budget": budget, "school": cast.oak, "year": budget.year}
    line = BudgetLineFactory(name="Budget part: first aid", kind="statutory", allocated="900.00", **facts)
    BudgetLineFactory(name="Budget part: everything else", allocated="100.00", **facts)
    return SimpleNamespace(budget=budget, budget_line=line)


# Money is seen by those who plan for the school and by the central roles; moved by its head, Executive Lead and CEO.
SEE = dict.fromkeys(("hal", "sid", "eve", "cleo", "ben", "ann"), 200)
MANAGE = SEE | dict.fromkeys(("sid", "ben", "ann"), 403)
BOARD = SEE | dict.fromkeys(("eli", "gus", "chas", "cora", "tess", "tara"), 200)


def line(cast: SimpleNamespace, world: SimpleNamespace) -> list:
    return [world.budget_line.public_id]


def budget(cast: SimpleNamespace, world: SimpleNamespace) -> list:
    return [world.budget.public_id]


ROWS: dict[str, Row] = {
    "budgets:budget": Row("GET", answers(404, **SEE), lambda cast, world: [cast.oak.public_id, world.budget.year]),
    "budgets:budget-open": Row(
        "GET", answers(404, **MANAGE), lambda cast, world: [cast.oak.public_id, world.budget.year + 1]
    ),
    "budgets:budget-list": Row("GET", answers(403, eli=200, **SEE)),
    "budgets:board": Row("GET", answers(403, **BOARD)),
    "budgets:budget-detail": Row("GET", answers(404, **SEE), budget),
    "budgets:budget-note": Row("GET", answers(404, **MANAGE), budget),
    "budgets:line-add": Row("GET", answers(404, **MANAGE), budget),
    "budgets:line-detail": Row("GET", answers(404, **SEE), line),
    "budgets:line-change": Row("GET", answers(404, **MANAGE), line),
    "budgets:line-allocate": Row("GET", answers(404, **MANAGE), line),
    "budgets:line-transfer": Row("GET", answers(404, **MANAGE), line),
}
