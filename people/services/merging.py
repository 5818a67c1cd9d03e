"""Making one of two records of the same person."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F

from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.plugins import by_key
from core.trust_settings import in_own_words
from people import policies
from people.merge_rules import Fate, Relation, reasons_against, relations_to_people
from people.models import AccountChange, Person
from people.services.accounts import had_account


@dataclass(slots=True)
class Merge:
    """What a merge does, or would do.

    `moved` and `stays`: kind of row → how many; `notes`: what else changes; `clashes`: why it can't be done.
    """

    moved: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def preview_merge(*, actor: Person, keep: Person, gone: Person) -> Merge:
    """Return what the merge would do: it is done, and taken back."""
    with transaction.atomic():
        result = _merge(actor, keep, gone)
        transaction.set_rollback(True)
    return result


@transaction.atomic
def merge_people(*, actor: Person, keep: Person, gone: Person) -> Merge:
    """Let one record take over what is the person's from another, which stays as a name for history.

    Certificates, records, posts, roles and all that is the person's move; decisions, sent requests, bookings, reviews
    and the trail are never rewritten. Raises `ValidationError` with all clashes, and then nothing is changed.
    """
    result = _merge(actor, keep, gone)
    if result.clashes:
        raise ValidationError(result.clashes)
    return result


def _merge(actor: Person, keep: Person, gone: Person) -> Merge:
    rows = Person.objects.select_for_update().filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    keep, gone = locked[keep.pk], locked[gone.pk]
    require(policies.can_merge(actor, keep, gone))
    result = Merge(clashes=[*_own_reasons(keep, gone), *reasons_against(keep, gone)])
    for name, key in sorted(relations_to_people().items()):
        _carry_out(actor, name, key, keep, gone, result)
    if not result.clashes:
        _join_facts(keep, gone)
        audit(
            actor, "people.person.merged", keep,
            changes={"from": str(gone.public_id), "moved": result.moved, "stays": result.stays},
        )  # fmt: skip
    return result


def _own_reasons(keep: Person, gone: Person) -> list[str]:
    """Return what this app says against it."""
    reasons = []
    if keep.teacher_number and gone.teacher_number and keep.teacher_number != gone.teacher_number:
        reasons.append("The two have different teacher reference numbers, so they are two people.")
    if AccountChange.objects.waiting().filter(person__in=[keep, gone]).exists():
        reasons.append("A new email of one of them waits to be confirmed. Settle that first.")
    elif gone.email:
        reasons.append(
            in_own_words(
                "The record that goes has an email. Take it away first under “Edit details”: the person or a second "
                "administrator has to agree, so that no one can sign in as someone else."
            )
        )
    elif had_account(gone) and not gone.account_changes.filter(status="done", new_email="").exists():
        reasons.append("The record that goes can still be used to sign in. Keep that one, and merge the other into it.")
    return reasons


def _carry_out(actor: Person, name: str, key: Any, keep: Person, gone: Person, result: Merge) -> None:
    """Do with the rows of one relation what is registered for it."""
    relation = by_key(Relation)[name]
    rows = key.model.objects.filter(**{key.name: gone.pk})
    kind = str(key.model._meta.verbose_name_plural)  # noqa: SLF001 -- Django's public name for it
    if relation.fate is Fate.DROPPED:
        rows.delete()
        return
    moving = rows.filter(relation.only) if relation.fate is not Fate.STAYS else rows.none()
    count, total = moving.count(), rows.count()
    if relation.move is not None:
        count, notes = relation.move(actor, keep, gone)
        moving = moving.none()
        result.notes += notes
        if count:
            result.moved[kind] = result.moved.get(kind, 0) + count
    if total > count:
        result.stays[kind] = result.stays.get(kind, 0) + total - count
    also = {"version": F("version") + 1} if relation.has_version else {}
    for row in moving.order_by("pk"):
        if clash := _move(row, key, keep, also):
            if relation.fate is Fate.MOVES_ONCE:
                row.delete()
            else:
                result.clashes.append(f"{kind.capitalize()}, {row}: {clash}")
            continue
        result.moved[kind] = result.moved.get(kind, 0) + 1


def _move(row: models.Model, key: Any, keep: Person, also: dict[str, Any]) -> str:
    """Give a row to the record that stays; return why the database or the model refuses, or ""."""
    setattr(row, key.attname, keep.pk)
    try:
        row.validate_constraints()
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{key.attname: keep.pk}, **also)  # noqa: SLF001
    except ValidationError as refusal:
        worded = [message for message in refusal.messages if not message.startswith("Constraint “")]
        return " ".join(worded) or "the two records can’t both keep this. Remove one of them first."
    except IntegrityError as refusal:
        return str(refusal).splitlines()[0]
    finally:
        row.refresh_from_db()
    return ""


def _join_facts(keep: Person, gone: Person) -> None:
    """Leave the record that goes as a name, and let the other know what only it knew."""
    number, gone.teacher_number = gone.teacher_number, ""
    gone.is_active, gone.merged_into = False, keep
    gone.left_on = gone.left_on or max(today(), gone.joined_on or today())
    gone.version += 1
    gone.save()
    keep.teacher_number = keep.teacher_number or number
    keep.joined_on = min(filter(None, (keep.joined_on, gone.joined_on)), default=None)
    keep.version += 1
    keep.save()
