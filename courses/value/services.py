"""Keeping service-level agreements, and counting the credits that bookings use (policy GV-2, AP-10)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.formatting import counted, number
from courses.bookings.models import Booking
from courses.value import policies
from courses.value.models import ServiceAgreement
from people.models import Person

FIELDS = ("provider", "title", "starts_on", "ends_on", "cost", "credits", "notes")


class CreditsUsedUp(IllegalMove):
    """The agreement can't pay for the place: another provider, school or period, or not that many credits left."""


@transaction.atomic
def create_agreement(*, actor: Person, values: Mapping[str, Any]) -> ServiceAgreement:
    """Write down what was bought. `values` by field name (`FIELDS`), `schools` as a list; none: for every school."""
    require(policies.can_manage_agreements(actor))
    agreement = ServiceAgreement.objects.create(**{name: values[name] for name in FIELDS if name in values})
    agreement.schools.set(values.get("schools", []))
    audit(actor, "courses.agreement.created", agreement)
    return agreement


@transaction.atomic
def change_agreement(
    *, agreement: ServiceAgreement, actor: Person, version: int, values: Mapping[str, Any]
) -> ServiceAgreement:
    """Change an agreement. Raises `StaleVersion`, and `IllegalMove` for what its bookings forbid.

    Those are fewer credits than they use, and another provider than theirs.
    """
    require(policies.can_manage_agreements(actor))
    row: ServiceAgreement = lock_version(ServiceAgreement.objects.all(), agreement.pk, version)
    changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if "provider" in changed and row.bookings.exists():
        raise IllegalMove("Bookings are paid with it, so it stays with its provider.")
    used = credits_used(row)
    if row.credits is not None and used > row.credits:
        raise IllegalMove(f"Credits used already: {number(used)}. It cannot have fewer.")
    row.version += 1
    row.save()
    if "schools" in values:
        row.schools.set(values["schools"])
    audit(actor, "courses.agreement.changed", row, changes={"fields": changed})
    return row


@transaction.atomic
def remove_agreement(*, agreement: ServiceAgreement, actor: Person, version: int) -> None:
    """Remove an agreement that was entered by mistake. Raises `StaleVersion`, `PermissionDenied` for one in use."""
    row: ServiceAgreement = lock_version(ServiceAgreement.objects.all(), agreement.pk, version)
    require(policies.can_remove_agreement(actor, row))
    audit(actor, "courses.agreement.removed", row)
    row.delete()


def credits_used(agreement: ServiceAgreement, apart_from: Booking | None = None) -> Decimal:
    """Return the credits that bookings use; a cancelled one gives its credits back."""
    rows = agreement.bookings.exclude(status=Booking.Status.CANCELLED)
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from.pk)
    return rows.aggregate(used=Sum("credits_used"))["used"] or Decimal(0)


def take_credits(booking: Booking) -> None:
    """Make sure that the credits of an unsaved or locked booking are there; called inside the verb that saves it.

    Locks the agreement, so that two bookings cannot both take its last credit. Raises `CreditsUsedUp`.
    """
    if booking.agreement_id is None:
        return
    agreement = ServiceAgreement.objects.select_for_update(of=("self",)).get(pk=booking.agreement_id)
    wanted = booking.credits_used or Decimal(0)
    if not ServiceAgreement.objects.filter(pk=agreement.pk).with_provider_of(booking.request).exists():
        raise CreditsUsedUp(f"“{agreement}” is not with the provider of this course.")
    if not agreement.starts_on <= booking.starts_on <= agreement.ends_on:
        raise CreditsUsedUp(f"“{agreement}” does not run on the first day of the course.")
    for_schools = set(agreement.schools.values_list("pk", flat=True))
    if for_schools and booking.school_id not in for_schools:
        raise CreditsUsedUp(f"“{agreement}” is not for this school.")
    if agreement.credits is None:
        return
    left = agreement.credits - credits_used(agreement, apart_from=booking if booking.pk else None)
    if wanted > left:
        raise CreditsUsedUp(
            f"“{agreement}” has {counted(left, 'credit')} left. Book at the provider's price instead, "
            "or send the request back to its approvers."
        )
