"""What is written during the year: self-review, mid-year conversation, progress on an objective (policy PM-1, RM-3)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from appraisal import notices, policies
from appraisal.models import Objective, Review, YearNote
from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove
from people.models import Person


@transaction.atomic
def add_self_review(*, review: Review, actor: Person, held_on: date, text: str) -> YearNote:
    """Keep what the reviewee says of their own year; the reviewer is told.

    Raises `IllegalMove` where the objectives are not in force any more, `PermissionDenied`, `ValidationError` without
    words or for a day to come.
    """
    row = _lock(review.pk, actor)
    require(policies.can_add_self_review(actor, row))
    note = _write(row, actor, YearNote.Kind.SELF_REVIEW, held_on, text)
    audit(actor, "appraisal.review.self_review_added", row)
    notices.noted(note, actor)
    return note


@transaction.atomic
def add_mid_year_notes(*, review: Review, actor: Person, held_on: date, text: str) -> YearNote:
    """Keep the reviewer's notes of the conversation in the middle of the year; the reviewee is told.

    Raises as `add_self_review`.
    """
    row = _lock(review.pk, actor)
    require(policies.can_add_mid_year_notes(actor, row))
    note = _write(row, actor, YearNote.Kind.MID_YEAR, held_on, text)
    audit(actor, "appraisal.review.mid_year_added", row)
    notices.noted(note, actor)
    return note


@transaction.atomic
def add_progress(*, objective: Objective, actor: Person, held_on: date, text: str) -> YearNote:
    """Keep what one of the two says of the progress on an objective; the other is told. Raises as `add_self_review`."""
    row = _lock(objective.review_id, actor)
    require(policies.can_add_progress(actor, row))
    if not row.objectives.filter(pk=objective.pk).exists():
        raise IllegalMove("Someone has removed this objective since you opened it.")
    note = _write(row, actor, YearNote.Kind.PROGRESS, held_on, text, objective)
    audit(actor, "appraisal.objective.progress_added", objective)
    notices.noted(note, actor)
    return note


def _lock(review_id: int, actor: Person) -> Review:
    """Lock a review in force: `IllegalMove` for one of the two when it was opened again meanwhile."""
    row: Review = Review.objects.select_related("school", "reviewee", "reviewer").lock_for(pk=review_id)
    if row.is_of_two(actor) and not row.is_in_force:
        raise IllegalMove(row.moved_on_text())
    return row


def _write(
    review: Review, actor: Person, kind: str, held_on: date, text: str, objective: Objective | None = None
) -> YearNote:
    if not text.strip():
        raise ValidationError({"text": "Write something first."})
    if held_on > today():
        raise ValidationError({"held_on": "Enter today’s date or an earlier one."})
    return YearNote.objects.create(
        review=review,
        objective=objective,
        kind=kind,
        held_on=held_on,
        text=text.strip(),
        author=actor,
        written_at=now(),
    )
