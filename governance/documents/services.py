"""The verbs of policy documents: add, change, replace and withdraw them, ask people to read them (policy OD-1)."""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.models import StoredFile
from governance.documents import notices, policies
from governance.documents.models import Declaration, DocumentVersion, PolicyDocument, Reading
from governance.documents.selectors import (
    asked_people,
    still_to_read,
    to_review_instead,
    to_review_on,
    with_a_place_on,
)
from people.models import Person
from people.selectors import away_on
from training.events.services import write_audience

logger = logging.getLogger(__name__)

# What is said of a document, and of its current version; file and link come with a new version alone.
FACTS = ("title", "subject", "school", "readers", "keeper_role", "keeper")
VERSION_FACTS = ("label", "board", "approved_by", "approved_on", "review_on")
CHANGED_MEANWHILE = "A newer version has been added. Open it, then say that you’ve read it."
TAKEN = {"title": "There’s already a document with this title here. Add a new version to it, or choose another title."}


@transaction.atomic
def add_document(*, actor: Person, values: Mapping[str, Any], file: StoredFile | None = None) -> PolicyDocument:
    """Add a document with its first version. `values`: by field, of `FACTS`, `VERSION_FACTS`, `link` and `changes`.

    Raises `ValidationError` for a title that is there already, or where neither file nor link is given, or both.
    """
    require(policies.can_add_for(actor, values["school"], values["readers"]))
    document = PolicyDocument(created_at=now(), **{name: values[name] for name in FACTS})
    _save_document(document)
    _write_version(document, actor, 1, values, file)
    audit(actor, "governance.document.added", document)
    return document


@transaction.atomic
def change_document(
    *, document: PolicyDocument, actor: Person, version: int, values: Mapping[str, Any]
) -> PolicyDocument:
    """Change what is said of a document and of its current version, never what it says. Raises `StaleVersion`."""
    row = _lock(document, version)
    require(policies.can_keep(actor, row))
    if row.is_withdrawn:
        raise IllegalMove(policies.WITHDRAWN)
    if (row.school, row.readers) != (values["school"], values["readers"]):
        require(policies.can_add_for(actor, values["school"], values["readers"]))
    fixed = [name for name in ("school", "readers") if getattr(row, name) != values[name]]
    if fixed and row.readings.open().exists():
        raise ValidationError(dict.fromkeys(fixed, "People are being asked to read this. End that first."))
    current = row.versions.get(replaced_at=None)
    changed = [name for name in FACTS if getattr(row, name) != values[name]]
    changed += [name for name in VERSION_FACTS if getattr(current, name) != values[name]]
    for name in FACTS:
        setattr(row, name, values[name])
    for name in VERSION_FACTS:
        setattr(current, name, values[name])
    row.version += 1
    _save_document(row)
    current.validate_constraints()
    current.save(update_fields=VERSION_FACTS)
    audit(actor, "governance.document.changed", row, changes={"fields": changed})
    return row


@transaction.atomic
def add_version(
    *,
    document: PolicyDocument,
    actor: Person,
    version: int,
    values: Mapping[str, Any],
    file: StoredFile | None = None,
    read_again_by: dt.date | None = None,
) -> PolicyDocument:
    """Replace what a document says by a new version; where a day is given, everybody who is asked reads it again by it.

    Raises `StaleVersion`, and `IllegalMove` for a document that is withdrawn.
    """
    row = _lock(document, version)
    require(policies.can_keep(actor, row))
    if row.is_withdrawn:
        raise IllegalMove(policies.WITHDRAWN)
    current = row.versions.get(replaced_at=None)
    current.replaced_at = now()
    current.save(update_fields=["replaced_at"])
    _write_version(row, actor, current.number + 1, values, file)
    row.version += 1
    row.save(update_fields=["version"])
    audit(actor, "governance.document.version_added", row, changes={"number": [current.number, current.number + 1]})
    reading = Reading.objects.filter(document=row, ended_at=None).first()
    if reading is not None and read_again_by is not None:
        _begin_again(reading, actor, today(), read_again_by)
    return row


@transaction.atomic
def withdraw_document(*, document: PolicyDocument, actor: Person, version: int) -> PolicyDocument:
    """Take a document out of force: nobody is asked to read it any more, and nobody is reminded of its review."""
    row = _lock(document, version)
    require(policies.can_keep(actor, row))
    if row.is_withdrawn:
        raise IllegalMove(policies.WITHDRAWN)
    for reading in Reading.objects.select_for_update().filter(document=row, ended_at=None):
        _end(reading, actor)
    row.withdrawn_at = now()
    row.version += 1
    row.save(update_fields=["withdrawn_at", "version"])
    audit(actor, "governance.document.withdrawn", row)
    return row


@transaction.atomic
def restore_document(*, document: PolicyDocument, actor: Person, version: int) -> PolicyDocument:
    """Put a withdrawn document back into force. Raises `IllegalMove` where another has its title by now."""
    row = _lock(document, version)
    require(policies.can_restore(actor, row))
    if not row.is_withdrawn:
        raise IllegalMove("This document is in force already.")
    row.withdrawn_at = None
    row.version += 1
    try:
        _save_document(row)
    except ValidationError:
        raise IllegalMove("There’s another document with this title now. Withdraw that one first.") from None
    audit(actor, "governance.document.restored", row)
    return row


def hand_over(document: PolicyDocument, actor: Person, successor: Person, day: dt.date) -> None:
    """Let somebody else look after a locked document after `day`; they are told.

    Raises `ValidationError` where they have no place at its school then.
    """
    if not with_a_place_on(day + dt.timedelta(days=1), document.school).filter(pk=successor.pk).exists():
        raise ValidationError(f"“{document.title}”: Choose someone who works at {document.school}.")
    document.keeper = successor
    document.version += 1
    document.save(update_fields=["keeper", "version"])
    audit(actor, "governance.document.changed", document, changes={"fields": ["keeper"]})
    notices.keeper_named(document, actor)


def _lock(document: PolicyDocument, version: int) -> PolicyDocument:
    row: PolicyDocument = lock_version(PolicyDocument.objects.select_related("school", "keeper"), document.pk, version)
    return row


def _save_document(document: PolicyDocument) -> None:
    """Save a document; what the database refuses stands beside its field."""
    same = PolicyDocument.objects.in_force().filter(school=document.school, title=document.title)
    if not document.is_withdrawn and same.exclude(pk=document.pk).exists():
        raise ValidationError(TAKEN)
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        raise ValidationError(TAKEN) from None


def _write_version(
    document: PolicyDocument, actor: Person, number: int, values: Mapping[str, Any], file: StoredFile | None
) -> DocumentVersion:
    if bool(values.get("link")) == bool(file):
        raise ValidationError({"link": "Enter a link or choose a file, not both."})
    row = DocumentVersion(
        document=document,
        number=number,
        file=file,
        link=values.get("link", ""),
        changes=values.get("changes", ""),
        added_by=actor,
        added_at=now(),
        **{name: values[name] for name in VERSION_FACTS},
    )
    row.validate_constraints()
    row.save()
    return row


# --- Reading ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_read(
    *,
    document: PolicyDocument,
    actor: Person,
    version: int,
    due_on: dt.date,
    lines: Sequence[Mapping[str, Any]],
    every_year: bool = False,
) -> Reading:
    """Ask an audience to read a document by a day, again every year where that is wanted.

    Raises `StaleVersion`, and `IllegalMove` while another audience is asked: of a document one is at a time.
    """
    row = _lock(document, version)
    require(policies.can_ask(actor, row))
    require(policies.can_ask_these(actor, row, lines))
    if due_on < today():
        raise ValidationError({"due_on": "Choose today or a later day"})
    if Reading.objects.filter(document=row, ended_at=None).exists():
        raise IllegalMove("People are being asked to read this already. End that first.")
    reading = Reading.objects.create(
        document=row,
        audience=write_audience(lines),
        starts_on=today(),
        due_on=due_on,
        every_year=every_year,
        asked_by=actor,
        asked_at=now(),
    )
    audit(actor, "governance.reading.asked", row, changes={"due_on": due_on.isoformat()})
    return reading


@transaction.atomic
def end_reading(*, reading: Reading, actor: Person, version: int) -> Reading:
    """Stop asking: what people said stays, and nobody else is asked or reminded."""
    row: Reading = lock_version(Reading.objects.select_related("document__school"), reading.pk, version)
    require(policies.can_keep(actor, row.document))
    if not row.is_open:
        raise IllegalMove("This has ended already.")
    return _end(row, actor)


def _end(reading: Reading, actor: Person | None) -> Reading:
    reading.ended_at = now()
    reading.version += 1
    reading.save(update_fields=["ended_at", "version"])
    audit(actor, "governance.reading.ended", reading.document)
    return reading


def _begin_again(reading: Reading, actor: Person | None, starts_on: dt.date, due_on: dt.date) -> Reading:
    """End a reading and ask the same audience anew."""
    _end(reading, actor)
    again = Reading.objects.create(
        document=reading.document,
        audience=reading.audience,
        starts_on=starts_on,
        due_on=due_on,
        every_year=reading.every_year,
        asked_by=actor or reading.asked_by,
        asked_at=now(),
    )
    audit(actor, "governance.reading.asked", reading.document, changes={"due_on": due_on.isoformat()})
    return again


@transaction.atomic
def declare_read(*, reading: Reading, actor: Person, number: int) -> Declaration:
    """Write that the actor has read a document, in the version `number` that their page showed; once.

    Raises `IllegalMove` where it has ended, or another version is in force by now; `PermissionDenied` where the actor
    is not asked.
    """
    row = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    done = Declaration.objects.filter(reading=row, person=actor).first()
    if done is not None:
        return done
    if not row.is_open or row.document.is_withdrawn:
        raise IllegalMove("You’re no longer asked to read this.")
    if not Reading.objects.asked_of(actor).filter(pk=row.pk).exists():
        raise PermissionDenied("You’re not asked to read this.")
    current = row.document.versions.get(replaced_at=None)
    if current.number != number:
        raise IllegalMove(CHANGED_MEANWHILE)
    done = Declaration.objects.create(reading=row, person=actor, document_version=current, read_at=now())
    audit(actor, "governance.reading.declared", row.document, changes={"version": current.number})
    return done


@transaction.atomic
def remind_readers(*, reading: Reading, actor: Person) -> int:
    """Remind those who have not read it, each at most once a day, whoever asks. Return how many.

    Whoever keeps the document reminds everybody who is asked, a leader their own people.
    Raises `IllegalMove` where there was nobody to remind.
    """
    row = Reading.objects.select_for_update(of=("self",)).select_related("document__school").get(pk=reading.pk)
    require(policies.can_follow_up(actor, row.document))
    if not row.is_open:
        raise IllegalMove("People are no longer asked to read this.")
    people = still_to_read(row, asked_people(row).exclude(pk=actor.pk))
    if not policies.can_keep(actor, row.document):
        people = people.filter(pk__in=Person.objects.visible_to(actor).order_by().values("pk"))
    told = notices.remind(row, people)
    if not told:
        raise IllegalMove("There’s no one to remind, or they’ve been reminded today.")
    audit(actor, "governance.reading.reminded", row.document, changes={"told": told})
    return told


# --- What is due ------------------------------------------------------------------------------------------------------


def remind_of_reviews() -> int:
    """Tell whoever looks after a document that its review is near or over, each step once; return how many notices.

    Where nobody of them is there, the leaders of its school are told, or else the trust administrators. What fails is
    logged by its id and holds up no other.
    """
    day, told, failed = today(), 0, 0
    away = set(away_on(day))
    rows = DocumentVersion.objects.current().select_related("document__school", "document__keeper")
    for version in rows.filter(review_on__lte=day + dt.timedelta(days=max(notices.REVIEW_STEPS))).order_by("pk"):
        try:
            with transaction.atomic():
                own = list(to_review_on(version, day).exclude(pk__in=away))
                others = (list(rows.exclude(pk__in=away)) for rows in to_review_instead(version, day))
                for person in own or next(filter(None, others), []):
                    told += notices.review_due(version, person, day, instead=not own)
        except Exception:
            logger.exception("governance.review_not_reminded version=%s", version.pk)
            failed += 1
    if failed:
        raise RuntimeError(f"The keepers of {failed} documents could not be reminded; their ids are in the log.")
    return told


def ask_readers() -> int:
    """Ask whoever is to read something and does not know yet, remind at set days, and begin yearly readings again.

    May run at any time, twice, or late; what fails is logged by its id and holds up no other.
    """
    told, failed = 0, 0
    for pk in Reading.objects.open().order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                told += _ask_one(pk)
        except Exception:
            logger.exception("governance.reading_not_asked reading=%s", pk)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} readings could not be asked; their ids are in the log.")
    return told


def _ask_one(pk: int) -> int:
    row = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=pk)
    if not row.is_open or row.document.is_withdrawn:
        return 0
    if row.every_year and (starts_on := newest_anniversary(row.starts_on, today())) != row.starts_on:
        row = _begin_again(row, None, starts_on, starts_on + (row.due_on - row.starts_on))
    return notices.ask(row, still_to_read(row, asked_people(row)), today())


def newest_anniversary(first: dt.date, day: dt.date) -> dt.date:
    """Return the latest day up to `day` that is a whole number of years after `first`; `first` within the first."""
    years = relativedelta(day, first).years
    return first + relativedelta(years=max(years, 0))


def move_declarations(actor: Person, keep: Person, gone: Person) -> tuple[int, list[str]]:
    """Let what somebody read go over to the record that stays; what both have read stays with the one that goes."""
    read = list(Declaration.objects.filter(person=keep).values_list("reading", flat=True))
    return Declaration.objects.filter(person=gone).exclude(reading__in=read).update(person=keep), []
