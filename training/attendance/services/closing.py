"""Closing a register: a record for everybody who was there, the certificates that it renews, the needs that it meets.
Afterwards a line is corrected with a reason, and record and certificates follow (policy HS-1, GV-4, IM-4).
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from certificates.models import Certificate, Requirement
from certificates.services import award_certificates, withdraw_award
from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.formatting import moment
from people.models import Person, School
from planning.models import Need, Reason
from planning.needs.querysets import NeedQuerySet
from planning.needs.services import meet_needs, reopen_met_needs
from training.attendance import notices, policies
from training.attendance.models import Attendance, Mark
from training.attendance.selectors import attended_minutes, earns_certificate, hours_of, is_required, register_of
from training.attendance.services.catching_up import end_caught_up
from training.attendance.services.marking import Marked
from training.events.models import Event
from training.events.policies import can_run
from training.places.selectors import schools_of
from training.records.models import Record
from training.records.services import credit_records, record_trainings, restate_hours, withdraw_record


@transaction.atomic
def close_register(*, event: Event, actor: Person) -> Event:
    """Confirm the register of an event, and write what comes of it; whoever is not marked is absent.

    But whoever does not work then, or is away for long, was invited, not required, whatever was marked before.
    Of the actor's own attendance counts what somebody else marked; else it stays their own word, without a record,
    until another who keeps the register confirms it (`correct_attendance`). In as many statements for one as for
    hundreds. Raises `IllegalMove` before the start and when it was closed meanwhile, `PermissionDenied`.
    """
    event = Event.objects.lock_for(Event.Status.HELD, pk=event.pk)
    require(can_run(actor, event))
    if not event.has_started:
        raise IllegalMove(f"You can close the register once the event has started, on {moment(event.starts_at)}.")
    closed_at = now()
    register = register_of(event, with_away=True)
    Attendance.objects.bulk_create(
        Attendance(
            event=event,
            person=line.person,
            mark=Mark.fitting(Mark.ABSENT, is_required=line.is_required),
            marked_by=actor,
            marked_at=closed_at,
        )
        for line in register
        if line.attendance is None
    )
    lines = Attendance.objects.filter(event=event)
    free = [line.person.pk for line in register if line.person and not line.is_required]
    lines.filter(person__in=free, mark=Mark.ABSENT).update(mark=Mark.NOT_REQUIRED, reason="")
    lines.exclude(person=actor).update(confirmed_by=actor, confirmed_at=closed_at)
    _record(event, [row for row in lines.marked() if row.person_id != actor.pk], actor)
    for own in lines.filter(person=actor).exclude(marked_by=actor).marked():
        own.confirmed_by, own.confirmed_at = own.marked_by, closed_at
        own.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(event, [own], own.marked_by)
    event.move_to(Event.Status.HELD, register_closed_at=closed_at, register_closed_by=actor, version=event.version + 1)
    audit(actor, "training.event.register_closed", event)
    notices.register_closed(event, lines.filter(record__isnull=False))
    return event


def _record(event: Event, rows: Sequence[Attendance], actor: Person) -> None:
    """Write the records of confirmed lines, credit what the event renews, and meet what it was for."""
    there = [row for row in rows if row.person and attended_minutes(event, row.mark, row.missed_minutes)]
    schools = _schools(event, [row.person for row in there if row.person])
    requirement = next(iter(event.requirements.all()), None)
    new = [_new_record(event, row, schools[row.person_id], requirement) for row in there]
    written = record_trainings(actor=actor, records=new)
    of_person: dict[int | None, Record] = {record.person_id: record for record in written}
    for row in there:
        row.record = of_person[row.person_id]
    Attendance.objects.bulk_update(there, ["record"])
    earned = [row.person for row in there if row.person and earns_certificate(event, row.mark, row.missed_minutes)]
    _award(event, {person: schools[person.pk] for person in earned}, [of_person[p.pk] for p in earned], actor)
    _meet_needs(event, earned, actor)
    end_caught_up(earned)


def _schools(event: Event, people: Sequence[Person]) -> dict[int | None, School]:
    found = schools_of([person.pk for person in people], event)
    by_key = School.objects.in_bulk(set(found.values()))
    return {person: by_key[school] for person, school in found.items()}


def _new_record(event: Event, row: Attendance, school: School, requirement: Requirement | None) -> Record:
    """Return what somebody did, with what it served as far as that is theirs: another school's plan is not."""
    links = {
        name: link
        for name in ("priority", "need", "action")
        if (link := getattr(event, name)) and (link.school_id == school.pk or link.school.is_central)
    }
    return Record(
        person=row.person,
        school=school,
        source=Record.Source.EVENT,
        title=event.title,
        provider=event.school.name,
        approach=event.approach,
        mode=event.mode,
        reason=Reason.STATUTORY if requirement else Reason.PRIORITY if links.get("priority") else Reason.PERSONAL,
        requirement=requirement,
        is_external=False,
        starts_on=event.day,
        ends_on=event.day,
        hours=hours_of(event, row.mark, row.missed_minutes),
        **links,
    )


def _award(event: Event, places: dict[Person, School], records: list[Record], actor: Person) -> None:
    requirements = list(event.requirements.all())
    if not requirements or not places:
        return
    certificates = award_certificates(
        places=places,
        requirements=requirements,
        awarded_on=event.day,
        title=event.title,
        source=Certificate.Source.EVENT,
        actor=actor,
    )
    credit_records(actor=actor, records=records, certificates=certificates)


def _meet_needs(event: Event, people: Sequence[Person], actor: Person) -> None:
    """Meet the open needs, of those that the event is for, that are one person's who was there.

    What a group or a school needs is not met because somebody came: those who plan for it say so.
    """
    meet_needs(needs=_needs(event, people), actor=actor, note=_met_by(event))


def _needs(event: Event, people: Sequence[Person]) -> NeedQuerySet:
    of_event = Q(pk__in=event.needs.order_by().values("pk")) | Q(pk__in=[event.need_id])
    return Need.objects.filter(of_event, person__in=people)


def _met_by(event: Event) -> str:
    return f"Attended “{event.title}”."


@transaction.atomic
def correct_attendance(*, attendance: Attendance, actor: Person, version: int, said: Marked, why: str) -> Attendance:
    """Say afterwards who was there or for how long, with a reason; the record and the certificates follow.

    So is somebody's attendance confirmed who closed the register themselves. Raises `ValidationError` without a
    reason, `StaleVersion`, `IllegalMove` while the register is open, `PermissionDenied` for one's own.
    """
    event = Event.objects.select_related("school").select_for_update(of=("self",)).get(pk=attendance.event_id)
    if event.status != Event.Status.HELD:
        raise IllegalMove("The register is still open. Mark it there.")
    row: Attendance = lock_version(Attendance.objects.marked(), attendance.pk, version)
    require(policies.can_correct(actor, row))
    if not why.strip():
        raise ValidationError({"why": "Enter why you're correcting it."})
    was, said = row.mark, said.fitting(is_required=is_required(row))
    row.mark, row.missed_minutes, row.reason = said.mark, said.missed_minutes, said.reason
    row.confirmed_by, row.confirmed_at, row.version = actor, now(), row.version + 1
    old, row.record = row.record, row.record
    if old and not attended_minutes(event, row.mark, row.missed_minutes):
        row.record = None
    row.save()
    audit(
        actor,
        "training.attendance.corrected",
        row,
        school_id=event.school_id,
        note=why.strip(),
        changes={"mark": [was, str(said.mark)]},
    )
    if old is None:
        _record(event, [row], actor)
    else:
        _follow(event, row, old, actor, why.strip())
    notices.attendance_corrected(row)
    return row


def _follow(event: Event, row: Attendance, record: Record, actor: Person, why: str) -> None:
    """Let the record of a corrected line, the certificates that it credited and the needs that it met follow."""
    people = [row.person] if row.person else []
    if not earns_certificate(event, row.mark, row.missed_minutes):
        # What another training of the same day earned too stays.
        others = Record.objects.filter(person=row.person_id, certificates__isnull=False).exclude(pk=record.pk)
        for certificate in Certificate.objects.filter(records=record).exclude(pk__in=others.values("certificates")):
            withdraw_award(certificate=certificate, actor=actor, reason=why)
        attended = Event.objects.filter(attendances__person=row.person_id, attendances__record__isnull=False)
        others = attended.exclude(pk=event.pk).order_by()
        met_there = Q(pk__in=others.filter(needs__isnull=False).values("needs")) | Q(
            pk__in=others.filter(need__isnull=False).values("need")
        )
        needs = _needs(event, people).exclude(met_there)
        reopen_met_needs(needs=needs, actor=actor, note=_met_by(event), because=why)
    else:
        _award(event, dict.fromkeys(people, record.school), [record], actor)
        _meet_needs(event, people, actor)
        end_caught_up(people)
    if row.record is None:
        withdraw_record(record=record, actor=actor, note=why)
    else:
        restate_hours(record=record, actor=actor, hours=hours_of(event, row.mark, row.missed_minutes), note=why)
