"""What the tests of the booking desk have in common: details as a provider gives them, and bookings in any state."""

import datetime as dt
from decimal import Decimal

from core.calendar import today
from courses.desk.details import BookingDetails
from courses.models import Booking
from courses.tests.factories import make_request
from people.models import Delegation


def details_for(request, **changes):
    """Return details as they were agreed, but for the changes."""
    facts = {"cost": request.agreed_cost, "starts_on": request.agreed_starts_on, "ends_on": request.agreed_ends_on}
    return BookingDetails(**facts | {"provider_reference": "REF-7", "venue": "Town Hall"} | changes)


def make_deputy(person, deputy):
    """Let `deputy` stand in for `person` today."""
    day = today()
    return Delegation.objects.create(person=person, deputy=deputy, starts_on=day, ends_on=day + dt.timedelta(days=2))


def make_booking(cast, status="booked", **fields):
    """Return the booking of a request by Ada at Oak, made by Ben."""
    fields = {"applicant": cast.ada, "school": cast.oak} | fields
    request = make_request(status, officer=cast.ben, **fields)
    return Booking.objects.select_related("request", "person", "school").get(request=request)


def yesterday():
    """Return the day before today."""
    return today() - dt.timedelta(days=1)


def make_past_booking(cast, **fields):
    """Return a booking whose course ended yesterday."""
    return make_booking(cast, starts_on=yesterday(), hours=Decimal(6), **fields)
