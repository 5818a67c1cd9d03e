"""What of performance management waits for somebody (policy PM-1)."""

from django.urls import reverse

from appraisal.models import Review
from appraisal.selectors import led_without_objectives, to_agree
from core.calendar import academic_year, today
from core.first_page import Task, Urgency
from core.reading import Steps, counting, rows_of, side_by_side
from people.models import Person


def appraisal_tasks(person: Person) -> Steps[list[Task]]:
    """Return the person's own objectives that wait for their agreement, and reviews that they lead without any."""
    mine = to_agree(person).select_related("reviewer")
    mine = mine.only("public_id", "reviewer__first_name", "reviewer__last_name")
    found, without = yield from side_by_side(
        [rows_of(mine), counting(led_without_objectives(person, academic_year(today())))]
    )
    waiting = [
        Task(
            "Agree your objectives",
            review.get_absolute_url(),
            hint=f"Proposed by {review.reviewer}",
            urgency=Urgency.SOON,
            button="Read",
        )
        for review in found
    ]
    led = f"{reverse('appraisal:review-list')}?mine=led&status={Review.Status.SETTING.value}"
    return [
        *waiting,
        Task(
            "reviews you lead have no objectives yet",
            led,
            without,
            button="Set",
            one="review you lead has no objectives yet",
        ),
    ]
