"""How the records of training and the bookings that they came of know each other: by the record's source key."""

from collections.abc import Iterable
from uuid import UUID

from courses.models import Booking, Course, Request

BOOKING_KEY = "booking:"
# Of a course that half the trust went on, the newest are enough to find what was said of it.
LATEST = 500


def record_key(booking: Booking) -> str:
    """Return the source key of a booking's record: the same booking can be recorded once only."""
    return f"{BOOKING_KEY}{booking.public_id}"


def record_keys(request: Request) -> tuple[str, ...]:
    """Return the source keys of the records that may have come of a request."""
    ids = Booking.objects.filter(request=request).values_list("public_id", flat=True)
    return tuple(f"{BOOKING_KEY}{public_id}" for public_id in ids)


def record_keys_of_course(course: Course) -> tuple[str, ...]:
    """Return the source keys of the latest records that may have come of a course."""
    went = Booking.objects.filter(request__course=course, status=Booking.Status.ATTENDED)
    ids = went.order_by("-starts_on", "-pk").values_list("public_id", flat=True)[:LATEST]
    return tuple(f"{BOOKING_KEY}{public_id}" for public_id in ids)


def booking_ids_of(source_keys: Iterable[str]) -> list[UUID]:
    """Return the public ids of the bookings that records came of, leaving out those of another source."""
    return [UUID(key.removeprefix(BOOKING_KEY)) for key in source_keys if key.startswith(BOOKING_KEY)]
