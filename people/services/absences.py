"""Recording that somebody is away for long, correcting the dates, and taking it out again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from core.audit import audit
from core.decisions import require
from core.flow import lock_version
from people import policies
from people.models import LongAbsence, Person
from people.services.people import apply_changes


@transaction.atomic
def record_absence(*, actor: Person, person: Person, starts_on: date, ends_on: date | None) -> LongAbsence:
    """Record that somebody is away from a day to a day, or with no end known. `ValidationError` where dates overlap."""
    row = LongAbsence(person=_locked(actor, person.pk), starts_on=starts_on, ends_on=ends_on)
    _refuse_clashes(row)
    row.save()
    audit(actor, "people.absence.recorded", row)
    return row


@transaction.atomic
def change_absence(
    *, actor: Person, absence: LongAbsence, version: int, starts_on: date, ends_on: date | None
) -> LongAbsence:
    """Change the dates. Raises `StaleVersion` on an old form, `ValidationError` where dates overlap."""
    _locked(actor, absence.person_id)
    row: LongAbsence = lock_version(LongAbsence.objects.all(), absence.pk, version)
    if changes := apply_changes(row, {"starts_on": starts_on, "ends_on": ends_on}):
        _refuse_clashes(row)
        row.version += 1
        row.save()
        audit(actor, "people.absence.changed", row, changes=changes)
    return row


@transaction.atomic
def delete_absence(*, actor: Person, absence: LongAbsence) -> Person:
    """Delete an absence that was recorded by mistake; the trail keeps its dates. Twice does no harm."""
    person = _locked(actor, absence.person_id)
    if row := LongAbsence.objects.select_for_update().filter(pk=absence.pk).first():
        dates = {"starts_on": [str(row.starts_on), ""], "ends_on": [str(row.ends_on or ""), ""]}
        audit(actor, "people.absence.deleted", row, changes=dates)
        row.delete()
    return person


def _locked(actor: Person, person_id: int) -> Person:
    """Return the person, locked, so that two absences recorded at once see each other. Asks the policy."""
    person = Person.objects.select_for_update().get(pk=person_id)
    require(policies.can_keep_absences(actor, person))
    return person


def _refuse_clashes(row: LongAbsence) -> None:
    """Raise `ValidationError` for dates that another absence has, or that go beyond the leaving date."""
    row.full_clean()
    left_on = row.person.left_on
    if left_on is not None and (row.ends_on or date.max) > left_on:
        leaves = f"{left_on.day} {left_on:%B %Y}"
        raise ValidationError({"ends_on": f"{row.person} leaves on {leaves}. Enter that day or an earlier one."})
    others = LongAbsence.objects.filter(person=row.person_id).exclude(pk=row.pk)
    if others.filter(Q(ends_on=None) | Q(ends_on__gte=row.starts_on), starts_on__lte=row.ends_on or date.max).exists():
        raise ValidationError({"starts_on": "Another absence covers some of these dates. Change that one instead."})
