"""Planning's own missing links: actions without a need, needs without an answer (policy AP-2, AP-3)."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import year_label
from core.formatting import short_date
from people.models import Person
from planning.links.selectors import (
    answers_of_action,
    links_for_needs,
    links_of_need,
    needs_for_actions,
    needs_of_school,
    own_actions,
    priorities_to_serve,
)
from planning.links.services import fix_action, fix_need
from planning.needs.models import Need
from planning.plans.models import Action
from planning.thread.missing_links import Fixable, MissingLink, planned
from planning.thread.policies import can_fix
from planning.vocabulary import Reason


def actions_without(actor: Person, year: int) -> "QuerySet[Action]":
    """Return the actions of a year that answer no need."""
    rows = planned(Action.objects.all(), actor).filter(year=year).without_need()
    return rows.select_related("school", "priority")


def needs_without(actor: Person, year: int) -> "QuerySet[Need]":
    """Return the open needs of a year that have no answer yet."""
    rows = planned(Need.objects.all(), actor).filter(year=year).unanswered()
    return rows.select_related("school", "person")


def needs_without_priority(actor: Person, year: int) -> "QuerySet[Need]":
    """Return the open needs of a year that are for a priority and name none."""
    rows = planned(Need.objects.all(), actor).open()
    return rows.filter(year=year, reason=Reason.PRIORITY, priority=None).select_related("school", "person")


def _choices_of_need(need: Need, actor: Person) -> "dict[str, QuerySet[Any]]":
    choices: dict[str, QuerySet[Any]] = {"action": own_actions(actor, need)}
    if need.reason == Reason.PRIORITY and need.priority_id is None:
        choices["priority"] = priorities_to_serve(actor, need.school, need.year)
    return choices


def _for_whom(need: Any) -> str:
    return str(need.person) if need.person else str(need.get_needed_by_display())


def _raised(need: Any) -> str:
    return f"Added {short_date(need.raised_at)}"


MISSING_LINKS = (
    Fixable(
        key="action",
        label="Action",
        model=Action,
        related=("school",),
        can=lambda actor, action: can_fix(actor, action.school),
        choices=lambda action, actor: {"need": needs_of_school(actor, action.school)},
        current=answers_of_action,
        fix=fix_action,
        offers=needs_for_actions,
        prefetch=("needs",),
    ),
    Fixable(
        key="need",
        label="Need",
        model=Need,
        related=("school", "person"),
        can=lambda actor, need: can_fix(actor, need.school),
        choices=_choices_of_need,
        current=links_of_need,
        fix=fix_need,
        offers=links_for_needs,
        prefetch=("actions",),
    ),
    MissingLink(
        key="needs",
        label="Training needs not yet planned for",
        one="need",
        explain="Open needs that no action, request or joint training answers.",
        fixable="need",
        rows=needs_without,
        links=("action",),
        when_field="raised_at",
        when=_raised,
        note=_for_whom,
        search=("title",),
    ),
    MissingLink(
        key="need-priority",
        label="Training needs not linked to a priority",
        one="need",
        explain="Open training needs marked as supporting a priority, with no priority chosen.",
        fixable="need",
        rows=needs_without_priority,
        links=("priority",),
        when_field="raised_at",
        when=_raised,
        note=_for_whom,
        search=("title",),
    ),
    MissingLink(
        key="actions",
        label="Actions not linked to a training need",
        one="action",
        explain="Planned actions that aren't linked to any training need.",
        fixable="action",
        rows=actions_without,
        links=("need",),
        when=lambda action: f"From {short_date(action.starts_on)}" if action.starts_on else year_label(action.year),
        note=lambda action: str(action.priority or action.get_serves_display()),
        search=("title",),
    ),
)
