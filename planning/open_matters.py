"""What planning keeps open with somebody who leaves: what they lead or have arranged."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from core.audit import audit
from core.calendar import academic_year
from notifications.models import Topic
from notifications.services import tell
from people.models import Person
from people.open_matters import OpenMatter, OpenSource, over_by
from planning.conversations.models import Conversation
from planning.improvement.models import Priority
from planning.improvement.notices import owner_named
from planning.improvement.selectors import people_of
from planning.needs.models import Need
from planning.plans.models import Action
from planning.plans.selectors import possible_leads
from planning.scope import place_name

SETTLED = Action.Status.settled()


def _led_priorities(person: Person, day: date) -> Any:
    """Return the priorities of the year in which the day after the last one lies, and of later years."""
    year = academic_year(day + timedelta(days=1))
    return Priority.objects.in_force().filter(owner=person, year__gte=year).select_related("school").order_by("pk")


def _led_actions(person: Person, day: date) -> Any:
    """Return the actions that are not settled, and not over by the last day."""
    rows = Action.objects.filter(lead=person).exclude(status__in=SETTLED).exclude(over_by(day))
    return rows.select_related("school").order_by("pk")


def _priorities(person: Person, day: date) -> list[OpenMatter]:
    rows = _led_priorities(person, day)
    return [OpenMatter(f"{row}, {place_name(row.school)}", row.get_absolute_url()) for row in rows]


def _actions(person: Person, day: date) -> list[OpenMatter]:
    rows = _led_actions(person, day)
    return [OpenMatter(f"{row.title}, {row.school}", row.get_absolute_url()) for row in rows]


def _needs(person: Person, day: date) -> list[OpenMatter]:
    rows = Need.objects.open().filter(person=person).order_by("pk")
    return [OpenMatter(row.title, row.get_absolute_url()) for row in rows]


def _conversations(person: Person, day: date) -> list[OpenMatter]:
    """Return how many; whose they are and what about is for the two alone (RM-3)."""
    rows = Conversation.objects.pending().exclude(over_by(day, "arranged_for__date"))
    count = rows.filter(person=person).count() + rows.filter(manager=person).count()
    return [OpenMatter(f"{count} asked for or arranged")] if count else []


def _hand_on_priorities(actor: Person, person: Person, successor: Person, day: date) -> int:
    count = 0
    for row in _led_priorities(person, day).select_for_update(of=("self",)):
        if not people_of(row.school).filter(pk=successor.pk).exists():
            raise ValidationError(f"“{row}” is led by someone of {row.school}. Choose one of them.")
        row.owner = successor
        row.version += 1
        row.save(update_fields=["owner", "version"])
        audit(actor, "planning.priority.changed", row, changes={"fields": ["owner"]})
        owner_named(row, actor)
        count += 1
    return count


def _hand_on_actions(actor: Person, person: Person, successor: Person, day: date) -> int:
    count = 0
    for row in _led_actions(person, day).select_for_update(of=("self",)):
        if not possible_leads(actor, row.school).filter(pk=successor.pk).exists():
            raise ValidationError(f"“{row.title}” is led by someone of {row.school}. Choose one of them.")
        row.lead = successor
        row.version += 1
        row.save(update_fields=["lead", "version"])
        audit(actor, "planning.action.changed", row, changes={"fields": ["lead"]})
        if successor.pk != actor.pk:
            tell(
                person=successor,
                topic=Topic.PLANNING,
                key=f"planning.action.lead:{row.public_id}:{successor.public_id}:{row.version}",
                subject="You lead an action of the yearly plan",
                body=f"“{row.title}” of {place_name(row.school)}.",
                path=row.get_absolute_url(),
            )
        count += 1
    return count


OPEN_MATTERS = (
    OpenSource("priorities", "Priorities led", _priorities, _hand_on_priorities),
    OpenSource("actions", "Actions led", _actions, _hand_on_actions),
    OpenSource("needs", "Training needs", _needs),
    OpenSource("conversations", "Conversations", _conversations),
)
