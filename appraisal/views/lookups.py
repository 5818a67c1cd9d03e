"""What the pages of reviews share: finding what the reader may read, and the version that a button was shown with.

Whoever finds a review has signed in lately, or is asked to confirm that it is them: its text is of the most private
that is kept here. Who may not read it is told that there is none, before being asked anything.
"""

from uuid import UUID

from django.shortcuts import get_object_or_404

from appraisal.models import AgreedTraining, Objective, Review
from appraisal.selectors import readable_objectives
from core.http import Request
from core.navigation import stand_at
from people.step_up import require_recent_sign_in


def _stand(request: Request, review: Review) -> None:
    """Say that a review stands with one's own for the two, and with those of staff for whoever looks after them."""
    stand_at(request, "appraisal:review-list" if review.is_of_two(request.user) else "appraisal:review-staff")


def find_review(request: Request, public_id: UUID) -> Review:
    """Return the review to those who read its text; to everybody else it is not there."""
    rows = Review.objects.visible_to(request.user).select_related("school", "reviewee", "reviewer")
    review: Review = get_object_or_404(rows, public_id=public_id)
    _stand(request, review)
    require_recent_sign_in(request)
    return review


def find_objective(request: Request, public_id: UUID) -> Objective:
    """Return the objective to those who read its review."""
    objective: Objective = get_object_or_404(readable_objectives(request.user), public_id=public_id)
    _stand(request, objective.review)
    require_recent_sign_in(request)
    return objective


def find_training(request: Request, public_id: UUID) -> AgreedTraining:
    """Return the agreed training to those who read its review."""
    rows = AgreedTraining.objects.visible_to(request.user).select_related("objective__review__school", "need")
    training: AgreedTraining = get_object_or_404(rows, public_id=public_id)
    _stand(request, training.objective.review)
    require_recent_sign_in(request)
    return training
