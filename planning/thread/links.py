"""What a request or a record hangs on: its priority, need and action, and which of them its reason asks for (R-4)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.plugins import by_key
from people.models import Person
from planning.thread.missing_links import Fixable
from planning.thread.trace import Thread
from planning.vocabulary import Reason, duty_of

LINK_LABELS = {"priority": "Priority", "need": "Need", "action": "Action"}
LINKS = tuple(LINK_LABELS)

# An improvement priority asks for its priority; this and an agreed review ask for a need or an action.
LACKS_PRIORITY = Q(reason=Reason.PRIORITY, priority=None)
LACKS_NEED = Q(reason__in=[Reason.PRIORITY, Reason.REVIEW], need=None, action=None)


def lacking(row: Any) -> frozenset[str]:
    """Return the steps that the reason of a row asks for and that are missing."""
    lacks: set[str] = set()
    if row.reason == Reason.PRIORITY and row.priority_id is None:
        lacks.add("priority")
    if row.reason in (Reason.PRIORITY, Reason.REVIEW) and row.need_id is None and row.action_id is None:
        lacks |= {"need", "action"}
    return frozenset(lacks)


def links_of(row: Any) -> dict[str, int | None]:
    """Return the keys of what a row hangs on, by link."""
    return {name: getattr(row, f"{name}_id") for name in LINKS}


def thread_by_links(
    here: str, obj: Any, row: Any, actor: Person, *, fixed_as: str, record_ids: tuple[int, ...]
) -> Thread:
    """Return where an object stands by the links of a row, itself or its request; `fixed_as`: the row's `Fixable`."""
    lacks = lacking(row)
    fixable = lacks and by_key(Fixable)[fixed_as].can(actor, row)
    return Thread(
        here,
        obj,
        row.priority_id,
        row.need_id,
        row.action_id,
        record_ids,
        lacks,
        reverse("planning:fix-link", args=[fixed_as, row.public_id]) if fixable else "",
        duty=duty_of(row),
    )
