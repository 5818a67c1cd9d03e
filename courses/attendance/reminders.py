"""Asking for certificates that have not come: by the officer's button, and by itself as time goes on."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.trust_settings import trust_setting
from courses.attendance import notices
from courses.bookings.models import Booking
from courses.bookings.policies import can_open_desk
from people.models import Person
from people.selectors import away_on

# After so many reminders the desk asks by other ways.
MOST_REMINDERS = 3


@transaction.atomic
def remind_of_certificates(*, bookings: Sequence[Booking], actor: Person) -> int:
    """Ask the attendees for the certificate of each booking, at most once a day each; return how many were asked.

    Not whoever is away for long.
    """
    require(can_open_desk(actor))
    away, occasion = set(away_on(today())), today().isoformat()
    here = [booking for booking in bookings if booking.person_id not in away]
    asked = [booking for booking in here if notices.certificate_wanted(booking, occasion)]
    for booking in asked:
        audit(actor, "courses.booking.certificate_asked", booking)
    return len(asked)


def chase_certificates() -> int:
    """Ask each attendee again after every so many days without the certificate; return how many were asked.

    Whoever is away for long is asked when they are back.
    Chosen by "due and not yet told": a sweep that runs twice asks once, and one that was missed is made good.
    """
    every = int(trust_setting("courses.certificate_missing_after_days"))
    if every <= 0:
        return 0
    rows = Booking.objects.certificate_missing(today() - dt.timedelta(days=every)).select_related("request", "person")
    asked = 0
    for booking in rows.exclude(person__in=away_on(today())).order_by("pk"):
        number = min((today() - booking.ends_on).days // every, MOST_REMINDERS)
        asked += notices.certificate_wanted(booking, f"reminder-{number}")
    return asked
