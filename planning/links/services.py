"""Fixing the thread where planning itself lacks a link: actions without a need, needs without an answer."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import StaleVersion
from people.models import Person
from planning.links.selectors import answers_of_action, links_of_need, needs_of_school, own_actions, priorities_to_serve
from planning.needs.models import Need
from planning.plans.models import Action
from planning.thread.missing_links import sign_of
from planning.thread.policies import can_fix


@transaction.atomic
def fix_action(*, obj: Action, actor: Person, seen: str, values: Mapping[str, Any]) -> Action:
    """Let an action answer one need more (`values["need"]`), whoever's it is at its school.

    `seen`: the sign of what the form showed. Raises `StaleVersion` when somebody linked it meanwhile,
    `PermissionDenied` for those who do not plan for the school, `Need.DoesNotExist` for a need of another school,
    `ValidationError` without one.
    """
    action: Action = Action.objects.select_for_update(of=("self",)).get(pk=obj.pk)
    require(can_fix(actor, action.school))
    if sign_of(answers_of_action(action)) != seen:
        raise StaleVersion
    if (chosen := values.get("need")) is None:
        raise ValidationError("Choose a training need.")
    need = needs_of_school(actor, action.school).get(pk=chosen.pk)
    action.needs.add(need)
    audit(actor, "planning.action.linked", action, changes={"need": ["", str(need.public_id)]})
    return action


@transaction.atomic
def fix_need(*, obj: Need, actor: Person, seen: str, values: Mapping[str, Any]) -> Need:
    """Say which action answers a need (`values["action"]`), and which priority it serves (`values["priority"]`).

    Errors as in `fix_action`.
    """
    need: Need = Need.objects.select_for_update(of=("self",)).get(pk=obj.pk)
    require(can_fix(actor, need.school))
    if sign_of(links_of_need(need)) != seen:
        raise StaleVersion
    action, priority = values.get("action"), values.get("priority")
    changes = {}
    if action is not None:
        own_actions(actor, need).get(pk=action.pk).needs.add(need)
        changes["action"] = ["", str(action.public_id)]
    if priority is not None and priority.pk != need.priority_id:
        priority = priorities_to_serve(actor, need.school, need.year).get(pk=priority.pk)
        changes["priority"] = [str(need.priority.public_id) if need.priority else "", str(priority.public_id)]
        need.priority = priority
        need.version += 1
        need.save(update_fields=["priority", "version"])
    if not changes:
        raise ValidationError("Choose what to link it to.")
    audit(actor, "planning.need.linked", need, changes=changes)
    return need
