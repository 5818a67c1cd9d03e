"""Catching up on required training that somebody missed: asked for, reminded of, and done (policy HS-1)."""

import logging
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import award_certificate
from core.audit import audit, audit_event
from core.calendar import LONDON, now, today
from core.decisions import require
from core.flow import IllegalMove
from core.models import AuditEvent
from core.trust_settings import trust_setting
from people.models import LongAbsence, Person, School
from training.attendance import notices, policies
from training.attendance.models import Attendance, CatchUp
from training.attendance.querysets import lost_date, not_asked, without_date
from training.attendance.selectors import Way, is_still_asked, missed_at, places_at, still_missing, way_of
from training.events.models import Event
from training.events.policies import can_run
from training.places.selectors import schools_of
from training.places.services import give_places

logger = logging.getLogger(__name__)
NOT_BY_READING = {
    Way.DATE: "You've been asked to go on another date. Ask the organiser if you can't.",
    Way.AGAIN: "You gave up your place on another date. Sign up again or ask the organiser.",
    Way.ASK: "Ask the organiser for another date.",
}


@transaction.atomic
def ask_to_catch_up(
    *, event: Event, actor: Person, missed: Collection[Attendance], next_event: Event | None = None
) -> list[CatchUp]:
    """Ask people who missed required training to catch up: on another date, or without one by reading the material.

    `missed`: lines of the register; whoever has caught up or is asked already is left out, but for those who are to go
    on another date now, or who lost their place there and may read the material. `next_event`: an event to come that
    renews all that this one does; they get a place there, and whoever can have none is left out. Raises `IllegalMove`
    where it does not renew that, `PermissionDenied`.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    require(can_run(actor, event))
    if next_event is not None:
        renews = set(next_event.requirements.values_list("pk", flat=True))
        if next_event.has_started or not renews.issuperset(event.requirements.values_list("pk", flat=True)):
            raise IllegalMove("Choose an event to come that covers the same required training.")
    askable = not_asked() | (lost_date() if next_event is None else without_date())
    wanted = {row.pk for row in missed}
    rows = [row for row in missed_at(event).filter(askable) if row.pk in wanted]
    states: dict[int, str] = {}
    if next_event is not None:
        people = {row.person.pk: row.person for row in rows if row.person}
        give_places(event=next_event, actor=actor, people=people.values())
        states = places_at(next_event, people)
        rows = [row for row in rows if row.person_id in states]
    facts = {"next_event": next_event, "asked_by": actor, "asked_at": now()}
    again = [row.catch_up for row in rows if hasattr(row, "catch_up")]
    new = [CatchUp(attendance=row, **facts) for row in rows if not hasattr(row, "catch_up")]
    asked = [*CatchUp.objects.bulk_create(new), *(_ask_again(catch_up, facts) for catch_up in again)]
    for catch_up in asked:
        audit(actor, "training.catch_up.asked", catch_up, school_id=event.school_id)
        notices.catch_up_asked(catch_up, states.get(catch_up.attendance.person_id or 0, ""))
    return asked


def _ask_again(row: CatchUp, facts: dict[str, Any]) -> CatchUp:
    """Ask somebody anew who is done or was spared, or who is to go on another date now."""
    again = facts | {"reminded_on": None}
    if row.status != CatchUp.Status.OPEN:
        return row.move_to(CatchUp.Status.OPEN, **again, ended_at=None)
    for name, value in again.items():
        setattr(row, name, value)
    row.save(update_fields=list(again))
    return row


@transaction.atomic
def declare_read(*, catch_up: CatchUp, actor: Person) -> CatchUp:
    """Confirm that the actor has read the material of an event that they missed.

    The certificates are one's own word until somebody checks them, as with every certificate that one adds oneself.
    Raises `IllegalMove` when it is done or asks for another date, `PermissionDenied` for anybody else.
    """
    row: CatchUp = CatchUp.objects.lock_for(CatchUp.Status.DONE, pk=catch_up.pk)
    require(policies.can_declare(actor, row))
    if (way := way_of(row)) != Way.READ:
        raise IllegalMove(NOT_BY_READING[way])
    event = row.attendance.event
    school = School.objects.get(pk=schools_of([actor.pk], event)[actor.pk])
    for requirement in still_missing(row.attendance):
        if not Certificate.objects.typed_in(actor, requirement, today()).exists():
            award_certificate(
                person=actor,
                requirement=requirement,
                school=school,
                awarded_on=today(),
                title=f"{event.title} (material read)"[:200],
                source=Certificate.Source.UPLOAD,
                actor=actor,
            )
    row.move_to(CatchUp.Status.DONE, ended_at=now())
    audit(actor, "training.catch_up.declared", row, school_id=event.school_id)
    return row


def end_caught_up(people: Collection[Person]) -> int:
    """End what people had to catch up on and have renewed since, in as many statements for one as for hundreds."""
    renewed = Certificate.objects.awards().filter(
        person=OuterRef(OuterRef("attendance__person")),
        awarded_on__gte=OuterRef(OuterRef("attendance__event__day")),
        requirement=OuterRef("requirement"),
    )
    needed = Event.requirements.through.objects.filter(event=OuterRef("attendance__event"))
    missing = needed.exclude(Exists(renewed.order_by()))
    rows = CatchUp.objects.open().filter(attendance__person__in=people).exclude(Exists(missing))
    ended = list(rows.select_related("attendance").select_for_update(of=("self",)).order_by("pk"))
    CatchUp.objects.filter(pk__in=[row.pk for row in ended]).update(status=CatchUp.Status.DONE, ended_at=now())
    AuditEvent.objects.bulk_create(audit_event(None, "training.catch_up.done", row) for row in ended)
    return len(ended)


def follow_catch_ups(*, day: date | None = None) -> int:
    """End what has been caught up on, and remind of the rest each so many days; return how many moved or were told.

    Each is a transaction of its own: one that fails is logged by its id and holds up no other.
    """
    day = day or today()
    pause = timedelta(days=int(trust_setting("training.catch_up_remind_days")))
    done = 0
    for pk in list(CatchUp.objects.open().order_by("pk").values_list("pk", flat=True)):
        try:
            done += _follow(pk, day, pause)
        except Exception:
            logger.exception("training.catch_up_failed catch_up=%s", pk)
    return done


@transaction.atomic
def _follow(pk: int, day: date, pause: timedelta) -> bool:
    row: CatchUp = CatchUp.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.status != CatchUp.Status.OPEN:
        return False
    person = row.attendance.person
    if person is None or not person.works_on(day):
        return _drop(row)
    if not still_missing(row.attendance):
        row.move_to(CatchUp.Status.DONE, ended_at=now())
        audit(None, "training.catch_up.done", row)
        return True
    if not is_still_asked(row.attendance, day):
        return _drop(row)
    if LongAbsence.objects.on(day).filter(person=person).exists():
        return False
    way = way_of(row, day)
    if row.next_event and way == Way.READ:
        # Reading suffices again, and they are told so at once.
        row.next_event, row.reminded_on = None, day
        row.save(update_fields=["next_event", "reminded_on"])
        return notices.catch_up_reminded(row, day.isoformat(), way) is not None
    last = row.reminded_on or timezone.localtime(row.asked_at, LONDON).date()
    if last + pause > day:
        return False
    row.reminded_on = day
    row.save(update_fields=["reminded_on"])
    return notices.catch_up_reminded(row, day.isoformat(), way) is not None


def _drop(row: CatchUp) -> bool:
    row.move_to(CatchUp.Status.DROPPED, ended_at=now())
    audit(None, "training.catch_up.dropped", row)
    return True
