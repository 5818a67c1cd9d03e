"""Where a request stands in every queue (policy IM-3, AP-7), and what its claim to be statutory comes to."""

from dataclasses import dataclass

from django.db import models

from certificates.compliance import Line, compliance_of_people
from certificates.expiry import Status
from certificates.models import Requirement
from certificates.trust_settings import warn_days
from core.calendar import today
from courses.catalogue.selectors import served_by
from courses.requests.capacities import is_early_career
from courses.requests.models import CourseRequest
from planning.models import Reason

RANK_OF_REASON = {
    Reason.PRIORITY: CourseRequest.Rank.PRIORITY,
    Reason.REVIEW: CourseRequest.Rank.REVIEW,
    Reason.PERSONAL: CourseRequest.Rank.PERSONAL,
}


class Claim(models.TextChoices):
    """What a request for a requirement is, in a sentence that the applicant and the approvers read."""

    RENEWAL = "renewal", "The applicant must have this training, and the course counts for it."
    UNLISTED = "unlisted", "The course is not in the catalogue, so check that it counts for this requirement."
    RECOMMENDED = "recommended", "This training is recommended, not statutory."
    NOT_REQUIRED = "not_required", "This training is not required for the applicant’s posts, duties or roles."
    NOT_SERVED = "not_served", "In the catalogue, this course does not count for this requirement."
    EXEMPT = "exempt", "The applicant is exempt from this training."
    DOES_NOT_EXPIRE = "does_not_expire", "What the applicant holds does not expire, so there is nothing to renew."
    NOT_DUE = "not_due", "What the applicant holds is valid long after the course, so it is not due for renewal."


RANK_OF_CLAIM = {
    Claim.UNLISTED: CourseRequest.Rank.STATUTORY,
    Claim.RECOMMENDED: CourseRequest.Rank.RECOMMENDED,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """The requirement that a request names: how the applicant stands with it, and what the claim comes to."""

    line: Line
    claim: Claim

    @property
    def is_renewal(self) -> bool:
        """Return whether the request renews a statutory requirement of its applicant."""
        return self.claim == Claim.RENEWAL

    @property
    def is_expired(self) -> bool:
        """Return whether the applicant once held it and holds it no longer."""
        last_day = self.line.held.expires_on if self.line.held else None
        return last_day is not None and last_day < today()


def duty_of(request: CourseRequest) -> Duty | None:
    """Return the duty that a request names, as it is today; None where its reason is another one."""
    if request.reason != Reason.STATUTORY or request.requirement is None:
        return None
    compliance = compliance_of_people([request.applicant_id], requirements=[request.requirement])
    line = compliance.line(request.applicant_id, request.requirement)
    return Duty(line, _claim(request, line))


def _claim(request: CourseRequest, line: Line) -> Claim:
    requirement = line.requirement
    if line.status == Status.NOT_APPLICABLE or not requirement.is_active:
        return Claim.NOT_REQUIRED
    if line.status == Status.EXEMPT:
        return Claim.EXEMPT
    if request.course is not None and not served_by(request.course).filter(pk=requirement.pk).exists():
        return Claim.NOT_SERVED
    if line.held is not None:
        last_day = line.held.expires_on
        if last_day is None:
            return Claim.DOES_NOT_EXPIRE
        if (last_day - (request.ends_on or today())).days > warn_days():
            return Claim.NOT_DUE
    if requirement.statutory == Requirement.Statutory.RECOMMENDED:
        return Claim.RECOMMENDED
    return Claim.UNLISTED if request.course is None else Claim.RENEWAL


def rank_of(request: CourseRequest) -> tuple[int, bool]:
    """Return the rank of a request in every queue, and whether it renews a statutory requirement.

    Statutory renewals come first, the expired before the expiring; then early career teachers; then a duty for which
    nobody can tell whether the course counts; improvement priorities; recommended training; what a review agreed.
    """
    duty = duty_of(request)
    if duty is not None and duty.is_renewal:
        return CourseRequest.Rank.STATUTORY_EXPIRED if duty.is_expired else CourseRequest.Rank.STATUTORY_EXPIRING, True
    if is_early_career(request.applicant):
        return CourseRequest.Rank.ECT, False
    if duty is not None:
        return RANK_OF_CLAIM.get(duty.claim, CourseRequest.Rank.OTHER), False
    return RANK_OF_REASON[Reason(request.reason)], False
