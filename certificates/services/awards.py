"""Certificates: awarded, confirmed, withdrawn. A history; the mark of the one that counts moves with it."""

import datetime as dt

from django.db import transaction

from certificates import policies
from certificates.models import Certificate, Requirement
from certificates.services.history import (
    by_the_rule,
    history_of,
    last_day_of,
    lock_history,
    mark_current,
    work_out_again,
)
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from core.models import StoredFile
from people.models import Person, School


@transaction.atomic
def award_certificate(
    *,
    person: Person,
    requirement: Requirement,
    school: School,
    awarded_on: dt.date,
    title: str,
    source: str,
    actor: Person | None,
    provider: str = "",
    printed_expiry: dt.date | None = None,
    number: str = "",
    file: StoredFile | None = None,
) -> Certificate:
    """Add an award to a person's history, compute its last valid day, and let the longest valid one count.

    An award that was found later moves the anniversary of those after it, which are worked out again.

    `source` is a `Certificate.Source`. The same award from the same source (person, requirement, day) is recorded
    once: a second call returns the first one. What is typed in (`UPLOAD`) may differ from the first: it is refused
    (`replace_certificate` is for that), and the actor must be somebody who may enter it, else `PermissionDenied`; for
    a course, an event or an import the caller has asked its own policy. `IllegalMove` also when the day lies ahead or
    after the printed expiry. Policy HS-1, IM-3, CX-1.
    """
    if awarded_on > today():
        raise IllegalMove("The date awarded must be today or in the past.")
    if printed_expiry and printed_expiry < awarded_on:
        raise IllegalMove("The expiry date must be the same as or after the date awarded.")
    lock_history(person.pk)
    if source == Certificate.Source.UPLOAD:
        if actor is None:
            raise IllegalMove("We need to know who added this certificate.")
        require(policies.can_enter(actor, person))
    history = history_of(person, requirement)
    if same := next((c for c in history if (c.awarded_on, c.source) == (awarded_on, source)), None):
        if source == Certificate.Source.UPLOAD:
            raise IllegalMove("A certificate for this day has already been added.")
        return same
    certificate = Certificate(
        person=person,
        school=school,
        requirement=requirement,
        title=title,
        provider=provider,
        number=number,
        awarded_on=awarded_on,
        printed_expiry=printed_expiry,
        is_current=False,
        source=source,
        file=file,
        entered_by=actor,
        entered_at=now(),
    )
    certificate.expires_on = last_day_of(certificate, history)
    certificate.save()
    work_out_again(by_the_rule(history), [*history, certificate], actor)
    mark_current(person.pk, requirement.pk)
    audit(actor, "certificates.certificate.awarded", certificate, changes={"source": [None, str(source)]})
    certificate.refresh_from_db(fields=["is_current"])
    return certificate


def _lock_certificate(certificate: Certificate) -> Certificate:
    """Lock the person's history and return the certificate as it stands now."""
    lock_history(certificate.person_id)
    return Certificate.objects.select_related("person", "requirement").get(pk=certificate.pk)


@transaction.atomic
def verify_certificate(*, certificate: Certificate, actor: Person) -> Certificate:
    """Confirm what a person entered for themselves. `PermissionDenied` for the person and for who leads them not."""
    certificate = _lock_certificate(certificate)
    if certificate.revoked_at or certificate.verified_at:
        raise IllegalMove("This has changed since you opened it: there is nothing to confirm any more.")
    require(policies.can_verify(actor, certificate))
    certificate.verified_by = actor
    certificate.verified_at = now()
    certificate.save(update_fields=["verified_by", "verified_at"])
    mark_current(certificate.person_id, certificate.requirement_id)
    audit(actor, "certificates.certificate.verified", certificate)
    return certificate


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, actor: Person, reason: str) -> Certificate:
    """Withdraw an award that was wrong; it stays in the history, and the next longest counts in its place.

    `IllegalMove` when it was withdrawn already or no reason is given; `PermissionDenied` with the policy's reason.
    """
    certificate = _lock_certificate(certificate)
    if certificate.revoked_at:
        raise IllegalMove("This has changed since you opened it: this certificate was withdrawn.")
    if not reason.strip():
        raise IllegalMove("Enter a reason for withdrawing the certificate.")
    require(policies.can_revoke(actor, certificate))
    history = history_of(certificate.person, certificate.requirement)
    certificate.is_current = False
    certificate.revoked_at = now()
    certificate.revoked_reason = reason.strip()
    certificate.save(update_fields=["is_current", "revoked_at", "revoked_reason"])
    work_out_again(by_the_rule(history), [row for row in history if row.pk != certificate.pk], actor)
    mark_current(certificate.person_id, certificate.requirement_id)
    audit(actor, "certificates.certificate.revoked", certificate, note=certificate.revoked_reason)
    return certificate


@transaction.atomic
def replace_certificate(
    *,
    certificate: Certificate,
    actor: Person,
    school: School,
    title: str,
    provider: str = "",
    printed_expiry: dt.date | None = None,
    number: str = "",
    file: StoredFile | None = None,
) -> Certificate:
    """Withdraw a certificate that was typed in, and add it with other details and file for the same day.

    Without a `file` the one that is there stays. Errors as in `revoke_certificate` and `award_certificate`.
    """
    old = revoke_certificate(certificate=certificate, actor=actor, reason="Replaced by a new entry")
    return award_certificate(
        person=old.person,
        requirement=old.requirement,
        school=school,
        awarded_on=old.awarded_on,
        title=title,
        source=Certificate.Source.UPLOAD,
        actor=actor,
        provider=provider,
        printed_expiry=printed_expiry,
        number=number,
        file=file or old.file,
    )


@transaction.atomic
def attach_file(*, certificate: Certificate, file: StoredFile, actor: Person) -> Certificate:
    """Add the scan of a certificate that was recorded without one. `IllegalMove` when there is one already."""
    certificate = _lock_certificate(certificate)
    if certificate.file_id:
        raise IllegalMove("This has changed since you opened it: there is a file already.")
    require(policies.can_attach(actor, certificate))
    certificate.file = file
    certificate.save(update_fields=["file"])
    audit(actor, "certificates.certificate.file_added", certificate)
    return certificate
