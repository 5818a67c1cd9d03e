"""Importing priorities from a spreadsheet, all or nothing (policy AP-2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove
from people.models import Person, School
from planning.imports.priorities import PriorityChange, PriorityPlan, plan_priorities
from planning.models import ImprovementPlan, Priority, Target
from planning.notices.improvement import owner_named
from planning.policies import improvement as policies
from planning.selectors.improvement import people_of
from planning.services.improvement import plan_under_lock

STALE = "The priorities have changed since you looked. Look at the new preview first. Nothing was saved."


@transaction.atomic
def import_priorities(
    *, actor: Person, school: School, year: int, rows: Sequence[Mapping[str, Any]], fingerprint: str
) -> PriorityPlan:
    """Add and change priorities and targets as the rows of a file say, all or nothing.

    `rows`: what `read_priorities` found; `fingerprint`: that of the preview. The plan's row is held meanwhile, so of
    two imports at once the second finds what the first has done. Raises `IllegalMove` when what would change is not
    what the preview showed, `PermissionDenied` with the reason.
    """
    require(policies.can_keep(actor, school))
    if not rows:
        raise IllegalMove("There is nothing to import.")
    plan = plan_under_lock(actor, school, year)
    there = plan.priorities.select_for_update(of=("self",)).order_by("pk").prefetch_related("targets")
    wanted = plan_priorities(rows, list(there))
    if wanted.problems or wanted.fingerprint() != fingerprint:
        raise IllegalMove(STALE)
    owners = _owners(wanted, school)
    for change in wanted.changes:
        _write(change, plan, actor, owners)
    told = {"priorities": len(wanted.changes), "unchanged": wanted.unchanged}
    audit(actor, "planning.improvementplan.imported", plan, changes=told)
    return wanted


def _owners(wanted: PriorityPlan, school: School) -> dict[int, Person]:
    """Return the people whom the file names. Raises `IllegalMove` where one left the school since the preview."""
    named = {change.facts["owner"][1] for change in wanted.changes if "owner" in change.facts}
    found = {person.pk: person for person in people_of(school).filter(pk__in=named)}
    if named - set(found):
        raise IllegalMove("Somebody whom the file names is not at the school any more. Upload it again.")
    return found


def _write(change: PriorityChange, plan: ImprovementPlan, actor: Person, owners: Mapping[int, Person]) -> None:
    priority = change.priority or Priority(plan=plan, school=plan.school, year=plan.year, number=change.number)
    for name, (_, after) in change.facts.items():
        setattr(priority, name, owners[after] if name == "owner" else after)
    priority.version += 1 if change.priority else 0
    priority.save()
    last = priority.targets.count() if change.priority else 0
    for row in change.targets:
        if row.target is None:
            last += 1
            target = Target(priority=priority, position=last, text=row.text)
        else:
            target = row.target
        for name, (_, after) in row.facts.items():
            setattr(target, name, after)
        target.save()
    fields = [*change.facts, *(["targets"] if change.targets else [])]
    code = "planning.priority.changed" if change.priority else "planning.priority.added"
    audit(actor, code, priority, note="Import", changes={"fields": fields})
    if "owner" in change.facts:
        owner_named(priority, actor)
