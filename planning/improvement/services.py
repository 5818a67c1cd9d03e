"""The verbs of improvement plans and their priorities, one by one or read from a file (policy AP-2)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import add_months, now
from core.decisions import require
from core.flow import IllegalMove, StaleVersion, lock_version
from people.models import Person, School
from planning.improvement import policies
from planning.improvement.importing import PriorityChange, PriorityPlan, plan_priorities
from planning.improvement.models import ImprovementPlan, Priority, Target
from planning.improvement.notices import owner_named
from planning.improvement.selectors import people_of

FIELDS = ("number", "title", "area", "detail", "owner")


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One target as written: `pk` of the row that it changes, or none for a new one."""

    text: str
    measure: str = ""
    due_on: dt.date | None = None
    pk: int | None = None


def plan_under_lock(actor: Person, school: School, year: int) -> ImprovementPlan:
    """Return the school's plan of the year, locked; it is started where it is not there."""
    plan, is_new = ImprovementPlan.objects.get_or_create(school=school, year=year, defaults={"made_by": actor})
    if is_new:
        audit(actor, "planning.improvementplan.started", plan)
    return ImprovementPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def save_plan(*, actor: Person, school: School, year: int, version: int, vision: str) -> ImprovementPlan:
    """Start the plan of a school and year (`version` 0) or change its words (AP-2).

    Raises `StaleVersion` where somebody else started or changed it meanwhile, `PermissionDenied` with the reason.
    """
    require(policies.can_keep(actor, school))
    if version:
        found = ImprovementPlan.objects.filter(school=school, year=year).values_list("pk", flat=True).first()
        if found is None:
            raise StaleVersion
        plan: ImprovementPlan = lock_version(ImprovementPlan.objects.all(), found, version)
        plan.vision = vision
        plan.version += 1
        plan.save(update_fields=["vision", "version"])
        audit(actor, "planning.improvementplan.changed", plan, changes={"fields": ["vision"]})
        return plan
    plan, is_new = ImprovementPlan.objects.get_or_create(
        school=school, year=year, defaults={"made_by": actor, "vision": vision}
    )
    if not is_new:
        raise StaleVersion
    audit(actor, "planning.improvementplan.started", plan)
    return plan


@transaction.atomic
def add_priority(
    *, actor: Person, school: School, year: int, values: Mapping[str, Any], targets: Sequence[TargetFacts] = ()
) -> Priority:
    """Write a priority with its targets into the plan of the year, which is started where it is not there (AP-2).

    `values`: the fields of `FIELDS`. Raises `ValidationError` by field, `PermissionDenied` with the reason.
    """
    require(policies.can_keep(actor, school))
    plan = plan_under_lock(actor, school, year)
    _check(plan, values, school)
    priority = Priority.objects.create(plan=plan, school=school, year=year, **{k: values[k] for k in FIELDS})
    _write_targets(priority, targets)
    audit(actor, "planning.priority.added", priority, changes={"targets": len(targets)})
    owner_named(priority, actor)
    return priority


@transaction.atomic
def change_priority(
    *, actor: Person, priority: Priority, version: int, values: Mapping[str, Any], targets: Sequence[TargetFacts]
) -> Priority:
    """Change a priority and its targets; a target that is left out goes, unless it was judged.

    Raises `StaleVersion` (nothing is written over unseen), `ValidationError` by field, `PermissionDenied`.
    """
    plan = ImprovementPlan.objects.select_for_update(of=("self",)).get(pk=priority.plan_id)
    row = _locked(priority, version)
    require(policies.can_change(actor, row))
    _check(plan, values, row.school, apart_from=row)
    changed = [name for name in FIELDS if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if _write_targets(row, targets):
        changed.append("targets")
    row.version += 1
    row.save(update_fields=[*FIELDS, "version"])
    audit(actor, "planning.priority.changed", row, changes={"fields": changed})
    if "owner" in changed:
        owner_named(row, actor)
    return row


@transaction.atomic
def drop_priority(*, actor: Person, priority: Priority, version: int, reason: str) -> Priority:
    """Drop a priority with a reason: nothing new hangs on it, what hangs on it stays. Raises `StaleVersion`."""
    row = _locked(priority, version)
    require(policies.can_drop(actor, row))
    row.dropped_at, row.dropped_reason = now(), reason
    return _save_end(row, actor, "planning.priority.dropped")


@transaction.atomic
def take_up_priority(*, actor: Person, priority: Priority, version: int) -> Priority:
    """Take up a dropped priority again; why it was dropped stays in the audit trail. Raises `StaleVersion`."""
    row = _locked(priority, version)
    require(policies.can_take_up(actor, row))
    row.dropped_at, row.dropped_reason = None, ""
    return _save_end(row, actor, "planning.priority.taken_up")


def _save_end(row: Priority, actor: Person, code: str) -> Priority:
    row.version += 1
    row.save(update_fields=["dropped_at", "dropped_reason", "version"])
    audit(actor, code, row, note=row.dropped_reason)
    return row


@transaction.atomic
def carry_priority(*, actor: Person, priority: Priority, version: int) -> Priority:
    """Carry a priority over to the next year's plan, with the targets that are not met yet (AP-5).

    The new one knows where it came from, has the same number where that is free, and the dates a year later.
    Raises `IllegalMove` where it has changed meanwhile, `StaleVersion`, `PermissionDenied` with the reason.
    """
    row = _locked(priority, version)
    require(policies.can_keep(actor, row.school))
    if row.carried_to.exists():
        raise IllegalMove("This has changed since you opened it: it was carried forward already.")
    require(policies.can_carry(actor, row))
    plan = plan_under_lock(actor, row.school, row.year + 1)
    taken = set(plan.priorities.values_list("number", flat=True))
    number = row.number if row.number not in taken else max(taken) + 1
    owner = row.owner if row.owner and people_of(row.school).filter(pk=row.owner.pk).exists() else None
    carried = Priority.objects.create(
        plan=plan, school=row.school, year=plan.year, number=number, title=row.title, area=row.area,
        detail=row.detail, owner=owner, carried_from=row,
    )  # fmt: skip
    _write_targets(
        carried,
        [
            TargetFacts(target.text, target.measure, add_months(target.due_on, 12) if target.due_on else None)
            for target in row.targets.exclude(outcome=Target.Outcome.MET)
        ],
    )
    audit(actor, "planning.priority.carried", row, changes={"to": str(carried.public_id)})
    audit(actor, "planning.priority.added", carried, changes={"carried_from": str(row.public_id)})
    owner_named(carried, actor)
    return carried


@transaction.atomic
def judge_targets(
    *, actor: Person, priority: Priority, version: int, judgements: Mapping[int, tuple[str, str]]
) -> Priority:
    """Say of each target how far it was met, with what was reached (AP-4). `judgements`: key → outcome and note.

    Raises `StaleVersion`, `PermissionDenied` with the reason.
    """
    row = _locked(priority, version)
    require(policies.can_judge(actor, row))
    told: dict[str, list[str]] = {}
    for target in row.targets.all():
        outcome, note = judgements.get(target.pk, (target.outcome, target.outcome_note))
        if (outcome, note) != (target.outcome, target.outcome_note):
            told[str(target.pk)] = [target.outcome, outcome]
            target.outcome, target.outcome_note = outcome, note
            target.save(update_fields=["outcome", "outcome_note"])
    row.version += 1
    row.save(update_fields=["version"])
    audit(actor, "planning.priority.judged", row, changes={"targets": told})
    return row


def _locked(priority: Priority, version: int) -> Priority:
    rows = Priority.objects.select_related("school", "owner")
    row: Priority = lock_version(rows, priority.pk, version)
    return row


def _check(
    plan: ImprovementPlan, values: Mapping[str, Any], school: School, apart_from: Priority | None = None
) -> None:
    """Raise `ValidationError` where the number is taken or the owner is nobody of the school."""
    same = plan.priorities.filter(number=values["number"])
    if apart_from is not None:
        same = same.exclude(pk=apart_from.pk)
    if same.exists():
        raise ValidationError(
            {"number": ("This plan already has a priority with this number. Enter a different number.")}
        )
    owner = values["owner"]
    unchanged = apart_from is not None and owner is not None and owner.pk == apart_from.owner_id
    if owner is not None and not unchanged and not people_of(school).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": "Choose someone at this school."})


def _write_targets(priority: Priority, targets: Sequence[TargetFacts]) -> bool:
    """Make the priority's targets as written, in this order; say whether anything changed. Judged ones stay."""
    there = {target.pk: target for target in priority.targets.all()}
    kept = {facts.pk for facts in targets if facts.pk is not None}
    if kept - set(there):
        raise StaleVersion
    gone = [target for pk, target in there.items() if pk not in kept]
    if any(target.outcome != Target.Outcome.OPEN for target in gone):
        raise ValidationError("You can't remove a target that has been assessed.")
    changed = bool(gone)
    Target.objects.filter(pk__in=[target.pk for target in gone]).delete()
    for position, facts in enumerate(targets, start=1):
        target = there[facts.pk] if facts.pk is not None else Target(priority=priority)
        after = {"position": position, "text": facts.text, "measure": facts.measure, "due_on": facts.due_on}
        if facts.pk is None or any(getattr(target, name) != value for name, value in after.items()):
            for name, value in after.items():
                setattr(target, name, value)
            target.save()
            changed = True
    return changed


STALE = "The priorities have changed since the preview, so nothing was saved. Check the new preview."


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
        raise IllegalMove("There are no changes to import.")
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
        raise IllegalMove("Someone named in the file is no longer at the school. Change the file and upload it again.")
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
