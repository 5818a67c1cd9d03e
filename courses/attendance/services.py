"""Who came: attendance, the record that it writes, the certificates that it credits, and closing (IM-4, R-1).

Locks are always taken in the same order: the request, then its booking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates.models import Certificate, Requirement
from certificates.services import award_certificate
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from core.models import StoredFile
from courses.attendance import notices, policies
from courses.attendance.selectors import certificates_of, owed_certificates
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest
from people.models import Person
from training.models import Record
from training.records.services import credit_record, record_training


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A certificate that came with the course: for which requirement, and what is printed on it."""

    requirement: Requirement
    awarded_on: date
    printed_expiry: date | None = None
    number: str = ""
    file: StoredFile | None = None


@transaction.atomic
def confirm_attendance(
    *,
    booking: Booking,
    actor: Person,
    attended: bool,
    hours: Decimal | None = None,
    absence_note: str = "",
    awards: Sequence[Award] = (),
) -> Booking:
    """Return whether the person came; write the record, award the certificates, and close what is complete.

    The record is written once, whatever happens twice. Raises `IllegalMove` when somebody said it already or the
    course is not over, `ValidationError` when hours or the factual reason of an absence are missing.
    """
    target = Booking.Status.ATTENDED if attended else Booking.Status.NOT_ATTENDED
    request = CourseRequest.objects.lock_for(CourseRequest.Status(target.value), pk=booking.request_id)
    booking = Booking.objects.lock_for(target, pk=booking.pk)
    require(policies.can_confirm_attendance(actor, booking))
    if booking.ends_on > today():
        raise IllegalMove(f"The course ends on {booking.ends_on:%-d %B %Y}. Record attendance after that.")
    if attended and hours is None:
        raise ValidationError("Enter the number of hours attended.")
    if not attended and not absence_note.strip():
        raise ValidationError("Enter why they didn't attend.")
    moment = now()
    record = None if hours is None or not attended else _record(booking, request, actor, hours)
    booking.move_to(
        target,
        record=record,
        attendance_by=actor,
        attendance_at=moment,
        absence_note="" if attended else absence_note.strip(),
        version=booking.version + 1,
    )
    request.move_to(target.value, waiting_since=moment)
    audit(actor, f"courses.booking.{target.value}", booking)
    if record is None:
        notices.absence_noted(booking)
        return booking
    _award(record, request, actor, awards)
    owed = owed_certificates([request])[request.pk]
    notices.attendance_confirmed(booking, len(owed))
    if not owed:
        _close(request, actor)
    return booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What is said of one booking: whether the person came, for how long, or why not."""

    booking: Booking
    attended: bool
    hours: Decimal | None = None
    absence_note: str = ""
    awards: Sequence[Award] = ()


@transaction.atomic
def confirm_attendances(*, answers: Sequence[Attendance], actor: Person) -> list[Booking]:
    """Say of several people at once whether they came: all of it is kept, or nothing; see `confirm_attendance`."""
    return [
        confirm_attendance(actor=actor, **{field.name: getattr(answer, field.name) for field in fields(answer)})
        for answer in sorted(answers, key=lambda a: a.booking.request_id)
    ]


def _record(booking: Booking, request: CourseRequest, actor: Person, hours: Decimal) -> Record:
    return record_training(
        actor=actor,
        person=booking.person,
        school=booking.school,
        source=Record.Source.BOOKING,
        title=request.title,
        provider=request.provider_name,
        approach=request.approach,
        mode=request.mode,
        route=request.route,
        reason=request.reason,
        requirement=request.requirement,
        priority=request.priority,
        need=request.need,
        action=request.action,
        is_external=request.is_external,
        starts_on=booking.starts_on,
        ends_on=booking.ends_on,
        hours=hours,
        cost=booking.cost,
    )


def _award(record: Record, request: CourseRequest, actor: Person, awards: Sequence[Award]) -> None:
    """Award what came with the course; an award of something else than the course credits is refused."""
    owed = {requirement.pk for requirement in owed_certificates([request])[request.pk]}
    for award in awards:
        if award.requirement.pk not in owed:
            raise ValidationError(f"This course does not credit “{award.requirement}”, or its certificate is here.")
        award_certificate(
            person=record.person,
            requirement=award.requirement,
            school=record.school,
            awarded_on=award.awarded_on,
            title=record.title,
            provider=record.provider,
            source=Certificate.Source.COURSE,
            actor=actor,
            printed_expiry=award.printed_expiry,
            number=award.number,
            file=award.file,
        )
    credit_record(actor=actor, record=record, certificates=certificates_of([request])[request.pk])


@transaction.atomic
def add_certificate(*, booking: Booking, actor: Person, award: Award) -> None:
    """Add a certificate that came after attendance was recorded, and close what is complete with it.

    Nothing is added where it has come already. Raises `IllegalMove` where it was awarded before the course, and as
    `award_certificate`, which asks who may.
    """
    request = CourseRequest.objects.lock_for(pk=booking.request_id)
    is_owed = award.requirement in owed_certificates([request])[request.pk]
    if request.status != CourseRequest.Status.ATTENDED or not is_owed:
        return
    if request.starts_on and award.awarded_on < request.starts_on:
        raise IllegalMove(f"The course started on {request.starts_on:%-d %B %Y}. Enter that day or a later one.")
    award_certificate(
        person=booking.person,
        requirement=award.requirement,
        school=booking.school,
        awarded_on=award.awarded_on,
        title=request.title,
        provider=request.provider_name,
        source=Certificate.Source.UPLOAD,
        actor=actor,
        printed_expiry=award.printed_expiry,
        number=award.number,
        file=award.file,
    )
    _close_if_still_attended(request.pk)


@transaction.atomic
def close_request(*, request: CourseRequest, actor: Person) -> CourseRequest:
    """Close an attended request when nothing is owed any more: the record is there, and every certificate.

    Raises `IllegalMove` while a certificate is missing.
    """
    request = CourseRequest.objects.lock_for(CourseRequest.Status.CLOSED, pk=request.pk)
    require(policies.can_close(actor, request))
    if owed := owed_certificates([request])[request.pk]:
        raise IllegalMove(f"Add the missing certificates first: {', '.join(str(r) for r in owed)}.")
    return _close(request, actor)


def close_completed() -> int:
    """Close every attended request whose certificates have come meanwhile; return how many. Run by the clock."""
    attended = list(CourseRequest.objects.filter(status=CourseRequest.Status.ATTENDED))
    owed = owed_certificates(attended)
    return sum(_close_if_still_attended(request.pk) for request in attended if not owed[request.pk])


@transaction.atomic
def _close_if_still_attended(pk: int) -> bool:
    request = CourseRequest.objects.lock_for(pk=pk)
    if request.status != CourseRequest.Status.ATTENDED or owed_certificates([request])[pk]:
        return False
    _close(request, None)
    return True


def _close(request: CourseRequest, actor: Person | None) -> CourseRequest:
    """Hang the certificates on the record, and close."""
    record = Record.objects.get(booking__request=request)
    credit_record(actor=actor, record=record, certificates=certificates_of([request])[request.pk])
    request.move_to(CourseRequest.Status.CLOSED, waiting_since=now())
    audit(actor, "courses.request.closed", request)
    return request
