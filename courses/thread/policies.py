"""Who fixes what a request hangs on (policy R-4)."""

from core.decisions import Decision, allowed_if, refused
from courses.requests.models import CourseRequest
from people.models import Person
from planning.scope import plans_for

# On its way or over, and so on the thread; what is still being written is linked by its own steps.
FIXABLE = (
    CourseRequest.Status.DECIDING,
    CourseRequest.Status.TO_BOOK,
    CourseRequest.Status.BOOKED,
    CourseRequest.Status.ATTENDED,
    CourseRequest.Status.NOT_ATTENDED,
    CourseRequest.Status.CLOSED,
)


def can_fix(actor: Person, request: CourseRequest) -> Decision:
    """The applicant and those who plan for the school say what a request serves, also after it was decided."""
    if request.status in (CourseRequest.Status.DRAFT, CourseRequest.Status.RETURNED):
        return refused("This request is still being written. Choose what it's linked to in the request.")
    if request.status not in FIXABLE:
        return refused("This request didn't go ahead, so there's nothing to link.")
    return allowed_if(
        request.applicant_id == actor.pk or plans_for(actor, request.school),
        "Only the applicant and school leaders can change what this is linked to.",
    )
