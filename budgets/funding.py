"""Which line of a budget pays for an action of a plan."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from budgets.models import ActionFunding, BudgetLine
from people.models import Person, School
from planning.models import Action


def choices(actor: Person, school: School, year: int) -> list[tuple[str, str]]:
    """Return key and name of the lines of a school's budget of a year, as far as the actor sees them."""
    lines = BudgetLine.objects.visible_to(actor).filter(school=school, year=year).order_by("position", "pk")
    return [(str(line.public_id), line.name) for line in lines]


def line_of(action: Action) -> str:
    """Return the key of the line that pays for an action, "" for none."""
    found = BudgetLine.objects.filter(fundings__action=action).values_list("public_id", flat=True).first()
    return str(found) if found else ""


def name_of_line() -> Any:
    """Return the expression for the name of the line that pays for a row of actions, "" for none."""
    names = ActionFunding.objects.filter(action=OuterRef("pk")).values("line__name")
    return Coalesce(Subquery(names), Value(""))


def pay(action: Action, key: str) -> bool:
    """Let the line with this key pay for an action; return whether that is a change.

    Raises `ValidationError` for a line of another school or year.
    """
    if key == line_of(action):
        return False
    if not key:
        ActionFunding.objects.filter(action=action).delete()
        return True
    line = BudgetLine.objects.filter(public_id=key, school=action.school_id, year=action.year).first()
    if line is None:
        raise ValidationError({"budget_line": "Choose a budget line from this school's budget for this year."})
    ActionFunding.objects.update_or_create(action=action, defaults={"line": line})
    return True
