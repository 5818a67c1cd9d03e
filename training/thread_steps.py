"""Training's places on the thread: events for a priority, a need or an action, what people really did for it, and what
they say.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core.formatting import long_date, short_date
from people.models import Person
from planning.models import Need
from planning.needs.answers import Answer
from planning.thread.links import LINKS, thread_by_links
from planning.thread.trace import Found, Thread, on_thread
from training.events.models import Event
from training.feedback.models import Feedback
from training.feedback.policies import can_give
from training.records.models import Record
from training.records.policies import can_see_register


def _naming(needs: Any) -> Q:
    """Return the condition that an event names one of the needs, alone or among several."""
    among = Event.needs.through.objects.filter(need__in=needs).values("event")
    return Q(need__in=needs) | Q(pk__in=among)


def find_events(thread: Thread, actor: Person) -> Found:
    """Return the trust's own events for the object that were not cancelled, or the event that it came of."""
    seen = Event.objects.visible_to(actor).exclude(status=Event.Status.CANCELLED).order_by("-starts_at", "-pk")
    if thread.need_ids is not None:
        rows = seen.filter(_naming(thread.need_ids))
    elif thread.here == "need":
        rows = seen.filter(_naming([thread.obj.pk]))
    elif served := thread.serves("priority", "action"):
        rows = seen.filter(**served)
    else:
        rows = seen.filter(attendances__record__in=thread.record_ids)
    return on_thread(rows, label=lambda event: f"{event.title}, {short_date(event.day)}")


def events_seen_by(actor: Person, need: Need) -> list[Answer]:
    """Return the events that name a need and that the actor sees, the next first; not those that were cancelled."""
    rows = Event.objects.visible_to(actor).filter(_naming([need.pk])).exclude(status=Event.Status.CANCELLED)
    return [
        Answer(f"Event on {long_date(row.day)}", row.title, row.get_status_display(), row.get_absolute_url())
        for row in rows.order_by("starts_at", "pk")
    ]


def has_event() -> Q:
    """Return the condition that a planned event names a need (policy AP-3): what it did not meet when it was held is
    to be planned for again.
    """
    planned = Event.objects.planned().order_by()
    among = Event.needs.through.objects.filter(need=OuterRef("pk"), event__in=planned.values("pk"))
    return Q(Exists(planned.filter(need=OuterRef("pk")))) | Q(Exists(among))


def _records_on(thread: Thread, actor: Person) -> "QuerySet[Record]":
    seen = Record.objects.visible_to(actor).order_by("-starts_on", "-pk")
    if served := thread.serves(*LINKS):
        return seen.filter(**served)
    return seen.filter(pk__in=thread.record_ids)


def find_records(thread: Thread, actor: Person) -> Found:
    """Return what was done for the object, as far as the reader sees it; the register lists all of it."""
    more_url = ""
    if thread.here in LINKS and can_see_register(actor):
        more_url = f"{reverse('training:record-list')}?year=all&{thread.here}={thread.obj.public_id}"
    return on_thread(
        _records_on(thread, actor), label=lambda r: f"{r.title}, {short_date(r.starts_on)}", more_url=more_url
    )


def _feedback_on(thread: Thread, actor: Person) -> "QuerySet[Feedback]":
    seen = Feedback.objects.visible_to(actor).select_related("record").order_by("-given_at", "-pk")
    if served := thread.serves(*LINKS, prefix="record__"):
        return seen.filter(**served).seen_on(thread.here if thread.need_ids is None else "need", actor)
    return seen.filter(record__in=thread.record_ids)


def find_feedback(thread: Thread, actor: Person) -> Found:
    """Return the feedback on what was done for the object, as far as the reader sees it (policy IM-2).

    All of it is listed by the register for those who have one; to other staff the library lists what is shared. On
    the page of a record that has none, its own person is led to giving it.
    """
    more_url = ""
    if thread.here in LINKS:
        served = f"{thread.here}={thread.obj.public_id}"
        if can_see_register(actor):
            more_url = f"{reverse('training:record-list')}?year=all&feedback=given&{served}"
        else:
            more_url = f"{reverse('training:feedback-list')}?{served}"
    found = on_thread(
        _feedback_on(thread, actor),
        label=lambda f: f"{f.record.title}, {short_date(f.record.starts_on)}",
        more_url=more_url,
    )
    if found.total or thread.here != "record":
        return found
    url = reverse("training:feedback-give", args=[thread.obj.public_id]) if can_give(actor, thread.obj) else ""
    return Found(words="Not given yet", fix_url=url, fix_words="Give feedback")


def thread_of_feedback(feedback: Feedback, actor: Person) -> Thread:
    """Return where feedback stands: where its record does; to those who do not read that, nowhere.

    What a colleague shares are their words on it, not the need or the priority behind it.
    """
    if not Record.objects.visible_to(actor).filter(pk=feedback.record_id).exists():
        return Thread("feedback", feedback)
    record = thread_of_record(feedback.record, actor)
    return replace(record, here="feedback", obj=feedback)


def thread_of_record(record: Record, actor: Person) -> Thread:
    """Return where a record stands. One that came of a booking is fixed with its request, the others by themselves."""
    return thread_by_links("record", record, record, actor, fixed_as="record", record_ids=(record.pk,))
