"""The code on the screen by which people check themselves in: made of the event and the time, and kept nowhere."""

import datetime as dt

from django.utils.crypto import constant_time_compare, salted_hmac

from core.calendar import now
from training.events.models import Event

OPENS_BEFORE = dt.timedelta(minutes=15)
# How long a code is shown; the one before it holds as long again, for those who are still typing.
SHOWN_FOR = dt.timedelta(minutes=2)
DIGITS = 6


def opens_at(event: Event) -> dt.datetime:
    """Return from when people can be marked and check themselves in."""
    return event.starts_at - OPENS_BEFORE


def is_open(event: Event) -> bool:
    """Return whether people can check themselves in: from a little before the start to the end, of what is planned."""
    return event.status == Event.Status.PLANNED and opens_at(event) <= now() <= event.ends_at


def code_of(event: Event, moment: dt.datetime) -> str:
    """Return the code of an event at a moment; nobody guesses it from another event's or an earlier one."""
    step = int(moment.timestamp() // SHOWN_FOR.total_seconds())
    digest = salted_hmac("training.attendance.code", f"{event.public_id}:{step}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def is_right(event: Event, typed: str) -> bool:
    """Return whether what was typed is the code that is shown, or the one shown before it."""
    moment = now()
    digits = "".join(letter for letter in typed if letter.isdecimal())
    return any(constant_time_compare(digits, code_of(event, at)) for at in (moment, moment - SHOWN_FOR))
