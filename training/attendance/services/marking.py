"""Marking who is there: by whoever keeps the register, or by oneself with the code. A register is written row by row,
so that two who keep it at once lose nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When

from core.audit import audit, audit_event
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from core.formatting import moment
from core.models import AuditEvent
from people.models import Person
from training.attendance import codes
from training.attendance.models import Attendance, Mark, sign_of
from training.attendance.selectors import Line, register_of
from training.events.models import Event
from training.events.policies import can_run
from training.events.selectors import people_to_name

WRONG_CODE = "This isn't the code on the screen. Enter the six digits that are shown now"


@dataclass(frozen=True, slots=True)
class Marked:
    """What is to be said of somebody."""

    mark: str
    missed_minutes: int = 0
    reason: str = ""

    def fitting(self, *, is_required: bool) -> "Marked":
        """Return it as it fits somebody: whoever is not required is never absent."""
        mark = Mark.fitting(self.mark, is_required=is_required)
        return self if mark == self.mark else Marked(mark, 0, self.reason if mark == Mark.ABSENT else "")

    @property
    def sign(self) -> str:
        """Return the sign of a line that says this."""
        return sign_of(self.mark, self.missed_minutes, self.reason)


@dataclass(slots=True)
class Saved:
    """What came of marking: how many lines changed, and those that somebody else had changed meanwhile."""

    changed: int = 0
    clashes: list[Line] = field(default_factory=list)


def refuse_other_time(event: Event) -> None:
    """Refuse another day or time of an event at which somebody is marked; `ValidationError` at its day."""
    stays = Event.objects.filter(pk=event.pk, starts_at=event.starts_at, ends_at=event.ends_at)
    if Attendance.objects.filter(event=event).exists() and not stays.exists():
        raise ValidationError({"day": "Attendance has already been marked, so you can't change the day or time."})


def _lock(event: Event, actor: Person) -> Event:
    """Lock an event whose register is open; raise `IllegalMove` while it is not, `PermissionDenied` for others."""
    row: Event = Event.objects.lock_for(Event.Status.HELD, pk=event.pk)
    require(can_run(actor, row))
    if now() < codes.opens_at(row):
        raise IllegalMove(f"The register opens on {moment(codes.opens_at(row))}.")
    return row


@transaction.atomic
def mark_attendance(
    *, event: Event, actor: Person, marks: Mapping[UUID, Marked], seen: Mapping[UUID, str], rest: Collection[UUID] = ()
) -> Saved:
    """Write what is said of the people of a register, in as many statements for one as for hundreds.

    `marks`: by the key of a line. `seen`: the sign of what the page showed of each; a line that its sender left as it
    was shown is not touched, and one that somebody else changed meanwhile keeps their word and is returned as a clash.
    `rest`: lines to be marked present where they are still not marked, of those who are required. Raises `IllegalMove`
    before the register opens and once it is closed, `PermissionDenied`.
    """
    event = _lock(event, actor)
    lines = {line.key: line for line in register_of(event)}
    wanted = dict(marks) | {
        key: Marked(Mark.PRESENT)
        for key in rest
        if key in lines and lines[key].is_required and not lines[key].mark and key not in marks
    }
    saved, changed = Saved(), []
    for key, said in wanted.items():
        line = lines.get(key)
        fits = said.fitting(is_required=line is None or line.is_required)
        if line is None or fits.sign in (line.sign, seen.get(key)):
            continue
        if key in seen and seen[key] != line.sign:
            saved.clashes.append(line)
            continue
        changed.append((line, fits))
    _write(event, actor, changed)
    saved.changed = len(changed)
    return saved


def _write(event: Event, actor: Person, changed: Iterable[tuple[Line, Marked]]) -> None:
    """Write marks into the lines of a locked register, and who made them."""
    new: list[Attendance] = []
    old: list[Attendance] = []
    events = []
    moment_now = now()
    for line, said in changed:
        row = line.attendance or Attendance(event=event, person=line.person, version=0)
        was = row.mark
        row.mark, row.missed_minutes, row.reason = said.mark, said.missed_minutes, said.reason
        row.marked_by, row.marked_at, row.version = actor, moment_now, row.version + 1
        (old if row.pk else new).append(row)
        changes = {"mark": [was, str(said.mark)]}
        events.append(audit_event(actor, "training.attendance.marked", row, school_id=event.school_id, changes=changes))
    Attendance.objects.bulk_create(new)
    if old:
        # One statement, a condition for each value: `bulk_update` has one for each line and field, and takes longer.
        values = {name: _values_of(old, name) for name in ("mark", "missed_minutes", "reason")}
        lines = Attendance.objects.filter(pk__in=[row.pk for row in old])
        lines.update(**values, marked_by=actor, marked_at=moment_now, version=F("version") + 1)
    AuditEvent.objects.bulk_create(events)


def _values_of(rows: Iterable[Attendance], name: str) -> Case:
    """Return the expression that gives each of the rows its value of a field."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        keys[getattr(row, name)].append(row.pk)
    its_field: Any = Attendance._meta.get_field(name)  # noqa: SLF001 -- Django's public way to fields
    return Case(*(When(pk__in=pks, then=Value(value)) for value, pks in keys.items()), output_field=its_field)


@transaction.atomic
def add_person(*, event: Event, actor: Person, person: Person) -> Attendance:
    """Add somebody who was not expected, as present. Who is on the register already stays as marked."""
    event = _lock(event, actor)
    if not people_to_name(actor, event, event.day).filter(pk=person.pk).exists():
        raise ValidationError({"person": "Choose someone who belongs to the trust, or add them as a guest."})
    row = Attendance.objects.filter(event=event, person=person).first()
    if row is None:
        _write(event, actor, [(Line(person.public_id, person.full_name, person), Marked(Mark.PRESENT))])
        row = Attendance.objects.get(event=event, person=person)
    return row


@transaction.atomic
def add_guest(*, event: Event, actor: Person, name: str) -> Attendance:
    """Add somebody without an account by name, as present. A guest gets no record: the list says that they came."""
    event = _lock(event, actor)
    row = Attendance.objects.create(event=event, guest_name=name, mark=Mark.PRESENT, marked_by=actor, marked_at=now())
    audit(actor, "training.attendance.guest_added", row, school_id=event.school_id)
    return row


@transaction.atomic
def check_in(*, event: Event, actor: Person, code: str) -> Attendance:
    """Mark oneself present by the code that is shown: one's own word, until the register is closed.

    Who is marked already stays so, by whomever. Raises `IllegalMove` outside the time, `ValidationError` for a code
    that is not the right one.
    """
    row = Attendance.objects.filter(event=event, person=actor).first()
    if row is not None:
        return row
    # The lock keeps a register from being closed meanwhile; without it the line would never be confirmed.
    event = Event.objects.lock_for(Event.Status.HELD, pk=event.pk)
    if not codes.is_open(event):
        opens = codes.opens_at(event)
        early = f"Check-in isn't open yet. It opens on {moment(opens)}."
        raise IllegalMove(early if now() < opens else "This event has ended. Ask the organiser to mark you present.")
    if not codes.is_right(event, code):
        raise ValidationError({"code": WRONG_CODE})
    row, is_new = Attendance.objects.get_or_create(
        event=event, person=actor, defaults={"mark": Mark.PRESENT, "marked_by": actor, "marked_at": now()}
    )
    if is_new:
        audit(actor, "training.attendance.checked_in", row, school_id=event.school_id)
    return row
