"""The verbs of a place. Each locks its event first, so that the last place and the waiting list have one order.

Whoever changes how many places there are, or takes one, calls `settle`: offers whose time is over lapse, whoever leaves
the trust or the event's audience is taken off, and what is free is offered to those who wait, in their order.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from core.trust_settings import trust_setting
from people.models import Person, School
from training.events.models import Event, Series
from training.events.policies import names_boards_only
from training.events.selectors import not_required, people_of, people_to_name
from training.places import notices, policies
from training.places.models import Place
from training.places.selectors import deciders_of, in_doubt_at, schools_of, still_welcome

logger = logging.getLogger(__name__)
Status = Place.Status


@transaction.atomic
def sign_up(*, event: Event, actor: Person) -> Place:
    """Take a place, or the next one on the waiting list; where the Headteacher agrees first, ask for that.

    Raises `IllegalMove` with the reason where nobody can sign up now, or the actor has a place already.
    """
    return _sign_up(_lock(event.pk), actor)


@transaction.atomic
def sign_up_for_series(*, series: Series, actor: Person) -> list[Place]:
    """Sign up for every date of a series that is still open to the actor, and return the new places.

    Raises `IllegalMove` where none is.
    """
    Series.objects.select_for_update().get(pk=series.pk)
    dates = Event.objects.open_to(actor).filter(series=series).exclude(sign_up=Event.SignUp.INVITED)
    locked = Event.objects.select_for_update(of=("self",)).select_related("school")
    events = locked.filter(pk__in=dates.values("pk")).order_by("starts_at", "pk")
    mine = Place.objects.open().filter(person=actor, event__series=series)
    held = set(mine.exclude(pk__in=mine.offers_over(now()).values("pk")).values_list("event", flat=True))
    found = [event for event in events if event.pk not in held and not policies.closed_words(event)]
    if not found:
        raise IllegalMove("There is no other date in this series to sign up for.")
    return [_sign_up(event, actor) for event in found]


@transaction.atomic
def accept_place(*, place: Place, actor: Person) -> Place:
    """Accept an invitation or an offered place.

    Raises `IllegalMove` where the offer has lapsed, signing up has closed, or the place has moved on.
    """
    event, row = _lock_both(place)
    require(policies.can_answer(actor, row))
    if row.status == Status.OFFERED:
        if row.has_lapsed or event.has_started:
            raise IllegalMove("This offer has lapsed.")
        if _needs_agreement(event, row):
            raise IllegalMove("Your place has not been agreed yet.")
        row.move_to(Status.CONFIRMED)
        notices.confirmed(row)
    elif row.status == Status.INVITED:
        _refuse_closed(event)
        row.asked_at = now()
        row.save(update_fields=["asked_at"])
        _take(event, row)
    else:
        raise IllegalMove(row.moved_on_text())
    audit(actor, "training.place.accepted", row)
    return row


@transaction.atomic
def decline_place(*, place: Place, actor: Person) -> Place:
    """Turn an invitation or an offered place down; the next in line is offered what is free."""
    event, row = _lock_both(place)
    require(policies.can_answer(actor, row))
    if row.status not in (Status.INVITED, Status.OFFERED):
        raise IllegalMove(row.moved_on_text())
    row.move_to(Status.DECLINED, declined_by=actor, is_given_up=True)
    audit(actor, "training.place.declined", row)
    notices.withdrawn(row)
    settle(event)
    return row


@transaction.atomic
def withdraw_place(*, place: Place, actor: Person) -> Place:
    """Give up one's place, or leave the waiting list, before the event starts."""
    event, row = _lock_both(place)
    require(policies.can_withdraw(actor, row))
    if event.has_started:
        raise IllegalMove("This event has started.")
    row.move_to(Status.WITHDRAWN, is_given_up=True)
    audit(actor, "training.place.withdrawn", row)
    notices.withdrawn(row)
    settle(event)
    return row


@transaction.atomic
def remove_place(*, place: Place, actor: Person) -> Place:
    """Take a place or an invitation back, as the organiser; the person is told."""
    [row] = remove_places(places=[place], actor=actor)
    return row


@transaction.atomic
def remove_places(*, places: Iterable[Place], actor: Person) -> list[Place]:
    """Take several places at one event back, all or none; only then is what is free offered to the others."""
    removed = [_remove(place, actor) for place in places]
    if removed:
        settle(removed[0].event)
    return removed


def _remove(place: Place, actor: Person) -> Place:
    event, row = _lock_both(place)
    require(policies.can_invite(actor, event))
    if event.has_started:
        raise IllegalMove("This event has started.")
    row.move_to(Status.WITHDRAWN)
    audit(actor, "training.place.removed", row)
    notices.removed(row)
    return row


@transaction.atomic
def agree_place(*, place: Place, actor: Person) -> Place:
    """Agree that somebody goes: they have a place where one is free, else they wait in the order of their asking."""
    event, row = _lock_both(place)
    _still_to_agree(event, row, actor)
    row.agreed_by, row.agreed_at = actor, now()
    row.save(update_fields=["agreed_by", "agreed_at"])
    audit(actor, "training.place.agreed", row)
    if row.status == Status.ASKED:
        _take(event, row)
        if row.status == Status.WAITING:
            notices.agreed_and_waiting(row)
    else:
        settle(event)
    return row


@transaction.atomic
def refuse_place(*, place: Place, actor: Person, reason: str) -> Place:
    """Decline that somebody goes, with a reason, which they are told (policy EO-1)."""
    event, row = _lock_both(place)
    _still_to_agree(event, row, actor)
    if not reason:
        raise ValidationError({"reason": "Enter a reason"})
    row.move_to(Status.DECLINED, declined_by=actor, reason=reason)
    audit(actor, "training.place.refused", row)
    notices.refused(row)
    settle(event)
    return row


@dataclass(slots=True)
class Answered:
    """What came of answering several at once: for whom it was done, and why not for the others."""

    done: list[Place] = field(default_factory=list)
    failed: list[tuple[Place, str]] = field(default_factory=list)


def answer_several(*, places: Iterable[Place], actor: Person, reason: str = "") -> Answered:
    """Agree to several places, or decline them with a reason, each in a transaction of its own."""
    outcome = Answered()
    for place in places:
        try:
            if reason:
                refuse_place(place=place, actor=actor, reason=reason)
            else:
                agree_place(place=place, actor=actor)
        except (IllegalMove, PermissionDenied) as why:
            outcome.failed.append((place, str(why)))
        else:
            outcome.done.append(place)
    return outcome


@transaction.atomic
def invite_people(*, event: Event, actor: Person, people: Iterable[Person]) -> list[Place]:
    """Invite people who have no place at the event yet, and return their places.

    Whoever may agree for somebody has agreed by inviting them. Raises `IllegalMove` once signing up has closed.
    """
    event = _lock(event.pk)
    require(policies.can_invite(actor, event))
    _refuse_closed(event)
    places = _invite(event, actor, people)
    free = not_required(event, [row.person_id for row in places])
    for row in places:
        notices.invited(row, is_required=row.person_id not in free)
    return places


@transaction.atomic
def give_places(*, event: Event, actor: Person, people: Iterable[Person]) -> list[Place]:
    """Give people whom an event is for a place at it, because they have to go, and return the new places.

    Where one is free and agreed they go; else they wait in line, or for the agreement. Whoever is not required, for it
    is not in their working time, is only invited. Nobody gets in where signing up has closed, and to an event by
    invitation only those do whom the actor may invite.
    """
    event = _lock(event.pk)
    if policies.closed_words(event) or not policies.can_give(actor, event):
        return []
    wanted = list(people)
    welcome = set(people_of(event).filter(pk__in=[person.pk for person in wanted]).values_list("pk", flat=True))
    places = _invite(event, actor, [person for person in wanted if person.pk in welcome])
    free = not_required(event, [row.person_id for row in places])
    for row in places:
        if row.person_id in free:
            notices.invited(row, is_required=False)
        else:
            _take(event, row)
    return places


def _invite(event: Event, actor: Person, people: Iterable[Person]) -> list[Place]:
    """Write an invitation for those of the people who have no open place at a locked event; nobody is told."""
    held = set(Place.objects.filter(event=event).open().values_list("person", flat=True))
    wanted = [person for person in people if person.pk not in held and person.works_on(event.day)]
    if names_boards_only(actor, event.school):
        boards = set(people_to_name(actor, event, event.day).values_list("pk", flat=True))
        wanted = [person for person in wanted if person.pk in boards]
    schools = School.objects.in_bulk(set((found := schools_of([person.pk for person in wanted], event)).values()))
    agrees_at = policies.agrees_for(actor)
    places = []
    for person in wanted:
        school = schools[found[person.pk]]
        row = _new(event, person, school, Status.INVITED, invited_by=actor)
        if school.pk in agrees_at and person.pk != actor.pk:
            row.agreed_by, row.agreed_at = actor, now()
        row.save()
        audit(actor, "training.place.invited", row)
        places.append(row)
    return places


def settle(event: Event) -> None:
    """Bring an event's places up to now: take off who is no longer meant, end offers, offer in order what is free.

    The event is locked by the caller. Nothing is offered once the event has started.
    """
    moment = now()
    places = Place.objects.filter(event=event).select_related("person", "school")
    _take_off(event, in_doubt_at(event))
    _end_offers(event)
    if event.status != Event.Status.PLANNED or event.has_started:
        return
    until = min(moment + dt.timedelta(hours=int(trust_setting("training.place_offer_hours"))), event.starts_at)
    for row in places.in_line()[: _free(event)]:
        _with(event, row).move_to(Status.OFFERED, offered_until=until)
        audit(None, "training.place.offered", row)
        notices.offered(row)


def _take_off(event: Event, in_doubt: list[Place]) -> None:
    """End the places of those to whom the event is not open on its day; who moved within its audience goes on."""
    welcome = still_welcome(event, in_doubt) if in_doubt else set()
    schools = schools_of(welcome, event) if welcome else {}
    for row in in_doubt:
        if row.person_id in welcome:
            row.school_id = schools[row.person_id]
            row.save(update_fields=["school"])
            continue
        _with(event, row).move_to(Status.WITHDRAWN)
        audit(None, "training.place.left", row)
        notices.left(row)


def _end_offers(event: Event) -> None:
    """Let the offers lapse whose time is over."""
    for row in Place.objects.filter(event=event).offers_over(now()).select_related("person", "school"):
        _with(event, row).move_to(Status.LAPSED, is_given_up=True)
        audit(None, "training.place.lapsed", row)
        notices.lapsed(row)


def settle_all() -> int:
    """Settle every event that has something to settle, each in a transaction of its own; return how many."""
    done, failed = 0, 0
    for pk in Place.objects.events_to_settle(now()):
        try:
            with transaction.atomic():
                settle(_lock(pk))
        except Exception:
            logger.exception("training.places_not_settled event=%s", pk)
            failed += 1
        else:
            done += 1
    if failed:
        raise RuntimeError(f"The places of {failed} events could not be settled; their ids are in the log.")
    return done


def event_changed(event: Event, *, is_moved: bool = False) -> None:
    """Tell everybody with a place or an invitation what an event says now, with the update for their calendar.

    Where it `is_moved`, to another time or place, those hear it too who wait without an entry in their calendar.
    In the transaction of the change, so that each is told once, whatever crashes. More places are offered in order.
    Who asked for an agreement that is no longer needed is taken, in the order of asking; where it is needed now, those
    who agree are asked about everybody who waits.
    """
    rows = Place.objects.filter(event=event).select_related("person", "school")
    waited = dict(rows.open().filter(calendar_says="").values_list("pk", "status"))
    for row in rows.open().exclude(calendar_says="").order_by("pk"):
        notices.changed(_with(event, row))
    if event.sign_up != Event.SignUp.AGREED:
        for row in rows.filter(status=Status.ASKED).order_by("asked_at", "pk"):
            _take(event, _with(event, row))
            if row.status == Status.WAITING:
                notices.waiting(row)
    for row in rows.to_agree().exclude(status=Status.ASKED):
        notices.to_agree(_with(event, row), deciders_of(row))
    settle(event)
    if is_moved:
        for row in rows.open().filter(pk__in=waited, calendar_says="").order_by("pk"):
            # Whoever was just offered a place has read when it is.
            if row.status == waited[row.pk] or row.status != Status.OFFERED:
                notices.moved(_with(event, row))


def check_change(event: Event) -> None:
    """Refuse fewer places at an event than people have; a `ValidationError` at its field. Offers that are over end.

    Whoever has a place keeps it when the audience becomes one of others; the organiser takes it back, if need be. Once
    the audience names them again, they keep it for that alone.
    """
    _end_offers(event)
    was = Event.objects.get(pk=event.pk)
    if was.audience_id != event.audience_id:
        was.day = event.day
        no_longer = people_of(was).exclude(pk__in=people_of(event).order_by().values("pk")).order_by()
        open_places = Place.objects.filter(event=event).open()
        open_places.filter(person__in=no_longer.values("pk")).update(is_kept=True)
        named = people_of(event).order_by().values("pk")
        open_places.filter(is_kept=True, person__in=named).update(is_kept=False)
    if event.capacity is not None and Place.objects.filter(event=event).taken().count() > event.capacity:
        raise ValidationError({"capacity": "More people than this have a place. Cancel some places first."})


def event_cancelled(event: Event) -> None:
    """End every place at an event that is cancelled, and tell each person once, by mail too."""
    for row in Place.objects.filter(event=event).open().select_related("person").order_by("pk"):
        _with(event, row).move_to(Status.CANCELLED)
        audit(event.cancelled_by, "training.place.cancelled", row)
        notices.cancelled(row)


def _lock(pk: int) -> Event:
    row: Event = Event.objects.select_for_update(of=("self",)).select_related("school").get(pk=pk)
    return row


def _lock_both(place: Place) -> tuple[Event, Place]:
    """Lock the event of a place, and return it and the place as they are now."""
    event = _lock(place.event_id)
    row = Place.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=place.pk)
    return event, _with(event, row)


def _with(event: Event, row: Place) -> Place:
    row.event = event
    return row


def _refuse_closed(event: Event) -> None:
    if words := policies.closed_words(event):
        raise IllegalMove(words)


def _needs_agreement(event: Event, row: Place) -> bool:
    return event.sign_up == Event.SignUp.AGREED and row.agreed_at is None


def _still_to_agree(event: Event, row: Place, actor: Person) -> None:
    if not _needs_agreement(event, row) or row.status not in Place.TO_AGREE:
        raise IllegalMove(row.moved_on_text())
    if event.status != Event.Status.PLANNED or event.has_started:
        raise IllegalMove("This event has started or was cancelled.")
    require(policies.can_agree(actor, row))


def _free(event: Event) -> int | None:
    """Return how many places nobody has; None without a limit."""
    if event.capacity is None:
        return None
    return max(event.capacity - Place.objects.filter(event=event).taken().count(), 0)


def _sign_up(event: Event, actor: Person) -> Place:
    _refuse_closed(event)
    _end_offers(event)  # one to the actor that is over is no place any more
    require(policies.can_sign_up(actor, event))
    if Place.objects.filter(event=event, person=actor).open().exists():
        raise IllegalMove("You have signed up for this already, or you're invited.")
    school = School.objects.get(pk=schools_of([actor.pk], event)[actor.pk])
    row = _new(event, actor, school, Status.ASKED)
    row.save()
    audit(actor, "training.place.signed_up", row)
    _take(event, row)
    return row


def _new(event: Event, person: Person, school: School, status: str, **also: Person) -> Place:
    """Return a new place; the entry in the person's calendar goes on where an earlier one ended."""
    before = Place.objects.filter(event=event, person=person).order_by("-calendar_sequence").first()
    sequence = before.calendar_sequence if before else 0
    return Place(
        event=event, person=person, school=school, status=status, asked_at=now(), calendar_sequence=sequence, **also
    )


def _take(event: Event, row: Place) -> None:
    """Confirm a place where one is free and nobody waits for it; else let the person wait, or ask for agreement."""
    if _needs_agreement(event, row):
        if row.status == Status.INVITED:
            row.move_to(Status.ASKED)
        notices.to_agree(row, deciders_of(row))
        return
    settle(event)
    row.refresh_from_db(fields=["status", "school"])
    if not Place.objects.open().filter(pk=row.pk).exists():
        return  # they belong to the trust, or to its audience, no longer on its day, and were told so
    if _free(event) == 0:
        row.move_to(Status.WAITING)
    else:
        row.move_to(Status.CONFIRMED)
        notices.confirmed(row)
