"""Where a request stands in every queue (policy IM-3, AP-7)."""

from certificates.models import Certificate, Requirement
from core.calendar import today
from courses.models import Request
from courses.stages import is_early_career
from planning.models import Reason

RANK_OF_REASON = {
    Reason.STATUTORY: Request.Rank.PRIORITY,
    Reason.PRIORITY: Request.Rank.PRIORITY,
    Reason.REVIEW: Request.Rank.REVIEW,
    Reason.PERSONAL: Request.Rank.PERSONAL,
}


def statutory_rank(request: Request) -> int | None:
    """Return the rank as a statutory renewal, or nothing where the request is none.

    It is one when it names a binding requirement whose certificate the applicant has to renew or still lacks. A
    recommendation does not bind, and a certificate that is valid for good needs no renewal.
    """
    requirement = request.requirement
    if request.reason != Reason.STATUTORY or requirement is None:
        return None
    if requirement.statutory == Requirement.Statutory.RECOMMENDED:
        return None
    held = list(
        Certificate.objects.current()
        .filter(person=request.applicant_id, requirement__in=[requirement, *requirement.satisfied_by.all()])
        .values_list("expires_on", flat=True)
    )
    if None in held:
        return None
    expired = bool(held) and max(day for day in held if day) < today()
    return Request.Rank.STATUTORY_EXPIRED if expired else Request.Rank.STATUTORY_EXPIRING


def rank_of(request: Request) -> tuple[int, bool]:
    """Return the rank of a request in every queue, and whether it renews a statutory requirement.

    Statutory renewals come first, the expired before the expiring; then early career teachers; then improvement
    priorities (and recommended training), what a review agreed, and personal development.
    """
    renewal = statutory_rank(request)
    if renewal is not None:
        return renewal, True
    if is_early_career(request.applicant):
        return Request.Rank.ECT, False
    return RANK_OF_REASON[Reason(request.reason)], False
