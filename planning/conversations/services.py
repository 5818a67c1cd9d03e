"""The verbs of a conversation about development: ask, arrange, record, withdraw (policy RM-3)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import StaleVersion
from people.models import Person, School
from planning.conversations import notices, policies
from planning.conversations.models import Conversation


@transaction.atomic
def ask_conversation(*, actor: Person, manager: Person, school: School, topic: str) -> Conversation:
    """Ask one's line manager (or leader) for a conversation about `topic`, at any time (policy RM-3).

    Raises `PermissionDenied` for anybody else than those `partners_of` names, or while one is still to be held.
    """
    # The row of the one who asks is the lock: two windows ask once.
    Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    require(policies.can_ask_of(actor, manager, school))
    conversation = Conversation.objects.create(
        school=school, person=actor, manager=manager, topic=topic, asked_at=now()
    )
    audit(actor, "planning.conversation.asked", conversation)
    notices.asked(conversation)
    return conversation


def _lock(conversation: Conversation, version: int) -> Conversation:
    """Lock a conversation that is still to be held: `IllegalMove` when it is over, `StaleVersion` for an old page."""
    rows = Conversation.objects.select_related("person", "manager")
    row: Conversation = rows.lock_for(Conversation.Status.HELD, pk=conversation.pk)
    if row.version != version:
        raise StaleVersion
    return row


@transaction.atomic
def arrange_conversation(
    *, conversation: Conversation, actor: Person, version: int, arranged_for: dt.datetime, place: str = ""
) -> Conversation:
    """Say when and where it is, or change that. Raises `IllegalMove`, `StaleVersion`, `PermissionDenied`."""
    row = _lock(conversation, version)
    require(policies.can_arrange(actor, row))
    row.arranged_for, row.place, row.version = arranged_for, place, row.version + 1
    row.save(update_fields=["arranged_for", "place", "version"])
    if row.status == Conversation.Status.ASKED:
        row.move_to(Conversation.Status.ARRANGED)
    audit(actor, "planning.conversation.arranged", row)
    notices.arranged(row)
    return row


@transaction.atomic
def record_conversation(
    *, conversation: Conversation, actor: Person, version: int, held_on: dt.date, outcome: str
) -> Conversation:
    """Write down that it was held and what was agreed; needs are raised out of it afterwards.

    Raises `ValidationError` without an outcome or for a day to come, `IllegalMove`, `StaleVersion`,
    `PermissionDenied`.
    """
    if not outcome.strip():
        raise ValidationError({"outcome": "Enter what you agreed."})
    if held_on > today():
        raise ValidationError({"held_on": "Enter today's date or an earlier one."})
    row = _lock(conversation, version)
    require(policies.can_record(actor, row))
    row.move_to(Conversation.Status.HELD, held_on=held_on, outcome=outcome.strip(), version=row.version + 1)
    audit(actor, "planning.conversation.held", row)
    notices.held(row)
    return row


@transaction.atomic
def withdraw_conversation(*, conversation: Conversation, actor: Person, version: int) -> Conversation:
    """Withdraw it before it is held; the other one is told.

    Raises `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    row = _lock(conversation, version)
    require(policies.can_withdraw(actor, row))
    row.move_to(Conversation.Status.WITHDRAWN, version=row.version + 1)
    audit(actor, "planning.conversation.withdrawn", row)
    notices.withdrawn(row, actor)
    return row
