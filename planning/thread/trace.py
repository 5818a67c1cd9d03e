"""The thread from a priority to its impact: its steps in order, and where an object stands on it.

An app gives its steps (what hangs there, as far as the reader sees it), each with its position on the whole thread,
and its models (where an object of theirs stands). `trace_of` asks each step once, so that a page costs the same
number of queries however much hangs on the thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Window

from core.components import Onward, TraceStep
from core.plugins import Plugin, by_key, registered
from people.models import Person

SHOWN = 3
# Why something is done: where a duty is the reason, none of these is missed.
WHY = ("priority", "objective", "need", "action")


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an object stands: its step, and what it hangs on.

    `priority_id`, `need_id`, `action_id`: what the object itself names. `record_ids`: the records that came of it, or
    itself. `lacks`: the steps that its reason asks for and that nothing hangs on. `fix_url`: where the reader may
    fix that, or nothing. `need_ids`: the needs that came of the object, where it is more than one, as a sub-query.
    `duty`: the duty that is the reason of it, which stands in place of the reasons that it has not.
    """

    here: str
    obj: Any
    priority_id: int | None = None
    need_id: int | None = None
    action_id: int | None = None
    record_ids: tuple[int, ...] = ()
    lacks: frozenset[str] = frozenset()
    fix_url: str = ""
    need_ids: "QuerySet[Any] | None" = None
    duty: Onward | None = None

    def serves(self, *links: str, prefix: str = "") -> dict[str, Any]:
        """Return the condition that a row hangs on the object by one of the links; nothing where it is none of them.

        A row hangs on a priority, need or action that it names, and on an objective by a need that came of it.
        """
        if self.need_ids is not None:
            return {f"{prefix}need__in": self.need_ids}
        return {f"{prefix}{self.here}": self.obj} if self.here in links else {}


@dataclass(frozen=True, slots=True)
class Found:
    """What hangs at a step: the first links, how many there are, and where all of them are listed.

    Where nothing hangs there: `words` in place of the step's own, and where the reader adds it, in `fix_words`.
    """

    links: tuple[Onward, ...] = ()
    total: int = 0
    more_url: str = ""
    words: str = ""
    fix_url: str = ""
    fix_words: str = "Link"


@dataclass(frozen=True, slots=True)
class ThreadStep(Plugin):
    """One step: its name, what is said where nothing hangs there, and how to find what does, in one query.

    `none`: empty for a step that is no part of every thread; it is shown only where something hangs there.
    """

    key: str
    label: str
    none: str
    find: Callable[[Thread, Person], Found]


@dataclass(frozen=True, slots=True)
class ThreadModel(Plugin):
    """A model whose objects stand on the thread, and how to tell where: `thread_of(object, reader)`."""

    key: type[Model]
    thread_of: Callable[[Any, Person], Thread]


def on_thread(
    rows: "QuerySet[Any]",
    *,
    open_to: "QuerySet[Any] | None" = None,
    label: Callable[[Any], str] = str,
    url: Callable[[Any], str] = lambda row: str(row.get_absolute_url()),
    more_url: str = "",
) -> Found:
    """Return the first rows as links and how many there are, in one query.

    `rows`: what the reader may see, or, with `open_to`, what the page says anyway; then only the rows of `open_to`
    (the reader's own `visible_to`) are linked. `more_url`: the list of all.
    """
    counted = rows.annotate(on_thread=Window(Count("pk")))
    if open_to is not None:
        counted = counted.annotate(is_open=Exists(open_to.order_by().filter(pk=OuterRef("pk"))))
    found = list(counted[:SHOWN])
    links = tuple(Onward(label(row), url(row) if getattr(row, "is_open", True) else "") for row in found)
    return Found(links, found[0].on_thread if found else 0, more_url)


def trace_of(obj: Any, actor: Person) -> list[TraceStep]:
    """Return the trace line of an object for a reader: each step with what hangs there, missing, or not there yet.

    The number of queries is the same whatever hangs on the thread. Raises `KeyError` for a model that is not on it.
    """
    thread = by_key(ThreadModel)[type(obj)].thread_of(obj, actor)
    found = [(step, _at(step, thread, actor)) for step in registered(ThreadStep)]
    line = [(step.key, at) for step, at in found if step.none or at.state != "none"]
    if thread.duty is None:
        return [step for _, step in line]
    kept = [step for key, step in line if key not in WHY or step.state != "none"]
    return [TraceStep("Reason", "linked", (thread.duty,)), *kept]


def _at(step: ThreadStep, thread: Thread, actor: Person) -> TraceStep:
    if step.key == thread.here:
        return TraceStep(step.label, "here", (Onward(str(thread.obj), ""),))
    found = step.find(thread, actor)
    if found.total:
        more = max(found.total - len(found.links), 0)
        return TraceStep(step.label, "linked", found.links, more=more, more_url=found.more_url)
    # A link that is not the reader's to add is nothing to warn them of.
    if step.key in thread.lacks and thread.fix_url:
        return TraceStep(step.label, "missing", words="Missing", fix_url=thread.fix_url)
    words = found.words or step.none
    return TraceStep(step.label, "none", words=words, fix_url=found.fix_url, fix_words=found.fix_words)
