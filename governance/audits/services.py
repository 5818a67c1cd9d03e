"""The verbs of a skills audit: start, mark needs, open, answer, share, close, make a need (policy GV-3)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit as note
from core.calendar import academic_year, now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from governance.audits import notices, policies
from governance.audits.models import AreaNote, AuditItem, GapNeed, Rating, SelfAssessment, SkillsAudit, Statement
from governance.audits.offices import sitting_on
from governance.audits.picture import is_gap
from governance.audits.selectors import last_day_of, picture_of, schools_for_needs
from governance.audits.statements import load_starter
from governance.boards.models import Board
from people.models import Person, School
from planning.models import Need, Source
from planning.needs.services import raise_need

log = structlog.get_logger(__name__)


@transaction.atomic
def start_audit(*, actor: Person, board: Board, closes_on: dt.date) -> SkillsAudit:
    """Begin the board's audit of this year as a draft, with the statements in use today.

    What the board needs is taken from its last audit. A trust without statements begins with ours. Raises
    `PermissionDenied` with the reason, `IllegalMove` where somebody else has just begun it.
    """
    board = Board.objects.select_for_update(of=("self",)).get(pk=board.pk)
    year = academic_year(today())
    has_one = board.skills_audits.filter(year=year).exists()
    require(policies.can_start(actor, board, has_one=False))
    if has_one:
        raise IllegalMove("This board already has a skills audit for this year.")
    kind = Statement.For.TRUST if board.kind == Board.Kind.TRUST else Statement.For.LOCAL
    load_starter(kind)
    last = board.skills_audits.order_by("-year").first()
    wanted = dict(last.items.values_list("statement_id", "wanted")) if last else {}
    row: SkillsAudit = SkillsAudit.objects.create(board=board, year=year, closes_on=closes_on)
    AuditItem.objects.bulk_create(
        AuditItem(
            audit=row,
            statement=statement,
            area=statement.area,
            text=statement.text,
            position=place,
            wanted=wanted.get(statement.pk, "" if last else AuditItem.Wanted.SHOULD),
        )
        for place, statement in enumerate(Statement.objects.in_use().filter(board_kind=kind), start=1)
    )
    note(actor, "governance.skills_audit.started", row)
    return row


def _lock(skills_audit: SkillsAudit, target: str | None = None) -> SkillsAudit:
    row: SkillsAudit = SkillsAudit.objects.select_related("board").lock_for(target, pk=skills_audit.pk)
    return row


def _lock_version(skills_audit: SkillsAudit, version: int) -> SkillsAudit:
    row: SkillsAudit = lock_version(SkillsAudit.objects.select_related("board"), skills_audit.pk, version)
    if row.status == SkillsAudit.Status.CLOSED:
        raise IllegalMove(policies.CLOSED)
    return row


def _save_next(row: SkillsAudit, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


@transaction.atomic
def mark_wanted(*, actor: Person, skills_audit: SkillsAudit, version: int, wanted: Mapping[int, str]) -> SkillsAudit:
    """Say for each statement (by its item's key) whether the board must or should have it, or "".

    Raises `StaleVersion`, `IllegalMove` once it has closed, `PermissionDenied`.
    """
    row = _lock_version(skills_audit, version)
    require(policies.can_run(actor, row))
    changed = []
    for item in row.items.all():
        if item.pk in wanted and item.wanted != wanted[item.pk]:
            item.wanted = wanted[item.pk]
            changed.append(item)
    AuditItem.objects.bulk_update(changed, ["wanted"])
    _save_next(row)
    note(actor, "governance.skills_audit.needs_marked", row, changes={"statements": [0, len(changed)]})
    return row


@transaction.atomic
def set_closing_day(*, actor: Person, skills_audit: SkillsAudit, version: int, closes_on: dt.date) -> SkillsAudit:
    """Give an audit that has not closed another closing date, today or later. Raises as `mark_wanted`."""
    row = _lock_version(skills_audit, version)
    require(policies.can_run(actor, row))
    if closes_on < today():
        raise ValidationError({"closes_on": "Choose a closing date that is today or later"})
    changes = {"closes_on": [row.closes_on, closes_on]}
    row.closes_on = closes_on
    _save_next(row, "closes_on")
    note(actor, "governance.skills_audit.closing_day_set", row, changes=changes)
    return row


@transaction.atomic
def open_audit(*, actor: Person, skills_audit: SkillsAudit) -> SkillsAudit:
    """Let the board answer from now on, and tell them. Raises `IllegalMove`, `PermissionDenied` with the reason."""
    row = _lock(skills_audit, SkillsAudit.Status.OPEN)
    require(policies.can_open(actor, row))
    row.move_to(SkillsAudit.Status.OPEN, opened_at=now(), version=row.version + 1)
    note(actor, "governance.skills_audit.opened", row)
    notices.tell_board(row)
    return row


@transaction.atomic
def remove_draft(*, actor: Person, skills_audit: SkillsAudit) -> None:
    """Delete a draft. Raises `IllegalMove` where it was opened meanwhile, `PermissionDenied`."""
    row = _lock(skills_audit)
    if row.status != SkillsAudit.Status.DRAFT:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_remove(actor, row))
    note(actor, "governance.skills_audit.removed", row)
    row.delete()


# --- Answering --------------------------------------------------------------------------------------------------------


def _lock_to_answer(actor: Person, skills_audit: SkillsAudit) -> SkillsAudit:
    """Lock the audit, so that it does not close half-way through an answer; `IllegalMove` where it has."""
    row = _lock(skills_audit)
    decision = policies.can_answer(actor, row)
    if not decision and not row.takes_answers:
        raise IllegalMove(decision.reason)
    require(decision)
    return row


@transaction.atomic
def save_area(
    *, actor: Person, skills_audit: SkillsAudit, area: str, ratings: Mapping[int, int], words: str
) -> SelfAssessment:
    """Keep what somebody answers to the statements of one area: ratings by the item's key, and words of their own.

    What is not rated stays as it was. Nothing of it goes into the audit trail or a log. Raises `IllegalMove` once it
    has closed, `PermissionDenied` for whoever does not sit on the board.
    """
    row = _lock_to_answer(actor, skills_audit)
    assessment, _ = SelfAssessment.objects.get_or_create(audit=row, person=actor)
    items = row.items.filter(area=area, pk__in=ratings)
    Rating.objects.bulk_create(
        [Rating(assessment=assessment, item=item, value=ratings[item.pk]) for item in items],
        update_conflicts=True,
        unique_fields=["assessment", "item"],
        update_fields=["value"],
    )
    if words:
        AreaNote.objects.update_or_create(assessment=assessment, area=area, defaults={"words": words})
    else:
        assessment.notes.filter(area=area).delete()
    return assessment


@transaction.atomic
def finish(*, actor: Person, skills_audit: SkillsAudit) -> SelfAssessment:
    """Say that one's answers are whole: only these are counted. Raises `IllegalMove` while one is missing."""
    row = _lock_to_answer(actor, skills_audit)
    assessment, _ = SelfAssessment.objects.get_or_create(audit=row, person=actor)
    missing = row.items.count() - assessment.ratings.count()
    if missing:
        words = "1 statement isn’t" if missing == 1 else f"{missing} statements aren’t"
        raise IllegalMove(f"{words} rated yet.")
    if assessment.finished_at is None:
        assessment.finished_at = now()
        assessment.save(update_fields=["finished_at"])
    return assessment


@transaction.atomic
def share(*, actor: Person, assessment: SelfAssessment, is_shared: bool) -> SelfAssessment:
    """Share one's own answers with the clerk, or take that back. Raises `PermissionDenied`.

    The moment of first sharing stays: what was read once is not forgotten (`picture.readable_shares`).
    """
    rows = SelfAssessment.objects.select_related("audit__board").select_for_update(of=("self",))
    row = rows.get(pk=assessment.pk)
    require(policies.can_share(actor, row))
    if row.is_shared != is_shared:
        row.is_shared = is_shared
        row.shared_at = row.shared_at or now()
        row.save(update_fields=["is_shared", "shared_at"])
        code = "shared" if is_shared else "unshared"
        note(actor, f"governance.self_assessment.{code}", row)
    return row


# --- Closing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_audit(*, actor: Person, skills_audit: SkillsAudit) -> SkillsAudit:
    """Close it now, for good: what is counted from here never changes. Raises `IllegalMove`, `PermissionDenied`."""
    row = _lock(skills_audit, SkillsAudit.Status.CLOSED)
    require(policies.can_close(actor, row))
    _close(row)
    note(actor, "governance.skills_audit.closed", row)
    return row


def _close(row: SkillsAudit) -> None:
    """Count the whole answers of whoever sat on the board on the last day of the audit, or of the board; close."""
    sat = sitting_on(row.board, min(today(), last_day_of(row)))
    row.assessments.filter(finished_at__isnull=False, person__in=sat).update(is_counted=True)
    row.move_to(SkillsAudit.Status.CLOSED, closed_at=now(), version=row.version + 1)
    notices.tell_closed(row)


@transaction.atomic
def _close_one_due(skills_audit: SkillsAudit) -> bool:
    row = _lock(skills_audit)
    if row.status != SkillsAudit.Status.OPEN or row.closes_on >= today():
        return False
    _close(row)
    note(None, "governance.skills_audit.closed", row)
    return True


def follow_audits() -> int:
    """Close what is past its last day, tell whoever came to a board meanwhile, and remind once before it closes.

    Returns how much was done. One audit that fails is logged by its id and holds up no other.
    """
    count = 0
    for row in SkillsAudit.objects.filter(status=SkillsAudit.Status.OPEN).select_related("board").order_by("pk"):
        try:
            count += _close_one_due(row) if row.closes_on < today() else notices.tell_board(row) + notices.remind(row)
        except Exception:
            log.exception("governance.skills_audit_failed", skills_audit=str(row.public_id))
    return count


# --- From a gap to a need ---------------------------------------------------------------------------------------------


@transaction.atomic
def make_need(*, actor: Person, item: AuditItem, school: School, values: Mapping[str, Any]) -> Need:
    """Turn a gap of a closed audit into a training need of the board, once; return the need.

    `values` as for `raise_need`, without a source. Raises `PermissionDenied` where the board sees no gap there.
    """
    row = _lock(item.audit)
    fresh = AuditItem.objects.select_related("audit__board").get(pk=item.pk)
    if made := GapNeed.objects.filter(item=fresh).select_related("need").first():
        return made.need
    require(policies.can_raise_for_board(actor, school))
    if school not in schools_for_needs(row.board):
        raise IllegalMove("The board doesn’t govern this school.")
    cover = picture_of(row).covers.get(fresh.pk)
    if cover is None or not is_gap(cover, fresh.wanted):
        raise IllegalMove("This isn’t a gap of the board.")
    need = raise_need(
        actor=actor, school=school, needed_by=Need.For.GOVERNORS, values={**values, "source": Source.FEEDBACK}
    )
    GapNeed.objects.create(item=fresh, need=need)
    note(actor, "governance.skills_audit.need_made", row)
    return need
