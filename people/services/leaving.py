"""Recording that somebody leaves, correcting the day or taking it back, and handing on what is still open with them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove
from core.plugins import registered
from people import policies
from people.board_roles import LeavingPart
from people.models import Delegation, LongAbsence, Person, Post
from people.open_matters import open_after
from people.services.people import end_dated_row, refuse_unholding, reopen_dated_row


@transaction.atomic
def record_leaving(
    *, actor: Person, person: Person, left_on: date, hand_on: Mapping[str, Person] | None = None
) -> Person:
    """Record the last day of somebody: posts, roles, absences and deputies end with it, and what was done stays.

    `hand_on`: key of a kind of open things → who takes them over, at once. Sign-in stops after the day. What was to
    begin after it is taken back, a stand-in that has begun since too. Another day than before first reopens what the
    earlier one ended. Raises `ValidationError` at `last_day` for a day before somebody joined, or before the first of a
    post, role or duty that has begun; by key where somebody can't take over.
    """
    require(policies.can_switch_off(actor, person))
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.joined_on is not None and left_on < row.joined_on:
        joined = f"{row.joined_on.day} {row.joined_on:%B %Y}"
        raise ValidationError({"last_day": f"{row} joined on {joined}. Enter that day or a later one."})
    before = row.left_on
    if before != left_on:
        row.ended_by_leaving = _reopen(actor, row, left_on) if before else {}
    for part in registered(LeavingPart):
        row.ended_by_leaving.setdefault(part.key, []).extend(part.end(actor, row, left_on))
    ended = row.ended_by_leaving.setdefault("rows", [])
    for grant in row.grants.exclude(ends_on__lte=left_on):
        require(policies.can_end_grant(actor, grant))
    dated = (row.grants, row.posts, row.responsibilities, row.absences, row.delegations_given, row.delegations_held)
    for rows in dated:
        for held in rows.exclude(ends_on__lte=left_on):
            # A stand-in, or an absence, of days after the last one can be taken back nowhere else.
            if not isinstance(held, Delegation | LongAbsence):
                refuse_unholding(held, left_on)
            was = serializers.serialize("python", [held])[0]
            ended.append({"was": was, "is_kept": end_dated_row(held, left_on, actor=actor)})
    if before != left_on:
        row.left_on = left_on
        row.version += 1
        audit(actor, "people.person.left", row, changes={"left_on": [str(before or ""), str(left_on)]})
    row.save(update_fields=["left_on", "version", "ended_by_leaving"])
    _hand_on(actor, row, left_on, hand_on or {})
    return row


@transaction.atomic
def take_back_leaving(*, actor: Person, person: Person) -> Person:
    """Take a leaving day back: what it ended goes on as before, and nothing else does.

    Line management that was handed on comes back too; what else was handed on stays with its new holder. `IllegalMove`
    where no leaving day is recorded any more.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    require(policies.can_switch_off(actor, row))
    if row.left_on is None or row.merged_into_id is not None:
        raise IllegalMove("This has changed since you opened it: there is no leaving date to remove.")
    _reopen(actor, row, None)
    before, row.left_on, row.ended_by_leaving = row.left_on, None, {}
    row.version += 1
    row.save(update_fields=["left_on", "version", "ended_by_leaving"])
    audit(actor, "people.person.leaving_taken_back", row, changes={"left_on": [str(before), ""]})
    return row


@transaction.atomic
def record_leavers(*, actor: Person, people: Iterable[Person]) -> tuple[int, list[str]]:
    """Record the leaving of people whose every post and role has a last day: on the last of them.

    Returns how many, and a sentence about each for whom it can't be; whoever has a post or role again is passed over.
    """
    require(policies.can_administer(actor))
    recorded, refused = 0, []
    for person in Person.objects.ending().filter(pk__in=[person.pk for person in people]):
        try:
            with transaction.atomic():
                record_leaving(actor=actor, person=person, left_on=person.last_day)
        except ValidationError as refusal:
            refused.append(f"{person.full_name}: {' '.join(refusal.messages)}")
        else:
            recorded += 1
    return recorded, refused


def _reopen(actor: Person, person: Person, until: date | None) -> dict[str, Any]:
    """Reopen what the recorded leaving day ended, and return what a new day keeps of it. `until`: the new day, or none.

    Whoever is here until a later day manages their people till then; for a day that is over nobody gets them back.
    """
    log, left_on = person.ended_by_leaving, person.left_on
    if left_on is None:
        return {}
    for part in registered(LeavingPart):
        part.reopen(actor, person, log.get(part.key, []))
    for entry in log.get("rows", []):
        [was] = serializers.deserialize("python", [entry["was"]])
        reopen_dated_row(was.object, left_on, is_kept=entry["is_kept"], actor=actor)
    managed = log.get("managed", [])
    if until is not None and until < max(today(), left_on):
        return {"managed": managed}
    for post_id, successor_id in managed:
        posts = Post.objects.select_for_update().filter(pk=post_id, line_manager=successor_id)
        for post in posts.exclude(person=person):
            _set_line_manager(post, person, actor)
    return {}


def _hand_on(actor: Person, row: Person, left_on: date, handing: Mapping[str, Person]) -> None:
    """Hand on what is open after the last day; `ValidationError` by key where somebody can't take over."""
    # At once, and to go on with it afterwards.
    days = {today(), max(today(), left_on + timedelta(days=1))}
    for source, _ in open_after(row, left_on):
        successor = handing.get(source.key)
        if successor is None or source.hand_on is None:
            continue
        is_there = all(Person.objects.in_trust_on(day).filter(pk=successor.pk).exists() for day in days)
        if successor.pk == row.pk or not is_there:
            raise ValidationError({source.key: "Choose someone else who's in the trust today and afterwards."})
        try:
            source.hand_on(actor, row, successor, left_on)
        except ValidationError as refusal:
            raise ValidationError({source.key: refusal.messages}) from refusal


def hand_on_line_management(actor: Person, person: Person, successor: Person, day: date) -> int:
    """Make somebody else the line manager of the person's people, but for the successor's own post."""
    posts = Post.objects.select_for_update().filter(line_manager=person).exclude(ends_on__lte=day)
    handed = person.ended_by_leaving.setdefault("managed", [])
    count = 0
    for post in posts.exclude(person=successor).order_by("pk"):
        _set_line_manager(post, successor, actor)
        handed.append([post.pk, successor.pk])
        count += 1
    person.save(update_fields=["ended_by_leaving"])
    return count


def _set_line_manager(post: Post, manager: Person, actor: Person) -> None:
    post.line_manager = manager
    post.version += 1
    post.save(update_fields=["line_manager", "version"])
    audit(actor, "people.post.changed", post, changes={"line_manager": "changed"})
