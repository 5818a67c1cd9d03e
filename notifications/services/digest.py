"""One mail a person a day for everything that is not urgent."""

import datetime as dt

from django.db import transaction

from core.calendar import LONDON, now, today
from core.trust_settings import trust_setting
from notifications import emails
from notifications.models import Notice, Topic
from notifications.services.notify import mail_now
from people.models import Person


def digest_moment(day: dt.date) -> dt.datetime:
    """Return when the digest of `day` is due, in London's time of that day."""
    return dt.datetime.combine(day, dt.time(int(trust_setting("notifications.digest_hour"))), tzinfo=LONDON)


def make_digests() -> int:
    """Write the digests of today whose hour has come; return how many were new. Policy CX-1: one a person a day.

    A digest holds every unread notice from before its hour that wants a mail and has none, however old: days on which
    nothing ran are made up for. Its key is (person, day), so a second run, at once or later, adds nothing.
    """
    day = today()
    due_at = digest_moment(day)
    if now() < due_at:
        return 0
    waiting = Notice.objects.to_mail().filter(
        created_at__lt=due_at, person__is_active=True, person__email__isnull=False
    )
    people = Person.objects.filter(pk__in=waiting.values("person")).exclude(left_on__lt=day).order_by("pk")
    return sum(_make_digest(person, day, due_at) for person in people.iterator())


@transaction.atomic
def _make_digest(person: Person, day: dt.date, due_at: dt.datetime) -> bool:
    """Write one person's digest, unless this day's was written."""
    waiting = Notice.objects.to_mail().filter(person=person, created_at__lt=due_at)
    locked = {notice.pk: notice for notice in waiting.select_for_update()}
    # Nobody needs to hear tomorrow of what was done today.
    asking = set(waiting.still_true(None).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=locked.keys() - asking).update(wants_mail=False)
    order = list(Topic.values)
    notices = sorted(
        (notice for pk, notice in locked.items() if pk in asking),
        key=lambda n: (order.index(n.topic), n.created_at, n.pk),
    )
    if not notices:
        return False
    subject, text, html = emails.digest(person, notices)
    mail = mail_now(
        person=person,
        topic=notices[0].topic,
        key=f"digest:{person.pk}:{day.isoformat()}",
        subject=subject,
        text=text,
        html=html,
    )
    if mail is None:
        return False
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mail=mail)
    return True
