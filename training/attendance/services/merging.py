"""The registers of two records of one person, made those of the record that stays; called by the merge."""

from django.db.models import F

from people.models import Person
from training.attendance.models import Attendance

TWICE = "On the register of {count} under both names: the other record keeps its line."


def move_attendances(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let lines of registers go over; of an event where both have one, the record that goes keeps its own.

    What the one has confirmed for the other stays confirmed by the name under which it was.
    """
    both = Attendance.objects.filter(person=keep).order_by().values("event")
    own = Attendance.objects.filter(person=gone)
    twice = own.filter(event__in=both).count()
    moving = own.exclude(event__in=both).exclude(confirmed_by=keep)
    count = moving.update(person=keep, version=F("version") + 1)
    notes = [TWICE.format(count="1 event" if twice == 1 else f"{twice} events")] if twice else []
    return count, notes
