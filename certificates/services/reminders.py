"""The reminder ladder: everything that is due and not yet told, told once (policy CX-1).

Nothing here asks "is it due today?": what was missed while nothing ran is found the next time, and only its latest
threshold is told. `ReminderMark` holds how far down somebody was told; the notice's own key is made of facts.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from certificates import policies
from certificates.compliance import Compliance, Line, compliance_of_people, compliance_of_school
from certificates.expiry import Status
from certificates.models import ReminderMark, Requirement
from certificates.trust_settings import ladder
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from core.trust_settings import remembered, trust_setting
from notifications.models import Topic
from notifications.services import tell
from people.models import Grant, Person, Post, Role, School
from people.querysets import in_trust
from people.relations import managed_posts
from people.selectors import away_on

logger = logging.getLogger(__name__)

RENEW = "certificates.renew"


PEOPLE_AT_A_TIME = 500
# What was never done is asked for again every four weeks: a trust that has only just begun to keep records would
# otherwise drown everybody in it. What has expired is every week.
WEEK, FOUR_WEEKS = 7, 28


def latest_threshold(thresholds: Sequence[int], days_left: int, *, every: int = WEEK) -> int | None:
    """Return the threshold that was reached last, or nothing before the first one.

    `thresholds`: days before the last day. Past the last day one follows after each `every` days: -7, -14 and so on.
    """
    reached = [threshold for threshold in thresholds if threshold >= days_left]
    if not reached:
        return None
    if days_left <= -every:
        return -(-days_left // every) * every
    return min(reached)


@dataclass(frozen=True, slots=True)
class Subject:
    """What ends on a day for a person: a certificate, or the time to do something for the first time."""

    person: int
    requirement: Requirement
    ends_on: dt.date
    certificate: str = ""
    is_needed: bool = True
    booked_on: dt.date | None = None

    def threshold(self, day: dt.date, thresholds: Sequence[int]) -> int | None:
        """Return the latest threshold on `day`; a certificate that nobody asks for is not chased after its last day."""
        threshold = latest_threshold(
            thresholds, (self.ends_on - day).days, every=WEEK if self.certificate else FOUR_WEEKS
        )
        return None if threshold is not None and threshold < 0 and not self.is_needed else threshold


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to tell one person."""

    subject: Subject
    recipient: int
    threshold: int

    @property
    def fact(self) -> tuple[int, int, dt.date, int]:
        """Return the facts of its mark."""
        return self.subject.person, self.subject.requirement.pk, self.subject.ends_on, self.recipient


@dataclass(slots=True)
class RemindersSent:
    """What one run did."""

    told: int = 0
    failed: list[int] = field(default_factory=list)


def _subjects(compliance: Compliance, people: Collection[int]) -> Iterator[Subject]:
    """Yield what ends for each of the people who are not away, each certificate once whatever it counts for."""
    by_id = {r.pk: r for requirement in compliance.requirements for r in (requirement, *requirement.satisfied_by.all())}
    for person in set(people) - compliance.away:
        seen: set[tuple[int, dt.date]] = set()
        needed = compliance.needs.get(person, {})
        wanted = [r for r in by_id.values() if r.pk in needed or (person, r.pk) in compliance.held]
        for requirement in sorted(wanted, key=lambda r: r.pk not in needed):
            line: Line = compliance.line(person, requirement)
            held = line.held
            code = held.requirement_id if held and not held.ends_sooner_for else requirement.pk
            if line.status == Status.EXEMPT or line.ends_on is None or (code, line.ends_on) in seen:
                continue
            seen.add((code, line.ends_on))
            yield Subject(
                person=person,
                requirement=by_id[code],
                ends_on=line.ends_on,
                certificate=held.key if held else "",
                is_needed=requirement.pk in needed,
                booked_on=line.booked_on,
            )


def _leaders(people: Collection[int], day: dt.date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the line managers and the Headteachers of each person, over all their posts."""
    heads: dict[int, set[int]] = defaultdict(set)
    for school, head in (
        Grant.objects.on(day)
        .filter(in_trust(day, "person__"), role__in=Role.school_leaders())
        .values_list("school_id", "person_id")
    ):
        heads[school].add(head)
    managers_of: dict[int, set[int]] = defaultdict(set)
    heads_of: dict[int, set[int]] = defaultdict(set)
    for person, manager in managed_posts(day).filter(person__in=people).values_list("person_id", "line_manager_id"):
        managers_of[person].add(manager)
    for person, school in Post.objects.on(day).filter(person__in=people).values_list("person_id", "school_id"):
        heads_of[person] |= heads[school]
    return managers_of, heads_of


def reminders_due(people: Collection[int], day: dt.date) -> list[Reminder]:
    """Return what is due on `day` for these people and was not told yet, the latest threshold of each ladder only.

    To the person; from a set threshold also to the line manager, then to the Headteacher (trust settings). Of what was
    never done the line manager hears once, and the Headteacher sees it in the school's matrix. Of those who are away
    nobody is told, and whoever is away is told nothing: the day after, the latest threshold is due and says it all.
    """
    away = set(away_on(day))
    thresholds = ladder()
    manager_from = int(trust_setting("certificates.tell_manager_from"))
    head_from = int(trust_setting("certificates.tell_headteacher_from"))
    managers_of, heads_of = _leaders(people, day)
    marks = {
        (mark.person_id, mark.requirement_id, mark.ends_on, mark.recipient_id): mark.threshold
        for mark in ReminderMark.objects.filter(person__in=people)
    }
    due = []
    for subject in _subjects(compliance_of_people(people, day), people):
        threshold = subject.threshold(day, thresholds)
        if threshold is None:
            continue
        recipients = {subject.person}
        if subject.is_needed and threshold <= manager_from:
            managers = managers_of[subject.person]
            recipients |= {m for m in managers if subject.certificate or _is_first(marks, subject, m)}
        if subject.is_needed and threshold <= head_from and subject.certificate:
            recipients |= heads_of[subject.person]
        for recipient in sorted(recipients - away):
            reminder = Reminder(subject, recipient, threshold)
            if marks.get(reminder.fact, threshold + 1) > threshold:
                due.append(reminder)
    return due


def _is_first(marks: dict[tuple[int, int, dt.date, int], int], subject: Subject, recipient: int) -> bool:
    return (subject.person, subject.requirement.pk, subject.ends_on, recipient) not in marks


def _climb_down(reminder: Reminder) -> bool:
    """Move the mark down to the reminder's threshold; return False where it is there or further down already."""
    person, requirement, ends_on, recipient = reminder.fact
    mark, is_new = ReminderMark.objects.get_or_create(
        person_id=person,
        requirement_id=requirement,
        ends_on=ends_on,
        recipient_id=recipient,
        defaults={"threshold": reminder.threshold, "told_at": now()},
    )
    if is_new:
        return True
    lower = ReminderMark.objects.filter(pk=mark.pk, threshold__gt=reminder.threshold)
    return lower.update(threshold=reminder.threshold, told_at=now()) == 1


def _written(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _tell(reminder: Reminder, person: Person, recipient: Person, day: dt.date) -> bool:
    """Tell one reminder, unless it was told meanwhile; in the caller's transaction."""
    if not _climb_down(reminder):
        return False
    subject = reminder.subject
    what, own = subject.requirement.name, person.pk == recipient.pk
    has_passed, last_day = subject.ends_on < day, _written(subject.ends_on)
    state = "overdue" if has_passed else "due soon"
    if subject.certificate:
        happens = f"expired on {last_day}" if has_passed else f"is valid until {last_day}"
        key = f"certificates.expiry:{subject.certificate}:{reminder.threshold}:{recipient.public_id}"
    else:
        happens = f"{'was' if has_passed else 'is'} due by {last_day}"
        key = (
            f"certificates.first:{person.public_id}:{subject.requirement.code}:{subject.ends_on}"
            f":{reminder.threshold}:{recipient.public_id}"
        )
    lines = [f"{what} {happens}."]
    if subject.booked_on:
        lines.append(f"{'You’re' if own else 'They’re'} booked on a course on {_written(subject.booked_on)}.")
    elif own:
        lines.append("Go to My certificates to see what to do next.")
    if not own:
        lines.insert(0, f"This reminder is about {person.full_name}.")
    mine, theirs = reverse("certificates:mine"), reverse("certificates:person-compliance", args=[person.public_id])
    return bool(
        tell(
            person=recipient,
            topic=Topic.CERTIFICATE,
            asks=RENEW if subject.certificate else "",
            about=UUID(subject.certificate.partition(".")[0]) if subject.certificate else None,
            key=key,
            subject=f"{what}: {state}{'' if own else ' for someone you lead'}",
            body="\n".join(lines),
            path=mine if own else theirs,
        )
    )


def send_reminders(*, day: dt.date | None = None) -> RemindersSent:
    """Tell everybody what is due and not yet told. May be stopped at any moment and run twice at once.

    The people are taken some hundred at a time and told one after the other, each in a transaction of its own, so
    that a run that dies has told whole people only, and the next one goes on behind them. A fault with one person is
    logged by id and leaves the others alone; `failed` names them.
    """
    day = day or today()
    result = RemindersSent()
    everybody = list(Person.objects.in_trust_on(day).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(everybody), PEOPLE_AT_A_TIME):
        with remembered():
            _remind(everybody[start : start + PEOPLE_AT_A_TIME], day, result)
    return result


def _remind(people: Collection[int], day: dt.date, result: RemindersSent) -> None:
    by_person = defaultdict(list)
    for reminder in reminders_due(people, day):
        by_person[reminder.subject.person].append(reminder)
    concerned = {r.recipient for rows in by_person.values() for r in rows} | set(by_person)
    known = Person.objects.in_bulk(concerned)
    for person, reminders in by_person.items():
        try:
            with transaction.atomic():
                result.told += sum(
                    _tell(reminder, known[person], known[reminder.recipient], day)
                    for reminder in reminders
                    if known[reminder.recipient].works_on(day)
                )
        except Exception as fault:  # noqa: BLE001 -- one person's fault must not leave all others without reminders
            logger.error("certificates.reminder_failed person=%s fault=%s", person, type(fault).__name__)
            result.failed.append(person)


@transaction.atomic
def remind_now(
    *, school: School, actor: Person, requirement: Requirement | None = None, person: Person | None = None
) -> int:
    """Remind people of a school of what is overdue or never done and not booked, as somebody who leads them.

    Of one requirement, or one person of everything. Each hears of each once a day, whoever presses the button.
    Returns how many notices went out. Raises `PermissionDenied`, and `IllegalMove` where there was nothing to send.
    """
    require(policies.can_follow_up(actor, school))
    found, day = compliance_of_school(school), today()
    lines = [
        (one, line)
        for one in found.people
        if one.pk != actor.pk and person in (None, one)
        for line in found.compliance.lines(one.pk)
        if line.is_unbooked and requirement in (None, line.requirement)
    ]
    told = sum(_ask_for(one, line, actor, day) for one, line in lines)
    if not told:
        raise IllegalMove("Reminders have already been sent today." if lines else "There is no one else to remind.")
    about = {"requirement": requirement.code if requirement else None, "told": told}
    audit(actor, "certificates.school.reminded", person or school, school_id=school.pk, changes=about)
    return told


def _ask_for(person: Person, line: Line, actor: Person, day: dt.date) -> bool:
    what, state = line.requirement.name, line.status.label.lower()
    when = ""
    if line.ends_on:
        when = f" It {'expired on' if line.held else 'was due by'} {_written(line.ends_on)}."
    return bool(
        tell(
            person=person,
            topic=Topic.CERTIFICATE,
            asks=RENEW if line.held else "",
            about=UUID(line.held.public_id) if line.held else None,
            key=f"certificates.asked:{person.public_id}:{line.requirement.code}:{day}",
            subject=f"{what}: {state}",
            body=f"{actor.full_name} asks you to do this training, or to add your certificate.{when}",
            path=reverse("certificates:mine"),
        )
    )
