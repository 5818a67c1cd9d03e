"""The history of an object: what the audit trail tells of it, in the words that each app has for its codes."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db import models

from core.audit import audit_trail
from core.components import Tone
from core.formatting import person_name
from core.models import AuditEvent
from core.plugins import Plugin, by_key, registered
from core.trust_settings import Setting


@dataclass(frozen=True, slots=True)
class EventWords(Plugin):
    """What an audit code, the `key`, says: `on_page` is false where only an administrator's history tells it.

    `lists_changes`: the event's changes are labels, each with its text before and after, and may be shown as they are.
    Each app has those of its codes in its `audit_words.py`.
    """

    key: str
    title: str
    tone: Tone | Literal[""] = ""
    on_page: bool = True
    lists_changes: bool = False


@dataclass(frozen=True, slots=True)
class EventTopic(Plugin):
    """What the audit codes that begin with the `key` are about, such as "Course request".

    `is_open`: the audit trail shows what was said and which fields were changed. Left out where either may hold words
    about a person that not every administrator reads.
    """

    key: str
    label: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs: its label, what it was, what it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened: when, in words, by whom, with what was said and what was changed."""

    at: dt.datetime
    title: str
    tone: str = ""
    by: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()


def words_of(code: str) -> EventWords:
    """Return the words of a code; a code that no app writes any more stands for itself."""
    if code.endswith(".exported"):
        return EventWords(code, "Table downloaded", on_page=False)
    return by_key(EventWords).get(code) or EventWords(code, code, on_page=False)


def history_of(obj: models.Model, *, everything: bool = False) -> list[HistoryEntry]:
    """Return what happened to an object, newest first: what its page tells, or the last twenty of everything."""
    told = [words.key for words in registered(EventWords) if words.on_page]
    events = audit_trail(obj)[:20] if everything else audit_trail(obj).filter(code__in=told)
    return [_entry(event) for event in events]


def _entry(event: AuditEvent) -> HistoryEntry:
    words = words_of(event.code)
    by = person_name(event.actor) if event.actor_id else ""
    if event.on_behalf_of_id:
        by = f"{by} for {person_name(event.on_behalf_of)}"
    pairs = event.changes.items() if words.lists_changes else ()
    return HistoryEntry(
        event.at, words.title, words.tone, by, event.note, tuple(Change(label, *pair) for label, pair in pairs)
    )


def topic_of(code: str) -> EventTopic:
    """Return what a code is about; one that no app names is about nothing that is shown."""
    return by_key(EventTopic).get(code.rpartition(".")[0]) or EventTopic(code, "Other event")


def details_of(event: AuditEvent) -> list[str]:
    """Return what the audit trail tells of an event beside its title: the note, and what was changed.

    Nothing of a topic that is not open. Values are told only where the code keeps them as people read them.
    """
    if not topic_of(event.code).is_open:
        return []
    told = [event.note] if event.note else []
    if words_of(event.code).lists_changes:
        return told + [_change_in_words(name, *pair) for name, pair in event.changes.items()]
    fields = event.changes.get("fields") or [name for name, pair in event.changes.items() if isinstance(pair, list)]
    names = ", ".join(str(name).replace("_", " ") for name in fields)
    return [*told, f"Changed: {names}"] if names else told


def _change_in_words(name: str, *pair: object) -> str:
    """Return "Name of the trust: Your trust → Fernway"; a setting's own default where it stood on that."""
    setting = by_key(Setting).get(name)
    values = [setting.default if setting and value is None else value for value in pair]
    before, after = (", ".join(map(str, v)) if isinstance(v, list | tuple) else str(v) for v in values)
    return f"{setting.label if setting else name}: {before or 'none'} → {after or 'none'}"
