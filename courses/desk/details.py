"""What the provider said of a booking, held against what the approvers agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from typing import Any

from core.flow import IllegalMove
from core.formatting import money
from core.models import StoredFile
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest
from courses.trust_settings import is_over_tolerance
from courses.value.models import ServiceAgreement

# Blank is what was approved for each, the fee with it, which the credits of an agreement pay.
NO_EXTRA_COSTS = "Enter the extra costs, or 0 if there are none"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDetails:
    """What the officer was told by the provider.

    `cost` is for each person, everything that was approved included; None: what was approved for each.
    """

    cost: Decimal | None
    starts_on: date
    ends_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    provider_reference: str = ""
    order_number: str = ""
    venue: str = ""
    joining_instructions: str = ""
    cancel_free_until: date | None = None
    # The agreement whose credits pay for each place, and how many (policy GV-2).
    agreement: ServiceAgreement | None = None
    credits_used: Decimal | None = None
    confirmation: StoredFile | None = None

    @classmethod
    def of(cls, booking: Booking) -> "BookingDetails":
        """Return what a booking holds now."""
        return cls(**{field.name: getattr(booking, field.name) for field in fields(cls)})


class LeavesBefore(IllegalMove):
    """Somebody leaves before the course is over, and nobody said why they are booked all the same."""

    def __init__(self) -> None:
        super().__init__("Say why someone who leaves before the course is over is booked.")


class NotAsAgreed(IllegalMove):
    """The provider's price or dates are not what the approvers agreed to, so that they must look again."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__(" ".join(differences))
        self.differences = differences


def differences_from_agreed(request: CourseRequest, details: BookingDetails) -> list[str]:
    """Return, in sentences, where price or dates leave what was agreed; empty when they don't."""
    assert request.agreed_cost is not None
    found = []
    if details.cost is not None and is_over_tolerance(request.agreed_cost, details.cost):
        found.append(
            f"The cost is now {money(details.cost)}. {money(request.agreed_cost)} was approved, and the increase is "
            "more than the trust allows."
        )
    if (details.starts_on, details.ends_on) != (request.agreed_starts_on, request.agreed_ends_on):
        found.append("The dates are different from those approved.")
    return found


def same_offer(requests: Sequence[CourseRequest]) -> bool:
    """Return whether all requests are for the same course on the same dates, so that one call books them."""
    return len({offer_of(request) for request in requests}) == 1


def offer_of(row: Any) -> tuple[Any, ...]:
    """Return what makes two requests or bookings the same: course (or title and provider) and dates."""
    request = getattr(row, "request", row)
    course = (request.course_id,) if request.course_id else (request.title.lower(), request.provider_name.lower())
    return (*course, row.starts_on, row.ends_on)
