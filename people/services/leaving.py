"""Recording that somebody leaves, and handing on what is still open with them."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from people import policies
from people.models import Delegation, Person, Post
from people.open_matters import open_after
from people.services.people import end_dated_row, refuse_unholding


@transaction.atomic
def record_leaving(
    *, actor: Person, person: Person, left_on: date, hand_on: Mapping[str, Person] | None = None
) -> Person:
    """Record the last day of somebody: posts, roles and deputies end with it; records, requests and reviews stay.

    `hand_on`: key of a kind of open things → who takes them over. Sign-in stops after the day. What was to begin
    after it is taken back, a stand-in that has begun since too. Raises `ValidationError` at `last_day` for a day before
    somebody joined, or before the first of a post, role or duty that has begun; by key where somebody can't take over.
    """
    require(policies.can_switch_off(actor, person))
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.joined_on is not None and left_on < row.joined_on:
        joined = f"{row.joined_on.day} {row.joined_on:%B %Y}"
        raise ValidationError({"last_day": f"{row} joined on {joined}. Enter that day or a later one."})
    for grant in row.grants.exclude(ends_on__lte=left_on):
        require(policies.can_end_grant(actor, grant))
    for rows in (row.grants, row.posts, row.responsibilities, row.delegations_given, row.delegations_held):
        for held in rows.exclude(ends_on__lte=left_on):
            # A stand-in who was named for days after the last one can be taken back nowhere else.
            if not isinstance(held, Delegation):
                refuse_unholding(held, left_on)
            end_dated_row(held, left_on, actor=actor)
    if row.left_on != left_on:
        before, row.left_on = row.left_on, left_on
        row.version += 1
        row.save(update_fields=["left_on", "version"])
        audit(actor, "people.person.left", row, changes={"left_on": [str(before or ""), str(left_on)]})
    handing = hand_on or {}
    for source, _ in open_after(row, left_on):
        successor = handing.get(source.key)
        if successor is None or source.hand_on is None:
            continue
        if successor.pk == row.pk or not Person.objects.in_trust_on(left_on).filter(pk=successor.pk).exists():
            raise ValidationError({source.key: "Choose someone else who'll be in the trust then."})
        try:
            source.hand_on(actor, row, successor, left_on)
        except ValidationError as refusal:
            raise ValidationError({source.key: refusal.messages}) from refusal
    return row


def hand_on_line_management(actor: Person, person: Person, successor: Person, day: date) -> int:
    """Make somebody else the line manager of the person's people, but for the successor's own post."""
    posts = Post.objects.select_for_update().filter(line_manager=person).exclude(ends_on__lte=day)
    count = 0
    for post in posts.exclude(person=successor).order_by("pk"):
        post.line_manager = successor
        post.version += 1
        post.save(update_fields=["line_manager", "version"])
        audit(actor, "people.post.changed", post, changes={"line_manager": "changed"})
        count += 1
    return count
