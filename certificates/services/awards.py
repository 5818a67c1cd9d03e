"""Certificates: awarded, confirmed, withdrawn. A history; the mark of the one that counts moves with it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from certificates import policies
from certificates.models import Certificate, Requirement
from certificates.services.history import (
    by_the_rule,
    histories_of,
    history_of,
    last_day_of,
    lock_history,
    mark_current,
    work_out_again,
)
from core.audit import audit, audit_event
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from core.models import AuditEvent, StoredFile
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
        if Certificate.objects.typed_in(person, requirement, awarded_on).exists():
            raise IllegalMove("A certificate for this day has already been added.")
    row = _new(person, requirement, school, awarded_on, title, source, actor)
    row.provider, row.printed_expiry, row.number, row.file = provider, printed_expiry, number, file
    return _add([row], actor)[0]


@transaction.atomic
def award_certificates(
    *,
    places: Mapping[Person, School],
    requirements: Collection[Requirement],
    awarded_on: dt.date,
    title: str,
    source: str,
    actor: Person | None,
    provider: str = "",
    file: StoredFile | None = None,
) -> list[Certificate]:
    """Award each requirement to each person, at the school that `places` names, and return the certificates.

    As `award_certificate`, in the same number of statements for one person and for hundreds; the caller has asked its
    own policy.
    """
    if awarded_on > today():
        raise IllegalMove("The date awarded must be today or in the past.")
    lock_history(*(person.pk for person in places))
    rows = [
        _new(person, requirement, school, awarded_on, title, source, actor)
        for requirement in requirements
        for person, school in places.items()
    ]
    for row in rows:
        row.provider, row.file = provider, file
    return _add(rows, actor)


def _new(
    person: Person,
    requirement: Requirement,
    school: School,
    awarded_on: dt.date,
    title: str,
    source: str,
    actor: Person | None,
) -> Certificate:
    """Return an award that is not written yet."""
    return Certificate(
        person=person,
        school=school,
        requirement=requirement,
        title=title,
        awarded_on=awarded_on,
        is_current=False,
        source=source,
        entered_by=actor,
        entered_at=now(),
    )


def _add(rows: Sequence[Certificate], actor: Person | None) -> list[Certificate]:
    """Write awards into their locked histories, and return them; of one that is there already, the first."""
    people, requirements = {row.person_id for row in rows}, {row.requirement_id for row in rows}
    histories = histories_of(people, requirements)
    there = {(c.person_id, c.requirement_id, c.awarded_on, c.source): c for h in histories.values() for c in h}
    answer = [there.get((c.person_id, c.requirement_id, c.awarded_on, str(c.source)), c) for c in rows]
    new = [row for row in answer if row.pk is None]
    for row in new:
        row.expires_on = last_day_of(row, histories[row.person_id, row.requirement_id])
    Certificate.objects.bulk_create(new)
    for row in new:
        history = histories[row.person_id, row.requirement_id]
        work_out_again(by_the_rule(history), [*history, row], actor)
    mark_current(people, requirements)
    AuditEvent.objects.bulk_create(
        audit_event(actor, "certificates.certificate.awarded", row, changes={"source": [None, str(row.source)]})
        for row in new
    )
    current = set(Certificate.objects.current().filter(pk__in=[row.pk for row in new]).values_list("pk", flat=True))
    for row in new:
        row.is_current = row.pk in current
    return answer


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
    mark_current([certificate.person_id], [certificate.requirement_id])
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
    return _withdraw(certificate, actor, reason.strip())


@transaction.atomic
def withdraw_award(*, certificate: Certificate, actor: Person, reason: str) -> Certificate:
    """Withdraw what came of an event that somebody didn't attend after all; the caller has asked its own policy.

    One that was withdrawn already stays as it is.
    """
    certificate = _lock_certificate(certificate)
    return certificate if certificate.revoked_at else _withdraw(certificate, actor, reason)


def _withdraw(certificate: Certificate, actor: Person, reason: str) -> Certificate:
    history = history_of(certificate.person, certificate.requirement)
    certificate.is_current = False
    certificate.revoked_at = now()
    certificate.revoked_reason = reason
    certificate.save(update_fields=["is_current", "revoked_at", "revoked_reason"])
    work_out_again(by_the_rule(history), [row for row in history if row.pk != certificate.pk], actor)
    mark_current([certificate.person_id], [certificate.requirement_id])
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
