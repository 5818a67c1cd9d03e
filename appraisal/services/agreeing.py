"""Proposing objectives, agreeing them, or setting them without agreement (policy PM-1).

Once they are in force, either way, agreed training becomes needs by itself.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from appraisal import notices, policies
from appraisal.models import AgreedTraining, Agreement, Objective, Review, ReviewStatus
from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import StaleVersion, lock_version
from people.models import Person
from planning.models import Need, Reason, Source
from planning.needs.services import register_need

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
    needs = _put_in_force(row, actor, Status.AGREED)
    audit(actor, "appraisal.review.agreed", row, changes={"needs": needs})
    notices.agreed(row, actor, needs)
    return row


@transaction.atomic
def set_without_agreement(*, review: Review, actor: Person, version: int, reason: str) -> Review:
    """Set objectives that the two do not agree on, with the reason; the reviewee is told and may write a reply.

    Training agreed in them becomes needs as with an agreement (PM-1). Raises as `send_review_back`.
    """
    _need_reason(reason)
    row = _lock(review, Status.SET, version)
    require(policies.can_set_without_agreement(actor, row))
    needs = _put_in_force(row, actor, Status.SET, reason.strip())
    audit(actor, "appraisal.review.set", row, changes={"needs": needs})
    notices.set_without_agreement(row, actor)
    return row


@transaction.atomic
def reply_to_objectives(*, review: Review, actor: Person, version: int, reply: str) -> Review:
    """Keep what the reviewee replies to objectives that were set without their agreement; once.

    Raises `ValidationError` without words, `IllegalMove` where they are not set any more, `StaleVersion`,
    `PermissionDenied`.
    """
    if not reply.strip():
        raise ValidationError({"reply": "Enter your reply."})
    row: Review = lock_version(Review.objects.select_related("school", "reviewee", "reviewer"), review.pk, version)
    require(policies.can_reply(actor, row))
    said: Agreement = row.agreements.latest("number")
    said.reply, said.replied_at = reply.strip(), now()
    said.save(update_fields=["reply", "replied_at"])
    row.version += 1
    row.save(update_fields=["version"])
    audit(actor, "appraisal.review.replied", row)
    notices.replied(row, actor)
    return row


def _put_in_force(review: Review, actor: Person, status: str, reason: str = "") -> int:
    """Keep the words of objectives that hold from now on, and register their training; return how many needs came."""
    trainings = AgreedTraining.objects.filter(objective__review=review, need=None)
    needs = [_register(training, review, actor) for training in trainings.select_related("objective__priority")]
    moment = now()
    keep_agreement(review, moment, reason)
    review.move_to(status, settled_at=moment, reason="", sent_back_at=None, version=review.version + 1)
    return len(needs)


def keep_agreement(review: Review, moment: datetime, reason: str = "") -> Agreement:
    """Keep the words of what is agreed now, or set for a reason, so that they can be read after it was amended."""
    rows = review.objectives.select_related("priority").prefetch_related("trainings").order_by("position", "pk")
    return Agreement.objects.create(
        review=review,
        number=review.agreements.count() + 1,
        settled_at=moment,
        reason=reason,
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
    need = register_need(
        actor=actor,
        values={
            "school": review.school,
            "needed_by": Need.For.PERSON,
            "person": review.reviewee,
            "year": review.year,
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
    row = _set_again(review, [Status.PROPOSED], version, reason)
    require(policies.can_send_back(actor, row))
    sent_back_at = now() if actor.pk == row.reviewee_id else row.sent_back_at
    row.move_to(Status.SETTING, reason=reason.strip(), sent_back_at=sent_back_at, version=row.version + 1)
    audit(actor, "appraisal.review.sent_back", row)
    notices.sent_back(row, actor)
    return row


@transaction.atomic
def reopen_review(*, review: Review, actor: Person, version: int, reason: str) -> Review:
    """Open a review in force again, so that its objectives can be amended; what became a need stays in the register.

    Raises as `send_review_back`.
    """
    row = _set_again(review, Status.in_force(), version, reason)
    require(policies.can_reopen(actor, row))
    row.move_to(Status.SETTING, reason=reason.strip(), version=row.version + 1)
    audit(actor, "appraisal.review.reopened", row)
    notices.reopened(row, actor)
    return row


def _set_again(review: Review, sources: list[ReviewStatus], version: int, reason: str) -> Review:
    """Lock a review that stands in one of `sources` and is to be set again for a reason."""
    _need_reason(reason)
    row = _lock(review, Status.SETTING, version)
    if row.status not in sources:
        # Both a proposed review and one in force go back to being set, each by its own verb.
        raise StaleVersion
    return row


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
