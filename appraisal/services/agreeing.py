"""Proposing objectives and agreeing them: with the agreement, agreed training becomes needs by itself (policy PM-1)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from appraisal import notices, policies
from appraisal.models import AgreedTraining, Agreement, Objective, Review
from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import StaleVersion
from people.models import Person
from planning.models import Need, Reason, Source
from planning.needs.services import raise_need

Status = Review.Status


def _lock(review: Review, target: str, version: int) -> Review:
    """Lock a review on its way to a state: `IllegalMove` when it cannot get there, `StaleVersion` for an old page."""
    row: Review = Review.objects.select_related("school", "reviewee", "reviewer").lock_for(target, pk=review.pk)
    if row.version != version:
        raise StaleVersion
    return row


@transaction.atomic
def propose_review(*, review: Review, actor: Person, version: int) -> Review:
    """Propose the objectives to the reviewee, who is told. From now on nothing of them changes.

    Raises `IllegalMove`, `StaleVersion` when either of the two changed something meanwhile, `PermissionDenied`.
    """
    row = _lock(review, Status.PROPOSED, version)
    require(policies.can_propose(actor, row))
    row.move_to(Status.PROPOSED, proposed_at=now(), reason="", version=row.version + 1)
    audit(actor, "appraisal.review.proposed", row)
    notices.proposed(row, actor)
    return row


@transaction.atomic
def agree_review(*, review: Review, actor: Person, version: int) -> Review:
    """Agree to what was proposed. Each agreed training becomes a need in the school's register, once (PM-1).

    The words of the agreement are kept as they are now, and the reviewer is told.
    Raises `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    row = _lock(review, Status.AGREED, version)
    require(policies.can_agree(actor, row))
    trainings = AgreedTraining.objects.filter(objective__review=row, need=None)
    needs = [_register(training, row, actor) for training in trainings.select_related("objective__priority")]
    moment = now()
    keep_agreement(row, moment)
    row.move_to(Status.AGREED, agreed_at=moment, version=row.version + 1)
    audit(actor, "appraisal.review.agreed", row, changes={"needs": len(needs)})
    notices.agreed(row, actor, len(needs))
    return row


def keep_agreement(review: Review, moment: datetime) -> Agreement:
    """Keep the words of what is agreed now, so that they can be read after the objectives were amended."""
    rows = review.objectives.select_related("priority").prefetch_related("trainings").order_by("position", "pk")
    return Agreement.objects.create(
        review=review,
        number=review.agreements.count() + 1,
        agreed_at=moment,
        objectives=[words_of(row) for row in rows],
    )


def words_of(objective: Objective) -> dict[str, Any]:
    """Return the words of an objective and of the training agreed for it."""
    return {
        "title": objective.title,
        "success_criteria": objective.success_criteria,
        "priority": str(objective.priority) if objective.priority else "",
        "trainings": [training.what for training in objective.trainings.all()],
    }


def _register(training: AgreedTraining, review: Review, actor: Person) -> Need:
    """Write agreed training into the register. Nothing of the objective goes with it but the priority it serves."""
    priority = training.objective.priority
    need = raise_need(
        actor=actor,
        school=review.school,
        needed_by=Need.For.PERSON,
        person=review.reviewee,
        year=review.year,
        values={
            "title": training.what,
            "area": training.area,
            "source": Source.REVIEW,
            "reason": Reason.REVIEW if priority is None else Reason.PRIORITY,
            "priority": priority,
            "wanted_by": training.wanted_by,
            "estimated_cost": training.estimated_cost,
        },
    )
    training.need = need
    training.save(update_fields=["need"])
    return need


@transaction.atomic
def send_review_back(*, review: Review, actor: Person, version: int, reason: str) -> Review:
    """Send proposed objectives back to be set again, or take them back; the other one is told and reads the reason.

    Raises `ValidationError` without a reason, `IllegalMove`, `StaleVersion`, `PermissionDenied`.
    """
    row = _set_again(review, Status.PROPOSED, version, reason)
    require(policies.can_send_back(actor, row))
    row.move_to(Status.SETTING, reason=reason.strip(), version=row.version + 1)
    audit(actor, "appraisal.review.sent_back", row)
    notices.sent_back(row, actor)
    return row


@transaction.atomic
def reopen_review(*, review: Review, actor: Person, version: int, reason: str) -> Review:
    """Open an agreed review again, so that its objectives can be amended; what became a need stays in the register.

    Raises as `send_review_back`.
    """
    row = _set_again(review, Status.AGREED, version, reason)
    require(policies.can_reopen(actor, row))
    row.move_to(Status.SETTING, reason=reason.strip(), version=row.version + 1)
    audit(actor, "appraisal.review.reopened", row)
    notices.reopened(row, actor)
    return row


def _set_again(review: Review, source: str, version: int, reason: str) -> Review:
    """Lock a review that stands in `source` and is to be set again for a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
    row = _lock(review, Status.SETTING, version)
    if row.status != source:
        # Both a proposed and an agreed review go back to being set, each by its own verb.
        raise StaleVersion
    return row
