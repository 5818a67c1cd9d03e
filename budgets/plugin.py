"""What budgets give to the rest."""

from django.urls import reverse

from budgets import funding, to_do
from budgets.policies import can_see_board_page, can_see_list
from budgets.selectors import money_by_priority, money_by_school
from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from core.setting_up import SetupStep
from people.merge_rules import Fate, relations
from people.models import Role
from planning.overview.year import PriorityMoney
from planning.plans.funding import Funding
from planning.scope import sees_money
from planning.sections import Section

register(
    Place(
        "governance",
        "Budget",
        "budgets:board",
        lambda person: (person.authority.governs or person.authority.holds(Role.CLERK)) and can_see_board_page(person),
        position=27,
    ),
    FirstPage(of_person(to_do.budget_tasks), position=100),
    FirstPage(to_do.budget_tiles, position=20),
    FirstPage(to_do.overspent),
    SetupStep("Open the CPD budgets", to_do.budgets_missing, lambda: reverse("budgets:budget-list"), position=110),
    Section(
        key="budget",
        label="Budget",
        name="budgets:budget-list",
        is_for=can_see_list,
        lists_all=lambda person: person.authority.is_trust_wide,
        url_name="budgets:budget",
        is_at=sees_money,
        states=money_by_school,
        position=82,
    ),
    PriorityMoney(money_by_priority),
    Funding(funding.choices, funding.line_of, funding.name_of_line, funding.pay),
    *relations(Fate.STAYS, "budgets.Budget.opened_by", "budgets.Entry.made_by"),
)
