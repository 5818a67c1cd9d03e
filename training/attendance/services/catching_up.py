"""Catching up on required training that somebody missed: asked for, reminded of, and done (policy HS-1)."""

import logging
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import award_certificate
from core.audit import audit
from core.calendar import LONDON, now, today
from core.decisions import require
from core.flow import IllegalMove
from core.trust_settings import trust_setting
from people.models import Person
from training.attendance import notices, policies
from training.attendance.models import Attendance, CatchUp
from training.attendance.selectors import missed_at, still_missing
from training.events.models import Event
from training.events.policies import can_run

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_to_catch_up(
    *, event: Event, actor: Person, missed: Collection[Attendance], next_event: Event | None = None
) -> list[CatchUp]:
    """Ask people who missed required training to catch up: on another date, or without one by reading the material.

    `missed`: lines of the register; whoever has caught up or was asked already is left out. `next_event`: an event to
    come that renews all that this one does. Raises `IllegalMove` where that is not so, `PermissionDenied`.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    require(can_run(actor, event))
    if next_event is not None:
        renews = set(next_event.requirements.values_list("pk", flat=True))
        if next_event.has_started or not renews.issuperset(event.requirements.values_list("pk", flat=True)):
            raise IllegalMove("Choose an event to come that covers the same required training.")
    wanted = {row.pk for row in missed}
    rows = [row for row in missed_at(event) if row.pk in wanted and not hasattr(row, "catch_up")]
    asked = CatchUp.objects.bulk_create(
        CatchUp(attendance=row, next_event=next_event, asked_by=actor, asked_at=now()) for row in rows
    )
    for catch_up in asked:
        audit(actor, "training.catch_up.asked", catch_up, school_id=event.school_id)
        notices.catch_up_asked(catch_up)
    return asked


@transaction.atomic
def declare_read(*, catch_up: CatchUp, actor: Person) -> CatchUp:
    """Say that one has read the material of what one missed.

    The certificates are one's own word until somebody checks them, as with every certificate that one adds oneself.
    Raises `IllegalMove` when it is done or asks for another date, `PermissionDenied` for anybody else.
    """
    row: CatchUp = CatchUp.objects.lock_for(CatchUp.Status.DONE, pk=catch_up.pk)
    require(policies.can_declare(actor, row))
    if row.next_event_id is not None:
        raise IllegalMove("You've been asked to go on another date. Ask the organiser if you can't.")
    event, school = row.attendance.event, row.attendance.event.school
    post = next(iter(actor.authority.posts), None)
    for requirement in still_missing(row.attendance):
        if not Certificate.objects.typed_in(actor, requirement, today()).exists():
            award_certificate(
                person=actor,
                requirement=requirement,
                school=post.school if post else school,
                awarded_on=today(),
                title=f"{event.title} (material read)"[:200],
                source=Certificate.Source.UPLOAD,
                actor=actor,
            )
    row.move_to(CatchUp.Status.DONE, ended_at=now())
    audit(actor, "training.catch_up.declared", row, school_id=event.school_id)
    return row


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
        row.move_to(CatchUp.Status.DROPPED, ended_at=now())
        audit(None, "training.catch_up.dropped", row)
        return True
    if not still_missing(row.attendance):
        row.move_to(CatchUp.Status.DONE, ended_at=now())
        audit(None, "training.catch_up.done", row)
        return True
    last = row.reminded_on or timezone.localtime(row.asked_at, LONDON).date()
    if last + pause > day:
        return False
    row.reminded_on = day
    row.save(update_fields=["reminded_on"])
    return notices.catch_up_reminded(row, day.isoformat()) is not None
