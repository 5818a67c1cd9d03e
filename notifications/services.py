"""Telling somebody something, once."""

from django.db import transaction

from core.calendar import now
from notifications.models import Notice, Preference
from people.models import Person


def tell(
    *, person: Person, topic: str, key: str, subject: str, body: str = "", path: str = "", urgent: bool = False
) -> Notice | None:
    """Put a notice into the person's inbox and let a mail follow, in the caller's transaction.

    `key` is made of facts ("courses.request.approved:<id>:<person>"): a second call with the same key changes
    nothing and returns nothing. `urgent` mails at once; everything else goes into the day's one digest. `path` is the
    page it leads to; a link only ever opens a page (policy IM-5: nothing is decided by a link).
    """
    wants_mail = bool(person.email) and (
        urgent or not Preference.objects.filter(person=person, topic=topic, by_mail=False).exists()
    )
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "topic": topic,
                "subject": subject,
                "body": body,
                "path": path,
                "urgent": urgent,
                "wants_mail": wants_mail,
                "made_at": now(),
            },
        )
    return notice if is_new else None
