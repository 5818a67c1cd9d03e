"""Training's place on the thread: what people really did for a priority, a need or an action."""

from django.db.models import QuerySet
from django.urls import reverse

from core.templatetags.kit import short_date
from people.models import Person
from planning.thread import Found, Station, Thread, on_thread, register_station, register_thread
from training.links import LINKS, lacking
from training.models import Record
from training.policies import can_mend, can_see_register


def _records_on(thread: Thread, actor: Person) -> "QuerySet[Record]":
    seen = Record.objects.visible_to(actor).order_by("-starts_on", "-pk")
    if thread.here in LINKS:
        return seen.filter(**{thread.here: thread.obj})
    return seen.filter(source_key__in=thread.source_keys)


def find_records(thread: Thread, actor: Person) -> Found:
    """Return what was done for the object, as far as the reader sees it; the register lists all of it."""
    more_url = ""
    if thread.here in LINKS and can_see_register(actor):
        more_url = f"{reverse('training:record-list')}?year=all&{thread.here}={thread.obj.public_id}"
    return on_thread(
        _records_on(thread, actor), label=lambda r: f"{r.title}, {short_date(r.starts_on)}", more_url=more_url
    )


def thread_of_record(record: Record, actor: Person) -> Thread:
    """Return where a record stands. One that came of a booking is mended with its request, the others by themselves."""
    lacks = lacking(record.reason, record.priority_id, record.need_id, record.action_id)
    mendable = lacks and can_mend(actor, record)
    return Thread(
        "record",
        record,
        record.priority_id,
        record.need_id,
        record.action_id,
        (record.source_key,),
        lacks,
        reverse("planning:mend", args=["record", record.public_id]) if mendable else "",
    )


def register() -> None:
    """Put training on the thread."""
    register_station(Station("record", "Record", "Nothing recorded yet", find_records))
    register_thread(Record, thread_of_record)
