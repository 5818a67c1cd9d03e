"""What a priority costs, and what became of the requests for it (policy AP-6, RM-4)."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse

from core.formatting import money, plus_unknown
from courses.bookings.models import Booking
from courses.bookings.policies import can_see_register
from courses.requests.models import CourseRequest
from courses.requests.policies import can_list_requests
from courses.requests.selectors import NOT_ON_THE_THREAD
from planning.overview.figures import Figure, Reading

S = CourseRequest.Status
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("being decided", (S.DECIDING, S.RETURNED)),
    ("to book", (S.TO_BOOK,)),
    ("booked", (S.BOOKED,)),
    ("attended", (S.ATTENDED, S.CLOSED)),
    ("not attended", (S.NOT_ATTENDED,)),
    ("cancelled", (S.CANCELLED,)),
)


def request_figures(reading: Reading) -> list[Figure]:
    """Return how many requests serve the priority and where they are; fewer and nothing more for others than planners.

    One query, and for those others one more: of how many people they are.
    """
    rows = CourseRequest.objects.filter(reading.scope, priority=reading.priority).exclude(status__in=NOT_ON_THE_THREAD)
    found = dict(rows.order_by().values_list("status").annotate(number=Count("pk")))
    words = [f"{number} {label}" for label, statuses in GROUPS if (number := sum(found.get(s, 0) for s in statuses))]
    total = sum(found.values())
    if reading.smallest:
        people = rows.order_by().aggregate(people=Count("applicant", distinct=True))["people"]
        few = 0 < people < reading.smallest
        number = f"Fewer than {reading.smallest}" if few else str(total)
        return [Figure(number, "request" if number == "1" else "requests")]
    url = ""
    if can_list_requests(reading.actor):
        url = f"{reverse('courses:request-school-list')}?priority={reading.priority.public_id}"
    return [Figure(f"{total:,}", "request" if total == 1 else "requests", url, ", ".join(words))]


def money_figures(reading: Reading) -> list[Figure]:
    """Return what is spent and what is held for the priority, in two queries; nothing for readers without money.

    Spent: the cost of its bookings that hold or were attended or missed, and the charge alone of what was cancelled,
    which is the total of the register narrowed to the priority. Held: what was agreed and is not booked yet.
    """
    if not reading.with_money:
        return []
    bookings = Booking.objects.filter(reading.scope, request__priority=reading.priority).with_spent()
    spent = bookings.aggregate(total=Sum("spent"))["total"] or Decimal(0)
    requests = CourseRequest.objects.filter(reading.scope, priority=reading.priority, status=S.TO_BOOK)
    held = requests.aggregate(total=Sum("agreed_cost"), unpriced=Count("pk", filter=Q(fee_unknown=True)))
    more = plus_unknown(money(held["total"] or Decimal(0)), held["unpriced"])
    hint = f"{more} is agreed and not booked yet" if held["total"] or held["unpriced"] else ""
    url = ""
    if can_see_register(reading.actor):
        url = f"{reverse('courses:register')}?year=all&priority={reading.priority.public_id}"
    return [Figure(money(spent), "spent", url, hint)]
