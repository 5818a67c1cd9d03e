"""What of performance management waits for somebody (policy PM-1)."""

from django.urls import reverse

from appraisal.models import Review
from appraisal.selectors import led_without_objectives, to_agree
from core.calendar import academic_year, today
from core.first_page import Task, Urgency
from people.models import Person


def appraisal_tasks(person: Person) -> list[Task]:
    """Return the person's own objectives that wait for their agreement, and reviews that they lead without any."""
    waiting = [
        Task(
            "Agree your objectives",
            review.get_absolute_url(),
            hint=f"Proposed by {review.reviewer}",
            urgency=Urgency.SOON,
            button="Read",
        )
        for review in to_agree(person).select_related("reviewer")
    ]
    led = f"{reverse('appraisal:review-list')}?mine=led&status={Review.Status.SETTING.value}"
    without = led_without_objectives(person, academic_year(today())).count()
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
