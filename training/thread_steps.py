"""Training's places on the thread: what people really did for a priority, a need or an action, and what they say."""

from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse

from core.formatting import short_date
from people.models import Person
from planning.thread.links import LINKS, thread_by_links
from planning.thread.trace import Found, Thread, on_thread
from training.policies import can_give, can_see_register
from training.records.models import Feedback, Record


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
