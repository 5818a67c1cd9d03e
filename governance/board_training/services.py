"""Entering what people on a board did elsewhere; saying that it is wrong; settling that (policy AP-8, HS-1)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certificates.models import Certificate, Requirement
from certificates.services import award_certificates, withdraw_award
from core.audit import audit, audit_event
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.models import AuditEvent, StoredFile
from core.trust_settings import in_own_words
from governance.board_training import notices, policies
from governance.board_training.models import OutsideTraining
from governance.board_training.selectors import home_of, people_to_enter
from governance.boards.models import Board
from people.models import Person
from planning.models import Reason
from training.records.models import Record
from training.records.services import credit_records, record_trainings, withdraw_record


@transaction.atomic
def enter_training(
    *,
    actor: Person,
    board: Board,
    people: Sequence[Person],
    title: str,
    approach: str,
    starts_on: dt.date,
    ends_on: dt.date,
    hours: Decimal,
    provider: str = "",
    requirement: Requirement | None = None,
    file: StoredFile | None = None,
) -> list[OutsideTraining]:
    """Record one training of several people on a board, with the certificate where it renews a requirement.

    In as many statements for one as for many. `IllegalMove` where somebody is not on the board any more, has such a
    certificate of that day already, or the board has no school; `ValidationError` for a day to come.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    require(policies.can_enter(actor, board))
    if ends_on > today():
        raise ValidationError({"ends_on": "The date must be today or in the past"})
    chosen = {person.pk for person in people}
    if not chosen or chosen - {person.pk for person in people_to_enter(board, actor)}:
        raise IllegalMove("Who is on the board has changed since you opened this. Tick who was there again.")
    school = home_of(board)
    if school is None:
        raise IllegalMove(in_own_words("This board has no school. Ask the trust administrator to add it first."))
    if requirement is not None:
        _refuse_second(people, requirement, ends_on)
    records = record_trainings(
        actor=actor,
        records=[
            Record(
                person=person,
                school=school,
                source=Record.Source.OUTSIDE,
                title=title,
                provider=provider,
                approach=approach,
                reason=Reason.STATUTORY if requirement else Reason.PERSONAL,
                requirement=requirement,
                is_external=True,
                starts_on=starts_on,
                ends_on=ends_on,
                hours=hours,
                file=file,
            )
            for person in people
        ],
    )
    if requirement is not None:
        certificates = award_certificates(
            places=dict.fromkeys(people, school),
            requirements=[requirement],
            awarded_on=ends_on,
            title=title,
            source=Certificate.Source.UPLOAD,
            actor=actor,
            provider=provider,
            file=file,
        )
        credit_records(actor=actor, records=records, certificates=certificates)
    entries = OutsideTraining.objects.bulk_create(OutsideTraining(board=board, record=row) for row in records)
    AuditEvent.objects.bulk_create(
        audit_event(actor, "governance.outsidetraining.entered", entry, school_id=school.pk) for entry in entries
    )
    notices.entered(entries, actor)
    return entries


def _refuse_second(people: Sequence[Person], requirement: Requirement, day: dt.date) -> None:
    """Refuse people who have a certificate of that day, typed in, already."""
    there = Certificate.objects.filter(
        person__in=people, requirement=requirement, awarded_on=day, source=Certificate.Source.UPLOAD, revoked_at=None
    )
    had = set(there.values_list("person_id", flat=True))
    if had:
        names = ", ".join(person.full_name for person in people if person.pk in had)
        raise IllegalMove(f"A certificate for this day has already been added for {names}. Don’t tick them.")


def _lock(entry: OutsideTraining, version: int) -> OutsideTraining:
    row: OutsideTraining = lock_version(
        OutsideTraining.objects.select_related("record__person", "board"), entry.pk, version
    )
    return row


@transaction.atomic
def dispute(*, entry: OutsideTraining, actor: Person, version: int, because: str) -> OutsideTraining:
    """Say of one's own training that it is wrong, and what; the clerk is asked to look."""
    row = _lock(entry, version)
    require(policies.can_dispute(actor, row))
    row.disputed_at, row.disputed_because = now(), _said(because, "because", "Enter what’s wrong")
    _save(row)
    audit(actor, "governance.outsidetraining.disputed", row, school_id=row.record.school_id)
    notices.disputed(row)
    return row


@transaction.atomic
def keep(*, entry: OutsideTraining, actor: Person, version: int, words: str) -> OutsideTraining:
    """Leave training as it is that somebody said to be wrong, and say why."""
    row = _lock(entry, version)
    require(policies.can_keep(actor, row))
    said = _said(words, "words", "Enter a reason")
    row.disputed_at, row.disputed_because = None, ""
    _save(row)
    audit(actor, "governance.outsidetraining.kept", row, school_id=row.record.school_id)
    notices.settled(row, said, is_withdrawn=False)
    return row


@transaction.atomic
def withdraw(*, entry: OutsideTraining, actor: Person, version: int, words: str) -> OutsideTraining:
    """Withdraw training that was entered wrongly, and the certificate that came of it alone."""
    row = _lock(entry, version)
    require(policies.can_withdraw(actor, row))
    said = _said(words, "words", "Enter a reason")
    others = Record.objects.filter(person=row.record.person_id, certificates__isnull=False).exclude(pk=row.record_id)
    earned = Certificate.objects.filter(records=row.record_id).exclude(pk__in=others.values("certificates"))
    for certificate in earned:
        withdraw_award(certificate=certificate, actor=actor, reason=said)
    withdraw_record(record=row.record, actor=actor, note=said)
    row.disputed_at, row.disputed_because = None, ""
    _save(row)
    audit(actor, "governance.outsidetraining.withdrawn", row, school_id=row.record.school_id)
    notices.settled(row, said, is_withdrawn=True)
    return row


def _said(words: str, field: str, ask: str) -> str:
    if not words.strip():
        raise ValidationError({field: ask})
    return words.strip()


def _save(row: Any) -> None:
    row.version += 1
    row.save(update_fields=["disputed_at", "disputed_because", "version"])
