"""What people did for a priority: how many of them, for how long, and what they say of it (policy R-1, R-4, IM-2)."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse

from core.components import Bar
from core.formatting import number
from people.models import Person, School
from planning.overview.figures import Figure, Quoted, Reading
from training.feedback.models import Feedback
from training.feedback.policies import can_read_library
from training.feedback.selectors import quoted
from training.records.models import Record
from training.records.policies import can_see_register
from training.records.selectors import month_bars


def record_figures(reading: Reading) -> list[Figure]:
    """Return people, hours and feedback of the records that name the priority, in one query.

    Feedback is expected of external training, and where it was asked for or given on other training. Of few people
    others than those who plan read no more than that they are few; and who gave feedback is for those who ask for it.
    """
    rows = Record.objects.counted().filter(reading.scope, priority=reading.priority)
    expected = Q(is_external=True) | Q(feedback_request__isnull=False) | Q(feedback__isnull=False)
    found = rows.aggregate(
        people=Count("person", distinct=True),
        hours=Sum("hours"),
        given=Count("feedback"),
        expected=Count("pk", filter=expected),
    )
    url = given_url = ""
    if can_see_register(reading.actor):
        url = f"{reverse('training:record-list')}?year=all&confirmed=yes&priority={reading.priority.public_id}"
        given_url = f"{url}&feedback=given"
    if 0 < found["people"] < reading.smallest:
        return [Figure(f"Fewer than {reading.smallest}", "people", hint="took part in training")]
    hours = found["hours"] or Decimal(0)
    figures = [
        Figure(str(found["people"]), "person" if found["people"] == 1 else "people", url, "took part in training"),
        Figure(number(hours), "hour" if hours == 1 else "hours", url, "of training recorded"),
    ]
    if not reading.smallest:
        given = f"{found['given']} of {found['expected']}"
        figures.append(Figure(given, "records with feedback", given_url, "where we ask for it"))
    return figures


def hours_of_year(actor: Person, school: School, year: int) -> list[Bar]:
    """Return the hours of a school's confirmed training in each month of a year, as the reader's list has them."""
    return month_bars(Record.objects.counted().visible_to(actor).filter(school=school), year)


def shared_words(reading: Reading) -> Quoted | None:
    """Return the newest feedback that is shared on training for the priority, to the staff, in one query (IM-2)."""
    if not can_read_library(reading.actor):
        return None
    rows = Feedback.objects.in_library_of(reading.actor).filter(record__priority=reading.priority)
    return quoted(rows, f"{reverse('training:feedback-list')}?priority={reading.priority.public_id}")
