"""Importing schools and staff: read, rehearse, ask, then all or nothing in one transaction.

An import is a row with a status. The web side moves it to `waiting` or `applying`, and a task carries on from there;
a task that never ran or died is found again by `sweep_imports`. What is applied is planned again under locks, and only
when it is the very plan that was looked at.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import DataError, IntegrityError, OperationalError, transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from core.spreadsheets import TableRefused, read_table
from core.trust_settings import in_own_words
from core.uploads import TABLES, store_upload
from people import policies
from people.imports.columns import is_heading, match_headings, matching_problems
from people.imports.plan import Facts, PersonChange, Plan, PostChange
from people.imports.rows import RowReader, Schools, month_first_columns, problems_as_json
from people.imports.schools import SchoolChange, SchoolPlan, plan_schools
from people.imports.staff import Planner
from people.models import FormerUrn, Person, Post, School, StaffImport
from people.services.accounts import had_account, keep_address, propose_email, release_email
from people.services.import_words import remember, remembered
from people.services.people import without_personal_values
from people.services.places import end_post

Status = StaffImport.Status

PROGRESS_ROWS = 500
FORGOTTEN = dt.timedelta(seconds=30)
DEAD = dt.timedelta(minutes=5)
BROKEN = "Something went wrong, so nothing was saved. Try again. If it goes wrong again, upload a new copy of the file."
STALE = (
    "The records have changed since the preview, so we've updated it. Nothing has been saved. Check the new preview."
)


# --- Steps that a person takes ------------------------------------------------------------------------------------


@transaction.atomic
def start_staff_import(*, actor: Person, upload: UploadedFile, school: School | None) -> StaffImport:
    """Keep an uploaded staff file and match its columns by known spellings.

    `school`: the one that every row is about, or none where the file tells. A file that is no table is kept too,
    with the reason. Raises `UploadRefused` for what must not be kept.
    """
    require(policies.can_administer(actor))
    stored = store_upload(actor=actor, upload=upload, allowed=TABLES)
    row = StaffImport(file=stored, school=school, made_by=actor)
    try:
        with stored.file.open("rb") as source:
            row.columns = match_headings(read_table(source, is_heading=is_heading).header)
    except TableRefused as refusal:
        row.status, row.note = Status.FAILED, str(refusal)[:300]
    row.save()
    audit(actor, "people.staffimport.uploaded", row, school_id=school.pk if school else None)
    return row


@transaction.atomic
def choose_columns(
    *, actor: Person, staff_import: StaffImport, columns: Mapping[str, str], school: School | None
) -> StaffImport:
    """Set which column means what and which school the file is about, and have it rehearsed. Answers given stay.

    `school`: the one that every row is about, or none where the file tells.
    """
    require(policies.can_administer(actor))
    row: StaffImport = StaffImport.objects.lock_for(Status.WAITING, pk=staff_import.pk)
    return _wait(row, note="", columns=dict(columns), school=school)


@transaction.atomic
def answer_questions(*, actor: Person, staff_import: StaffImport, answers: Mapping[str, str]) -> StaffImport:
    """Say who the people are that the file alone could not tell, or say it anew, and have it rehearsed again.

    `answers`: row, or words that the file does not explain → one of the values that its question offered; anything
    else is passed over.
    """
    require(policies.can_administer(actor))
    row: StaffImport = StaffImport.objects.lock_for(Status.WAITING, pk=staff_import.pk)
    asked = {str(one["row"]): one for one in [*row.changes.get("questions", []), *row.changes.get("answered", [])]}
    fitting = {
        number: value
        for number, value in answers.items()
        if (question := asked.get(number))
        and value in [option["value"] for option in question["options"]]
        and value != question.get("answer")
    }
    if not fitting:
        return row
    return _wait(row, note="", answers=row.answers | fitting)


@transaction.atomic
def apply_staff_import(*, actor: Person, staff_import: StaffImport, fingerprint: str) -> StaffImport:
    """Say yes to what the rehearsal showed; a task does it, all or nothing.

    `fingerprint`: that of the preview on the page. Raises `IllegalMove` when it is not the import's any more, or
    somebody else has applied it.
    """
    row: StaffImport = StaffImport.objects.lock_for(Status.APPLYING, pk=staff_import.pk)
    require(policies.can_apply_import(actor, row))
    if row.fingerprint != fingerprint:
        raise IllegalMove("This has changed since you opened it: there is a new preview. Look at it first.")
    row.move_to(Status.APPLYING, applied_by=actor, note="", touched_at=now())
    _wake(row)
    return row


@transaction.atomic
def discard_staff_import(*, actor: Person, staff_import: StaffImport) -> StaffImport:
    """Put an import aside. The file stays, nothing is saved."""
    require(policies.can_administer(actor))
    row: StaffImport = StaffImport.objects.lock_for(Status.DISCARDED, pk=staff_import.pk)
    row.move_to(Status.DISCARDED, touched_at=now())
    audit(actor, "people.staffimport.discarded", row, school_id=row.school_id)
    return row


@transaction.atomic
def end_posts(*, actor: Person, staff_import: StaffImport, chosen: Collection[str], last_day: dt.date) -> int:
    """End the chosen ones of the posts that the file did not name; returns how many. People are never deleted."""
    require(policies.can_administer(actor))
    proposed = set(staff_import.changes.get("leavers", [])) & set(chosen)
    posts = Post.objects.select_for_update().filter(public_id__in=proposed).exclude(ends_on__lte=last_day)
    ended = 0
    for post in posts.order_by("pk"):
        end_post(actor=actor, post=post, last_day=last_day)
        ended += 1
    return ended


@transaction.atomic
def import_schools(*, actor: Person, rows: Sequence[Mapping[str, Any]], fingerprint: str) -> SchoolPlan:
    """Add and change schools as the register's rows say, all or nothing.

    `fingerprint`: that of the preview. Raises `IllegalMove` when the schools have changed since.
    """
    require(policies.can_administer(actor))
    locked = School.objects.select_for_update().order_by("pk").prefetch_related("former_urns")
    plan = plan_schools(rows, list(locked))
    if plan.fingerprint() != fingerprint:
        raise IllegalMove("The schools have changed since you opened this. Check the new preview first.")
    for change in plan.changes:
        _write_school(change, actor)
    return plan


# --- What tasks do ------------------------------------------------------------------------------------------------


def work_on(import_id: int) -> None:
    """Carry an import on from where it stands. Twice at once or again does no harm.

    Where the database is away the next sweep tries again. Whatever else breaks would break again: the administrator is
    told, and the log.
    """
    status = StaffImport.objects.filter(pk=import_id).values_list("status", flat=True).first()
    try:
        if status == Status.WAITING:
            _rehearse(import_id)
        elif status == Status.APPLYING:
            _apply(import_id)
    except OperationalError:
        raise
    except Exception:
        _give_up(import_id)
        raise


@transaction.atomic
def _give_up(import_id: int) -> None:
    """Hand an import that broke back to its administrator."""
    row: StaffImport = StaffImport.objects.lock_for(pk=import_id)
    if row.status in (Status.REHEARSING, Status.APPLYING):
        back = Status.FAILED if row.status == Status.REHEARSING else Status.REHEARSED
        row.move_to(back, note=BROKEN, touched_at=now())


def sweep_imports() -> list[int]:
    """Return the imports that wait and that nobody works on; those whose worker died wait again."""
    moment = now()
    for pk in StaffImport.objects.filter(status=Status.REHEARSING, touched_at__lt=moment - DEAD).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            row = StaffImport.objects.lock_for(pk=pk)
            if row.status == Status.REHEARSING:
                row.move_to(Status.WAITING)
    waiting = StaffImport.objects.filter(status=Status.WAITING, touched_at__lt=moment - FORGOTTEN)
    applying = StaffImport.objects.filter(status=Status.APPLYING, touched_at__lt=moment - FORGOTTEN)
    return [*waiting.values_list("pk", flat=True), *applying.values_list("pk", flat=True)]


def _wait(row: StaffImport, **also: Any) -> StaffImport:
    row.move_to(Status.WAITING, rows_done=0, rows_total=0, touched_at=now(), **also)
    _wake(row)
    return row


def _wake(row: StaffImport) -> None:
    from people.tasks import wake

    transaction.on_commit(lambda: wake(row.pk))


def _rehearse(import_id: int) -> None:
    try:
        with transaction.atomic():
            row: StaffImport = StaffImport.objects.lock_for(Status.REHEARSING, pk=import_id)
            row.move_to(Status.REHEARSING, touched_at=now())
    except IllegalMove:
        return
    found: dict[str, Any]
    try:
        plan = _plan(row, tell_progress=True)
    except TableRefused as refusal:
        status, found = Status.FAILED, {"note": str(refusal)[:300]}
    else:
        status = Status.REHEARSED
        found = {
            "problems": problems_as_json(plan.problems),
            "changes": plan.as_json(),
            "fingerprint": plan.fingerprint(),
        }
    with transaction.atomic():
        fresh: StaffImport = StaffImport.objects.lock_for(pk=import_id)
        if StaffImport.FLOW.allows(fresh.status, status):
            fresh.move_to(status, touched_at=now(), **found)


def _apply(import_id: int) -> None:
    try:
        with transaction.atomic():
            row: StaffImport = StaffImport.objects.lock_for(Status.APPLIED, pk=import_id)
            note = _apply_locked(row)
    except IllegalMove:
        return
    except (IntegrityError, DataError):
        note = "The database refused one of these records, so nothing was saved. Look at the new preview."
    if note:
        with transaction.atomic():
            row = StaffImport.objects.lock_for(pk=import_id)
            if row.status == Status.APPLYING:
                row.move_to(Status.REHEARSED, note=note)
                _wait(row)


def _apply_locked(row: StaffImport) -> str:
    """Apply the import, or return why not; then nothing was written."""
    actor = row.applied_by
    if actor is None or not policies.can_administer(actor):
        return in_own_words(
            "The person who started this import is no longer a trust administrator, so nothing was saved."
        )
    # One import after the other: the second plans again and finds what the first has done.
    list(School.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    try:
        plan = _plan(row, lock=True)
    except TableRefused as refusal:
        return str(refusal)[:300]
    if plan.fingerprint() != row.fingerprint:
        return STALE
    _write(plan.people, actor)
    remember(actor=actor, questions=[one for one in plan.answered if "kind" in one and one["row"] in row.answers])
    row.move_to(Status.APPLIED, applied_at=now(), touched_at=now())
    told = {"people": len(plan.people), "unchanged": plan.unchanged, "leavers_proposed": len(plan.leavers)}
    audit(actor, "people.staffimport.applied", row, school_id=row.school_id, changes=told)
    return ""


def _plan(row: StaffImport, *, tell_progress: bool = False, lock: bool = False) -> Plan:
    """Read the file and plan. Raises `TableRefused`."""
    with row.file.file.open("rb") as source:
        table = read_table(source, is_heading=is_heading)
        if wrong := matching_problems(row.columns, table.header, school_is_chosen=row.school is not None):
            raise TableRefused(" ".join(wrong))
        wanted = set(row.columns.values())
        lines = [
            (number, {heading: text for heading, text in cells.items() if heading in wanted})
            for number, cells in table.rows
        ]
    reader = RowReader(
        row.columns,
        Schools(School.objects.prefetch_related("former_urns")),
        row.school,
        month_first=month_first_columns((cells for _, cells in lines), row.columns),
        meanings=row.answers,
        remembered=remembered(),
    )
    staff = []
    for done, (number, cells) in enumerate(lines):
        if tell_progress and done % PROGRESS_ROWS == 0:
            StaffImport.objects.filter(pk=row.pk).update(rows_done=done, rows_total=len(lines), touched_at=now())
        if any(cells.values()) and (line := reader.read(number, cells)) is not None:
            staff.append(line)
    if tell_progress:
        StaffImport.objects.filter(pk=row.pk).update(rows_done=len(lines), rows_total=len(lines), touched_at=now())
    covered = {row.school_id} if row.school_id else {line.school.pk for line in staff}
    plan = Planner(reader, row.answers, lock=lock).make(staff, covered)
    plan.questions = [*reader.questions(), *plan.questions]
    plan.answered = [*reader.answered(), *plan.answered]
    plan.left_out = reader.left_out
    return plan


# --- Writing ------------------------------------------------------------------------------------------------------


def _write(people: Iterable[PersonChange], actor: Person) -> None:
    """Write the plan: first everybody, so that a line manager may be somebody new, then the posts."""
    changes = list(people)
    for change in changes:
        _write_person(change, actor)
    for change in changes:
        for post in change.posts:
            _write_post(change, post, actor)


def _write_school(change: SchoolChange, actor: Person) -> None:
    school = change.school or School()
    for field, (_, after) in change.facts.items():
        setattr(school, field, after)
    school.version += 1 if change.school else 0
    school.full_clean()
    school.save()
    if change.was:
        until = school.opened_on - dt.timedelta(days=1) if school.opened_on else None
        FormerUrn.objects.create(school=school, urn=change.was, until=until)
    code = "people.school.changed" if change.school else "people.school.added"
    audit(actor, code, school, school_id=school.pk, note="GIAS", changes=_as_text(change.facts))


def _write_person(change: PersonChange, actor: Person) -> None:
    if change.releases is not None:
        release_email(actor=actor, person=change.releases)
    if change.person is None:
        person = Person(**{field: after for field, (_, after) in change.facts.items()})
        person.set_unusable_password()
        person.save()
        change.person = person
        audit(actor, "people.person.added", person)
    elif change.facts:
        person = change.person
        facts = dict(change.facts)
        if "email" in facts and had_account(person):
            propose_email(actor=actor, person=person, email=facts.pop("email")[1])
        if facts:
            for field, (_, after) in facts.items():
                setattr(person, field, after)
            person.version += 1
            person.save(update_fields=[*facts, "version"])
            audit(actor, "people.person.changed", person, changes=without_personal_values(_as_text(facts)))
        if "email" not in facts:
            return
    if "email" in change.facts:
        keep_address(change.person)


def _write_post(person: PersonChange, change: PostChange, actor: Person) -> None:
    facts = {field: after for field, (_, after) in change.facts.items() if field != "line_manager"}
    if change.manager is not None:
        facts["line_manager"] = change.manager if isinstance(change.manager, Person) else change.manager.person
    told = _as_text(change.facts) | ({"line_manager": "changed"} if change.manager is not None else {})
    if change.post is None:
        post = Post(person=person.person, school=change.school, **facts)
        post.save()
        audit(actor, "people.post.added", post)
        return
    post = change.post
    for field, value in facts.items():
        setattr(post, field, value)
    post.version += 1
    post.save(update_fields=[*facts, "version"])
    audit(actor, "people.post.changed", post, changes=told)


def _as_text(facts: Facts) -> dict[str, Any]:
    return {field: ["" if value is None else str(value) for value in pair] for field, pair in facts.items()}
