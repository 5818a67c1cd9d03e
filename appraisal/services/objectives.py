"""Writing objectives and the training agreed for each, while they are being set (policy PM-1)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from appraisal import policies
from appraisal.models import AgreedTraining, Objective, Review
from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person
from planning.models import Priority

OBJECTIVE_FIELDS = ("title", "success_criteria", "priority")
TRAINING_FIELDS = ("what", "area", "wanted_by", "estimated_cost")


def _lock(review_id: int, actor: Person) -> Review:
    """Lock a review whose objectives the actor sets: `IllegalMove` when it was proposed or agreed meanwhile."""
    row: Review = Review.objects.select_related("school").lock_for(pk=review_id)
    if row.is_of_two(actor) and row.status != Review.Status.SETTING:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_set(actor, row))
    return row


def _changed(review: Review) -> None:
    """Give the review a new version, so that nobody proposes what they have not seen."""
    review.version += 1
    review.save(update_fields=["version"])


def _check_priority(review: Review, priority: Priority | None) -> None:
    if priority is None:
        return
    if not Priority.objects.open_to(review.school_id, review.year).filter(pk=priority.pk).exists():
        raise ValidationError({"priority": "Choose a school or trust priority for this year."})


@transaction.atomic
def add_objective(*, review: Review, actor: Person, values: Mapping[str, Any]) -> Objective:
    """Write an objective: `title`, `success_criteria`, and the `priority` that it serves or nothing (PM-1).

    Raises `IllegalMove` when the review is not being set any more, `PermissionDenied`, `ValidationError` for a
    priority of another school or year.
    """
    row = _lock(review.pk, actor)
    _check_priority(row, values.get("priority"))
    last = row.objectives.aggregate(last=Max("position"))["last"] or 0
    facts = {name: values[name] for name in OBJECTIVE_FIELDS if name in values}
    objective = Objective.objects.create(review=row, school=row.school, year=row.year, position=last + 1, **facts)
    _changed(row)
    audit(actor, "appraisal.objective.added", objective)
    return objective


@transaction.atomic
def change_objective(*, objective: Objective, actor: Person, version: int, values: Mapping[str, Any]) -> Objective:
    """Change what an objective says. Raises as `add_objective`, and `StaleVersion`."""
    review = _lock(objective.review_id, actor)
    row: Objective = lock_version(Objective.objects.all(), objective.pk, version)
    if values.get("priority") is not None and values["priority"].pk != row.priority_id:
        _check_priority(review, values["priority"])
    changed = [name for name in OBJECTIVE_FIELDS if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    _changed(review)
    audit(actor, "appraisal.objective.changed", row, changes={"fields": changed})
    return row


@transaction.atomic
def remove_objective(*, objective: Objective, actor: Person, version: int) -> None:
    """Take an objective and the training agreed for it out of the review.

    Raises `IllegalMove`, `StaleVersion`, and `PermissionDenied` where training of it is in the register of needs.
    """
    review = _lock(objective.review_id, actor)
    row: Objective = lock_version(Objective.objects.select_related("review"), objective.pk, version)
    require(policies.can_remove_objective(actor, row))
    audit(actor, "appraisal.objective.removed", row)
    row.trainings.all().delete()
    row.delete()
    _changed(review)


@transaction.atomic
def add_training(*, objective: Objective, actor: Person, values: Mapping[str, Any]) -> AgreedTraining:
    """Agree training for an objective: `what`, `area`, and `wanted_by`, `estimated_cost` where known (PM-1).

    Raises `IllegalMove` when the review is not being set any more, `PermissionDenied`.
    """
    review = _lock(objective.review_id, actor)
    if not review.objectives.filter(pk=objective.pk).exists():
        raise IllegalMove("Someone has removed this objective since you opened it.")
    facts = {name: values[name] for name in TRAINING_FIELDS if name in values}
    training = AgreedTraining.objects.create(objective=objective, **facts)
    _changed(review)
    audit(actor, "appraisal.training.added", training, school_id=review.school_id)
    return training


@transaction.atomic
def change_training(
    *, training: AgreedTraining, actor: Person, version: int, values: Mapping[str, Any]
) -> AgreedTraining:
    """Change training that has not become a need yet. Raises as `add_training`, and `StaleVersion`."""
    review = _lock(training.objective.review_id, actor)
    row = _lock_training(training, actor, version)
    changed = [name for name in TRAINING_FIELDS if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    _changed(review)
    audit(actor, "appraisal.training.changed", row, school_id=review.school_id, changes={"fields": changed})
    return row


@transaction.atomic
def remove_training(*, training: AgreedTraining, actor: Person, version: int) -> None:
    """Take training out that has not become a need yet. Raises as `change_training`."""
    review = _lock(training.objective.review_id, actor)
    row = _lock_training(training, actor, version)
    audit(actor, "appraisal.training.removed", row, school_id=review.school_id)
    row.delete()
    _changed(review)


def _lock_training(training: AgreedTraining, actor: Person, version: int) -> AgreedTraining:
    row: AgreedTraining = lock_version(AgreedTraining.objects.select_related("objective__review"), training.pk, version)
    require(policies.can_change_training(actor, row))
    return row
