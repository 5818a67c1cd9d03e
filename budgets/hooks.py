"""What the apps below ask of budgets: the tab, which line pays for an action, what a merged person keeps."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from budgets.models import ActionFunding, Budget, BudgetLine, Entry
from budgets.money import Money, sums
from core.formatting import money
from people.merge_rules import STAYS, register_relations
from people.models import Person, School
from planning.models import Action
from planning.plans.funding import register_funding
from planning.scope import sees_money
from planning.sections import Section, States, register_section


def money_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return what is left of each school's budget of a year, in words."""
    opened = set(Budget.objects.filter(school__in=schools, year=year).values_list("school", flat=True))
    rows = Entry.objects.filter(line__school__in=schools, line__year=year).order_by().values("line__school")
    found = {row["line__school"]: Money.of(row) for row in rows.annotate(**sums())}
    states = dict.fromkeys(schools, "Not opened")
    for pk in opened:
        states[pk] = "Nothing on it yet"
        if row := found.get(pk):
            states[pk] = f"{money(row.left)} left of {money(row.allocated)}"
    return states


class LinesOfActions:
    """What plans ask about the line that pays for an action (`planning.plans.funding.Funding`)."""

    def choices(self, actor: Person, school: School, year: int) -> list[tuple[str, str]]:
        """Return key and name of the lines of a school's budget of a year, as far as the actor sees them."""
        lines = BudgetLine.objects.visible_to(actor).filter(school=school, year=year).order_by("position", "pk")
        return [(str(line.public_id), line.name) for line in lines]

    def line_of(self, action: Action) -> str:
        """Return the key of the line that pays for an action, "" for none."""
        found = BudgetLine.objects.filter(fundings__action=action).values_list("public_id", flat=True).first()
        return str(found) if found else ""

    def name_of_line(self) -> Any:
        """Return the expression for the name of the line that pays for a row of actions, "" for none."""
        names = ActionFunding.objects.filter(action=OuterRef("pk")).values("line__name")
        return Coalesce(Subquery(names), Value(""))

    def pay(self, action: Action, key: str) -> bool:
        """Let the line with this key pay for an action; return whether that is a change.

        Raises `ValidationError` for a line of another school or year.
        """
        if key == self.line_of(action):
            return False
        if not key:
            ActionFunding.objects.filter(action=action).delete()
            return True
        line = BudgetLine.objects.filter(public_id=key, school=action.school_id, year=action.year).first()
        if line is None:
            raise ValidationError({"budget_line": "Choose a line of this school’s budget of this year."})
        ActionFunding.objects.update_or_create(action=action, defaults={"line": line})
        return True


def register() -> None:
    """Register all of it."""
    register_section(40, Section("budget", "Budget", "budgets:budget", sees_money, money_by_school))
    register_funding(LinesOfActions())
    register_relations({"budgets.Budget.opened_by": STAYS, "budgets.Entry.made_by": STAYS})
