"""What budgets give to the rest."""

from budgets import funding
from budgets.policies import can_see_board_page
from budgets.selectors import budget_tasks, money_by_school
from core.navigation import Place
from core.plugins import register
from core.to_do import Tasks
from people.merge_rules import Fate, relations
from planning.plans.funding import Funding
from planning.scope import sees_money
from planning.sections import Section

register(
    Place(
        "Budgets",
        "budgets:board",
        "scale",
        lambda person: person.authority.governs and can_see_board_page(person),
        position=140,
    ),
    Tasks(budget_tasks, position=100),
    Section("budget", "Budget", "budgets:budget", sees_money, money_by_school, position=40),
    Funding(funding.choices, funding.line_of, funding.name_of_line, funding.pay),
    *relations(Fate.STAYS, "budgets.Budget.opened_by", "budgets.Entry.made_by"),
)
