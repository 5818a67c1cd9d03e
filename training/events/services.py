"""The verbs of events: arrange, change and cancel one or a series, who facilitates, notes and materials (R-6, AP-8)."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit, audit_event
from core.calendar import LONDON, now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.formatting import long_date
from core.models import AuditEvent, StoredFile
from people.models import Person, School
from training.events import hooks, notices, policies
from training.events.dates import Closures, at
from training.events.models import Audience, AudienceLine, Event, Material, Series
from training.events.selectors import closures_of, organised_on, possible_facilitators, possible_organisers

# What stands in an event as it is given, and of which a series takes what was changed.
FACTS = (
    "kind", "title", "about", "room", "online_link", "mode", "sign_up", "capacity", "cost", "priority", "need",
    "action", "asks_feedback", "least_share",
)  # fmt: skip
LISTS = ("requirements", "needs")
# What whoever waits for a place is told of, too, when it changes.
WHEN_AND_WHERE = ("starts_at", "ends_at", "room", "online_link", "mode")
Lines = Sequence[Mapping[str, Any]]
PASSED = "This time has passed. Choose a later one."


class Scope(StrEnum):
    """Which dates of a series are meant."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Times:
    """When on its day an event is, by London's clock. `sign_up_days`: how many days before it signing up ends."""

    starts: dt.time
    ends: dt.time
    sign_up_days: int | None = None

    def on(self, day: dt.date) -> dict[str, Any]:
        """Return the fields of an event on a day."""
        until = None
        if self.sign_up_days is not None:
            until = min(at(day - dt.timedelta(days=self.sign_up_days - 1), dt.time.min), at(day, self.starts))
        return {
            "day": day,
            "starts_at": at(day, self.starts),
            "ends_at": at(day, self.ends),
            "sign_up_until": until,
        }

    @classmethod
    def of(cls, event: Event) -> "Times":
        """Return the times of an event as they stand."""
        days = None
        if event.sign_up_until is not None:
            days = max((event.day - event.sign_up_until.astimezone(LONDON).date()).days + 1, 0)
        return cls(event.starts_in_london.time(), event.ends_in_london.time(), days)


@dataclass(slots=True)
class Changed:
    """What a change did: the dates that were changed, and those that stay on their day, for the school is closed."""

    events: list[Event] = field(default_factory=list)
    stayed: list[dt.date] = field(default_factory=list)


@transaction.atomic
def arrange_events(
    *,
    actor: Person,
    school: School,
    days: Sequence[dt.date],
    times: Times,
    values: Mapping[str, Any],
    lines: Lines,
    repeats: str = "",
) -> Event:
    """Arrange an event, or a series of one on each of the days, and return the first.

    `values`: by field, of `FACTS` and `LISTS`. `lines`: of the audience, each a dictionary of `AudienceLine`.
    `repeats`: how a series came about (`Series.Repeats`), "" for a single event.
    """
    require(policies.can_arrange(actor, school, values["kind"]))
    require(policies.can_choose(actor, school, lines))
    moment = now()
    if any(at(day, times.starts) <= moment for day in days):
        raise ValidationError({"day": PASSED})
    series = Series.objects.create(title=values["title"], repeats=repeats, created_at=moment) if repeats else None
    audience = write_audience(lines)
    facts = {name: values[name] for name in FACTS if name in values}
    events = Event.objects.bulk_create(
        Event(
            series=series,
            school=school,
            organiser=actor,
            audience=audience,
            created_at=moment,
            **facts,
            **times.on(day),
        )
        for day in days
    )
    for name in LISTS:
        _add_to(events, name, values.get(name, ()))
    AuditEvent.objects.bulk_create(audit_event(actor, "training.event.arranged", event) for event in events)
    return events[0]


def write_audience(lines: Lines) -> Audience:
    """Write an audience of lines."""
    audience = Audience.objects.create()
    AudienceLine.objects.bulk_create(AudienceLine(audience=audience, **line) for line in lines)
    return audience


def _add_to(events: Iterable[Event], name: str, rows: Collection[Any]) -> None:
    """Add the rows to a list of each event, in one statement."""
    relation = Event._meta.get_field(name)  # noqa: SLF001 -- Django's public way to fields
    through: Any = relation.remote_field.through  # type: ignore[union-attr]
    target = relation.m2m_reverse_field_name()  # type: ignore[union-attr]
    through.objects.bulk_create(through(event=event, **{target: row}) for event in events for row in rows)


@transaction.atomic
def change_event(
    *,
    event: Event,
    actor: Person,
    version: int,
    day: dt.date,
    times: Times,
    values: Mapping[str, Any],
    lines: Lines,
    scope: str = Scope.THIS,
    changed_too: bool = False,
) -> Changed:
    """Change an event, and of its series the dates that `scope` means: only what differs from the event as it was.

    Past dates never change; those changed alone only where `changed_too`. When the day moves, the others move by as
    many days, but for those that would fall on a day when the host school is closed: they stay and are named, as do
    those whose new time has passed.
    Raises `StaleVersion`, `PermissionDenied`, `IllegalMove` once it has started or is cancelled, and `ValidationError`
    for a day that is over.
    """
    row = _lock(event, version)
    require(policies.can_change(actor, row))
    require(policies.can_arrange_as(actor, row, values["kind"]))
    require(policies.can_choose(actor, row.school, lines))
    _refuse_over(row)
    if at(day, times.starts) <= now():
        raise ValidationError({"day": PASSED})
    facts = {name: values[name] for name in FACTS if name in values and getattr(row, name) != values[name]}
    lists = {name: rows for name in LISTS if (rows := _other_rows(row, name, values)) is not None}
    audience = _other_audience(row, lines)
    shift, new_times = day - row.day, times != Times.of(row)
    others = _others(row, scope, changed_too=changed_too)
    done = Changed()
    closures = closures_of(row.school, [other.day + shift for other in others]) if shift and others else None
    for one in [row, *others]:
        one_times = times if new_times else Times.of(one)
        moves_to = _moved(one, shift, done, closures if one is not row else None)
        if one is not row and (moves_to != one.day or new_times) and at(moves_to, one_times.starts) <= now():
            moves_to, one_times = _stays(one, done), Times.of(one)
        if one.series_id and scope == Scope.THIS:
            one.differs = True
        was = [getattr(one, name) for name in WHEN_AND_WHERE]
        for name, value in facts.items():
            setattr(one, name, value)
        if audience is not None:
            one.audience = audience
        if moves_to != one.day or new_times:
            for name, value in one_times.on(moves_to).items():
                setattr(one, name, value)
        hooks.check_change(one)
        _save(one, actor, "training.event.changed", [*facts, *lists], moves_to)
        for name, rows in lists.items():
            getattr(one, name).set(rows)
        done.events.append(one)
        hooks.tell_changed(one, is_moved=was != [getattr(one, name) for name in WHEN_AND_WHERE])
    if "title" in facts and row.series_id and scope == Scope.ALL:
        Series.objects.filter(pk=row.series_id).update(title=facts["title"])
    return done


def _lock_series(event: Event) -> None:
    """Lock the series of an event, before any of its dates: whoever changes several takes them one after the other."""
    if event.series_id is not None:
        Series.objects.select_for_update().get(pk=event.series_id)


def _lock(event: Event, version: int) -> Event:
    _lock_series(event)
    row: Event = lock_version(Event.objects.select_related("school"), event.pk, version)
    return row


def _refuse_over(row: Event) -> None:
    if row.status != Event.Status.PLANNED:
        raise IllegalMove(row.moved_on_text())
    if row.has_started:
        raise IllegalMove("This event has already started, so it can't be changed.")


def _others(row: Event, scope: str, *, changed_too: bool) -> list[Event]:
    """Lock and return the other dates of the series that are meant, in the order of their time."""
    if row.series_id is None or scope == Scope.THIS:
        return []
    dates = Event.objects.coming().filter(series=row.series_id).exclude(pk=row.pk)
    if scope == Scope.FOLLOWING:
        dates = dates.filter(starts_at__gte=row.starts_at)
    if not changed_too:
        dates = dates.filter(differs=False)
    return list(dates.select_for_update(of=("self",)).select_related("school").order_by("starts_at", "pk"))


def _other_rows(row: Event, name: str, values: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of a list that is another now; None where it stays."""
    wanted = list(values.get(name, ()))
    return wanted if {one.pk for one in wanted} != set(getattr(row, name).values_list("pk", flat=True)) else None


def _other_audience(row: Event, lines: Lines) -> Audience | None:
    """Return a new audience where the lines are others now; whoever is named in person stays named."""
    there = list(row.audience.lines.all())
    named = [{"kind": line.kind, "person": line.person} for line in there if line.person_id]
    keys = {(line.kind, line.value, line.school_id, line.phase) for line in there if not line.person_id}
    wanted = {
        (line["kind"], line.get("value", ""), line["school"].pk if line.get("school") else None, line.get("phase", ""))
        for line in lines
    }
    return None if wanted == keys else write_audience([*lines, *named])


def _moved(one: Event, shift: dt.timedelta, done: Changed, closures: Closures | None) -> dt.date:
    """Return the day to which a date moves: its own where the school is closed on the other, which `done` remembers."""
    target = one.day + shift
    if closures is not None and closures.on(target):
        return _stays(one, done)
    return target


def _stays(one: Event, done: Changed) -> dt.date:
    """Remember that a date stays on its day, which is returned."""
    if one.day not in done.stayed:
        done.stayed.append(one.day)
    one.differs = True
    return one.day


def _save(row: Event, actor: Person, code: str, fields: Collection[str] = (), day: dt.date | None = None) -> None:
    row.version += 1
    row.calendar_sequence += 1
    row.save()
    audit(actor, code, row, changes={"fields": sorted(fields)} | ({"day": day.isoformat()} if day else {}))


@transaction.atomic
def cancel_event(
    *,
    event: Event,
    actor: Person,
    version: int,
    because: str,
    scope: str = Scope.THIS,
    changed_too: bool = False,
) -> list[Event]:
    """Cancel an event, and of its series the dates to come that `scope` means; everybody concerned reads why.

    Raises `StaleVersion`, `PermissionDenied`, and `IllegalMove` once it has started.
    """
    row = _lock(event, version)
    require(policies.can_change(actor, row))
    _refuse_over(row)
    cancelled = [row, *_others(row, scope, changed_too=changed_too)]
    for one in cancelled:
        one.move_to(Event.Status.CANCELLED, cancelled_at=now(), cancelled_by=actor, cancelled_because=because)
        _save(one, actor, "training.event.cancelled")
        hooks.tell_cancelled(one)
    return cancelled


@transaction.atomic
def change_organiser(*, event: Event, actor: Person, person: Person) -> list[Event]:
    """Let somebody else organise an event, and the other dates to come of its series; they are told.

    Raises `ValidationError` for somebody who could not run it, `IllegalMove` once it was held or cancelled.
    """
    _lock_series(event)
    row: Event = Event.objects.select_related("school").lock_for(pk=event.pk)
    require(policies.can_change(actor, row))
    if row.status != Event.Status.PLANNED:
        raise IllegalMove(row.moved_on_text())
    rows = [row, *_others(row, Scope.ALL, changed_too=True)]
    for one in rows:
        hand_over(one, actor, person)
    notices.organiser_named(row, actor)
    return rows


def hand_over(event: Event, actor: Person, person: Person) -> None:
    """Name the organiser of a locked event; whoever decides on that has been asked. `ValidationError`: see above."""
    if not possible_organisers(actor, event).filter(pk=person.pk).exists():
        where = f"works at {event.school} or for the whole trust on {long_date(organised_on(event))}"
        raise ValidationError({"person": f"Choose someone who {where}."})
    event.organiser = person
    event.version += 1
    event.save(update_fields=["organiser", "version"])
    audit(actor, "training.event.organiser_changed", event, changes={"person": str(person.public_id)})


@transaction.atomic
def add_facilitator(*, event: Event, actor: Person, person: Person) -> Event:
    """Name somebody who runs the event, and its other dates to come: they keep its register, notes and materials."""
    _lock_series(event)
    row: Event = Event.objects.lock_for(pk=event.pk)
    require(policies.can_change(actor, row))
    if not possible_facilitators(actor, row).filter(pk=person.pk).exists():
        raise ValidationError({"person": "Choose someone who is in the trust."})
    for one in [row, *_others(row, Scope.ALL, changed_too=True)]:
        one.facilitators.add(person)
    audit(actor, "training.event.facilitator_added", row, changes={"person": str(person.public_id)})
    return row


@transaction.atomic
def remove_facilitator(*, event: Event, actor: Person, person: Person) -> Event:
    """Take a facilitator off an event, and off its other dates to come."""
    _lock_series(event)
    row: Event = Event.objects.lock_for(pk=event.pk)
    require(policies.can_change(actor, row))
    for one in [row, *_others(row, Scope.ALL, changed_too=True)]:
        one.facilitators.remove(person)
    audit(actor, "training.event.facilitator_removed", row, changes={"person": str(person.public_id)})
    return row


@transaction.atomic
def write_notes(*, event: Event, actor: Person, version: int, notes: str) -> Event:
    """Write the shared notes, of the series where it is one; `version` is the series' or the event's."""
    require(policies.can_run(actor, event))
    rows: Any = Series.objects if event.series_id else Event.objects
    row = lock_version(rows.all(), event.series_id or event.pk, version)
    row.notes = notes
    row.version += 1
    row.save(update_fields=["notes", "version"])
    audit(actor, "training.event.notes_written", event)
    return event


@transaction.atomic
def add_material(
    *, event: Event, actor: Person, title: str, link: str = "", file: StoredFile | None = None
) -> Material:
    """Add a link or a file, for all dates where the event is one of a series. Raises `ValidationError` for neither."""
    require(policies.can_run(actor, event))
    if bool(link) == bool(file):
        raise ValidationError("Enter a link or choose a file, not both.")
    owner: dict[str, Any] = {"series": event.series} if event.series_id else {"event": event}
    material = Material.objects.create(title=title, link=link, file=file, added_by=actor, added_at=now(), **owner)
    audit(actor, "training.event.material_added", event, changes={"material": str(material.public_id)})
    return material


@transaction.atomic
def remove_material(*, event: Event, material: Material, actor: Person) -> None:
    """Remove a link or a file from an event, or from its series."""
    require(policies.can_run(actor, event))
    key = str(material.public_id)
    Material.objects.of(event).filter(pk=material.pk).delete()
    audit(actor, "training.event.material_removed", event, changes={"material": key})
