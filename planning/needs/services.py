"""The verbs of needs: raise, change, end as met, closed or carried forward, open again (policy R-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core.audit import audit, audit_event
from core.calendar import academic_year, now, today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion, lock_version
from core.models import AuditEvent
from people.models import Person, School
from planning.conversations.models import Conversation
from planning.improvement.models import Priority
from planning.needs import notices, policies
from planning.needs.models import Need
from planning.needs.querysets import NeedQuerySet

# What can be said better afterwards. For whom it is stays: another person's need is another need.
EDITABLE = (
    "title",
    "area",
    "evidence",
    "source",
    "staff_group",
    "people_count",
    "reason",
    "priority",
    "requirement",
    "wanted_by",
    "estimated_cost",
)


@transaction.atomic
def raise_need(
    *,
    actor: Person,
    school: School,
    needed_by: str,
    values: Mapping[str, Any],
    person: Person | None = None,
    year: int | None = None,
    conversation: Conversation | None = None,
) -> Need:
    """Write a need into the school's register (policy AP-1, AP-3).

    `needed_by`: a value of `Need.For`; with `PERSON` goes `person`. `values`: `title`, `area`, `source`, `reason` and
    whatever else of `evidence`, `priority`, `requirement`, `staff_group`, `people_count`, `wanted_by`,
    `estimated_cost` is known. `year`: the academic year in whose planning it stands, by default the present one.
    Raises `PermissionDenied` with the reason.
    """
    require(policies.can_raise(actor, school, needed_by, person))
    year = academic_year(today()) if year is None else year
    facts = {"school": school, "year": year, "needed_by": needed_by, "person": person, "conversation": conversation}
    need = register_need(actor=actor, values={**values, **facts})
    notices.need_raised(need, actor)
    return need


def register_need(*, actor: Person, values: Mapping[str, Any]) -> Need:
    """Write a need that follows from what an app above has decided by its own rule, and has told of itself.

    `values`: what is known of it, `school`, `year` and `needed_by` among it.
    """
    need = Need.objects.create(raised_by=actor, raised_at=now(), **values)
    audit(actor, "planning.need.raised", need)
    return need


@transaction.atomic
def change_need(*, need: Need, actor: Person, version: int, values: Mapping[str, Any]) -> Need:
    """Change what an open need says. `values` by field name (`EDITABLE`); what is not given stays.

    Raises `StaleVersion` when somebody saved meanwhile, `IllegalMove` when it has ended, `PermissionDenied`.
    """
    row: Need = lock_version(Need.objects.select_related("school"), need.pk, version)
    if row.status != Need.Status.OPEN:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_edit(actor, row))
    changed = [name for name in EDITABLE if name in values and getattr(row, name) != values[name]]
    if "source" in changed:
        require(policies.can_set_source(actor, row))
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    audit(actor, "planning.need.changed", row, changes={"fields": changed})
    return row


# What the successor of a need takes with it.
CARRIED = (
    "title",
    "area",
    "evidence",
    "source",
    "needed_by",
    "person",
    "staff_group",
    "people_count",
    "reason",
    "requirement",
    "wanted_by",
    "estimated_cost",
    "raised_by",
    "conversation",
    "gathered_into",
)


@dataclass(frozen=True, slots=True)
class CarriedForward:
    """What carrying several needs forward came to: the successors, and how many had ended meanwhile."""

    successors: list[Need]
    ended_meanwhile: int


def year_after(need: Need) -> int:
    """Return the year into which a need is carried: the next one, and never one that is over."""
    return max(need.year + 1, academic_year(today()))


def _lock(need: Need, target: str, version: int) -> Need:
    """Lock a need that is to reach `target`: `IllegalMove` when it cannot now, `StaleVersion` for an old page."""
    row: Need = Need.objects.select_related("school").lock_for(target, pk=need.pk)
    if row.version != version:
        raise StaleVersion
    return row


def _reason(note: str, words: str) -> str:
    """Return the reason without blanks around it. Raises `ValidationError` with `words` for an empty one."""
    if not note.strip():
        raise ValidationError({"note": words})
    return note.strip()


def _end(row: Need, status: str, actor: Person, note: str, code: str) -> Need:
    """Write the end of a locked need, and tell those concerned."""
    row.move_to(status, ended_at=now(), ended_by=actor, ended_note=note, version=row.version + 1)
    audit(actor, code, row, note=note)
    notices.need_moved(row, actor, note)
    return row


@transaction.atomic
def mark_need_met(*, need: Need, actor: Person, version: int, note: str, with_gathered: bool = False) -> Need:
    """Say that a need is met, and by what (policy R-3).

    `note`: what met it, never empty (`ValidationError`). `with_gathered`: the needs of schools that hang on it are
    met with it. Raises `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    note = _reason(note, "Enter what met this training need.")
    row = _lock(need, Need.Status.MET, version)
    require(policies.can_end(actor, row))
    if with_gathered:
        for gathered in _gathered(row):
            require(policies.can_end(actor, gathered))
            _end(gathered, Need.Status.MET, actor, note, "planning.need.met")
    return _end(row, Need.Status.MET, actor, note, "planning.need.met")


@transaction.atomic
def meet_needs(*, needs: NeedQuerySet, actor: Person, note: str) -> int:
    """Say that those of the needs that are open are met by what their people did, and return how many.

    In as many statements for one as for hundreds. The verb that knows what was done asks who may, and tells them.
    """
    rows = list(needs.filter(status=Need.Status.OPEN).select_for_update(of=("self",)).order_by("pk"))
    ended = {"status": Need.Status.MET, "ended_at": now(), "ended_by": actor, "ended_note": note}
    Need.objects.filter(pk__in=[row.pk for row in rows]).update(**ended, version=F("version") + 1)
    AuditEvent.objects.bulk_create(audit_event(actor, "planning.need.met", row, note=note) for row in rows)
    return len(rows)


def reopen_met_needs(*, needs: NeedQuerySet, actor: Person, note: str, because: str) -> int:
    """Open again those of the needs that `meet_needs` met with this note, because it was not so; return how many.

    The verb that knows what was done asks who may, and tells them.
    """
    met = needs.filter(status=Need.Status.MET, ended_note=note)
    rows = list(met.select_related("gathered_into").select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        _open_again(row)
        audit(actor, "planning.need.reopened", row, note=because)
    return len(rows)


@transaction.atomic
def close_need(*, need: Need, actor: Person, version: int, note: str) -> Need:
    """Close a need that is not to be met, with a reason (policy R-3). What was gathered into it stands alone again.

    Raises `ValidationError` without a reason, `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    note = _reason(note, "Enter why you're closing it.")
    row = _lock(need, Need.Status.CLOSED, version)
    require(policies.can_close(actor, row))
    for gathered in _gathered(row):
        gathered.gathered_into = None
        gathered.version += 1
        gathered.save(update_fields=["gathered_into", "version"])
        audit(actor, "planning.need.let_go", gathered, note=note)
    return _end(row, Need.Status.CLOSED, actor, note, "planning.need.closed")


@transaction.atomic
def carry_need_forward(*, need: Need, actor: Person, version: int, note: str) -> Need:
    """Carry an open need into the next year; return the need in which it lives on (policy R-3, AP-4).

    Raises `ValidationError` without a reason, `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    note = _reason(note, "Enter why it's continuing next year.")
    row = _lock(need, Need.Status.CARRIED_FORWARD, version)
    require(policies.can_carry(actor, row))
    return _carry(row, actor, note)


@transaction.atomic
def carry_needs_forward(*, needs: Iterable[Need], school: School, actor: Person, note: str) -> CarriedForward:
    """Carry the given open needs of a school's past years into this one, with one reason for all of them.

    Those that ended meanwhile are left as they are and counted. Raises `ValidationError`, `PermissionDenied`.
    """
    note = _reason(note, "Enter why you're carrying them forward.")
    require(policies.can_carry_all(actor, school))
    asked = [need.pk for need in needs]
    rows = (
        Need.objects.open()
        .filter(pk__in=asked, school=school, year__lt=academic_year(today()))
        .select_related("school")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    successors = [_carry(row, actor, note) for row in rows]
    return CarriedForward(successors, len(asked) - len(successors))


def _carry(row: Need, actor: Person, note: str) -> Need:
    """Write the successor of a locked need, then its end: the database asks for this order."""
    year = year_after(row)
    successor = Need.objects.create(
        school=row.school,
        year=year,
        priority=_carried_priority(row.priority, year),
        raised_at=now(),
        carried_from=row,
        **{name: getattr(row, name) for name in CARRIED},
    )
    audit(actor, "planning.need.carried_in", successor, note=note, changes={"year": [row.year, year]})
    for gathered in _gathered(row):
        gathered.gathered_into = successor
        gathered.version += 1
        gathered.save(update_fields=["gathered_into", "version"])
    _end(row, Need.Status.CARRIED_FORWARD, actor, note, "planning.need.carried_forward")
    return successor


def _carried_priority(priority: Priority | None, year: int) -> Priority | None:
    """Return the priority in which the need's own lives on in `year`, or nothing where it was not carried on."""
    if priority is None:
        return None
    return Priority.objects.in_force().filter(carried_from=priority, year=year).first()


def _gathered(row: Need) -> list[Need]:
    """Lock and return the open needs that hang on a provision."""
    rows = Need.objects.open().filter(gathered_into=row).select_related("school").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


@transaction.atomic
def reopen_need(*, need: Need, actor: Person, version: int, note: str) -> Need:
    """Open a need again that was ended by mistake. `note`: what was wrong, never empty (`ValidationError`).

    Raises `IllegalMove` for one that is open or lives on elsewhere, `StaleVersion`, `PermissionDenied`.
    """
    note = _reason(note, "Enter why you're reopening it.")
    row = _lock(need, Need.Status.OPEN, version)
    require(policies.can_reopen(actor, row))
    _open_again(row)
    audit(actor, "planning.need.reopened", row, note=note)
    notices.need_moved(row, actor, note)
    return row


def _open_again(row: Need) -> None:
    # The link to a common provision is kept only while that one is open.
    if row.gathered_into is not None and row.gathered_into.status != Need.Status.OPEN:
        row.gathered_into = None
    row.move_to(
        Need.Status.OPEN,
        ended_at=None,
        ended_by=None,
        ended_note="",
        gathered_into=row.gathered_into,
        version=row.version + 1,
    )
