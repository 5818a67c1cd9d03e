"""Why two records of one person can't be merged because of requests and decisions."""

from django.db.models import Q

from core.formatting import counted
from courses.models import Booking, CourseRequest, StageDecision
from people.models import Person


def reasons_against(keep: Person, gone: Person) -> list[str]:
    """Return why the two can't be merged: what is open under the one that goes, and deciding on one's own request."""
    reasons = []
    states = [CourseRequest.Status.DECIDING, CourseRequest.Status.RETURNED, CourseRequest.Status.TO_BOOK]
    open_requests = CourseRequest.objects.filter(applicant=gone, status__in=states).count()
    open_bookings = Booking.objects.open().filter(person=gone).count()
    still_open = [
        *([counted(open_requests, "request")] if open_requests else []),
        *([counted(open_bookings, "booking")] if open_bookings else []),
    ]
    if still_open:
        reasons.append(
            f"Still open with the record that goes: {' and '.join(still_open)}. "
            "They can't change hands: finish, withdraw or cancel them first."
        )
    pair = [keep.pk, gone.pk]
    decided = StageDecision.objects.filter(Q(decided_by__in=pair) | Q(on_behalf_of__in=pair))
    if decided.filter(applicant__in=pair).exists():
        reasons.append("One of the two has decided on a request of the other: no one decides on their own request.")
    if decided.filter(stage__request__status=CourseRequest.Status.DECIDING).exists():
        reasons.append("One of the two has decided on a request that is still being decided. Wait until it is.")
    return reasons
