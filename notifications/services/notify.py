"""Telling somebody something, once: a notice in the app, and a mail in the outbox."""

import hashlib
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.text import clean_line
from notifications import emails, policies
from notifications.models import Mail, Notice, Preference, Topic
from notifications.queue import wake_delivery
from notifications.waiting import is_registered
from people.models import Person

# What somebody waits for goes again by itself when nobody can know whether it arrived. Reminders do not.
RESENT_TOPICS = frozenset({Topic.DECISION, Topic.REQUEST, Topic.ACCOUNT})


def tell(
    *,
    person: Person,
    topic: str,
    key: str,
    subject: str,
    body: str = "",
    path: str = "",
    urgent: bool = False,
    at_once: bool = False,
    mail_subject: str = "",
    mailed_by: Mail | None = None,
    asks: str = "",
    about: UUID | None = None,
) -> Notice | None:
    """Put a notice into the person's inbox and let a mail follow, in the caller's transaction.

    `key` is made of facts ("courses.request.approved:<id>:<person>"): a second call with the same key changes
    nothing and returns nothing. `urgent` mails at once, whatever the person prefers, and `at_once` unless they prefer
    the day's one digest, into which everything else goes. `path` is the page it leads to; a link only ever opens a page
    (policy IM-5: nothing is decided by a link). A mail's subject is read on locked screens: `mail_subject` stands for a
    `subject` that names another person. `mailed_by`: a mail of its own that says the same (an invitation for the
    calendar), so that no other follows. `asks` and `about`: what kind of thing is asked for, and the public id of its
    subject, by which the notice goes when it is done (`notifications.waiting`).
    Whoever has left is told nothing. Policy CX-1.
    """
    if asks and not is_registered(asks):
        raise ValueError(f"No app says whether “{asks}” still waits.")
    if person.has_left:
        return None
    can_mail = bool(person.email) and person.is_active and mailed_by is None
    prefers = None if urgent else Preference.objects.filter(person=person, topic=topic).first()
    wants_mail = can_mail and (prefers is None or prefers.by_mail)
    goes_now = wants_mail and (urgent or (at_once and (prefers is None or prefers.at_once)))
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "topic": topic,
                "subject": one_line(subject),
                "body": body,
                "path": path,
                "urgent": urgent,
                "wants_mail": wants_mail,
                "mail": mailed_by,
                "asks": asks,
                "about": about,
                "created_at": now(),
            },
        )
        if not is_new:
            return None
        if goes_now:
            _, text, html = emails.urgent_notice(notice)
            notice.mail = mail_now(
                person=person,
                topic=topic,
                key=f"notice:{key}",
                subject=mail_subject or notice.subject,
                text=text,
                html=html,
                resend_unknown=topic in RESENT_TOPICS,
            )
            notice.save(update_fields=["mail"])
    return notice


@transaction.atomic
def tell_many(
    *,
    people: Iterable[Person],
    topic: str,
    key: str,
    subject: str,
    body: str = "",
    path: str = "",
    asks: str = "",
    about: UUID | None = None,
) -> None:
    """Tell many people the same, in as many statements as one of them; it comes by mail with the day's one digest.

    `key`: as in `tell`; whose notice it is, is added to it. Whoever was told before is told nothing twice. `asks`,
    `about`: as in `tell`.
    """
    if asks and not is_registered(asks):
        raise ValueError(f"No app says whether “{asks}” still waits.")
    present = [person for person in people if not person.has_left]
    unwanted = Preference.objects.filter(person__in=present, topic=topic, by_mail=False)
    by_app_alone = set(unwanted.values_list("person_id", flat=True))
    moment = now()
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                topic=topic,
                key=f"{key}:{person.public_id}",
                subject=one_line(subject),
                body=body,
                path=path,
                asks=asks,
                about=about,
                wants_mail=bool(person.email) and person.is_active and person.pk not in by_app_alone,
                created_at=moment,
            )
            for person in present
        ],
        ignore_conflicts=True,
    )


def mail_now(
    *,
    person: Person | None,
    topic: str,
    key: str,
    subject: str,
    text: str,
    html: str = "",
    calendar: str = "",
    is_private: bool = False,
    resend_unknown: bool = False,
    to_address: str = "",
) -> Mail | None:
    """Put a mail of its own to one person into the outbox, in the caller's transaction; it goes after the commit.

    `key` is made of facts; a second call with the same key changes nothing and returns nothing, as does a person
    without an address or who has left. `calendar` is an iCalendar text, whose METHOD is said in the mail. `is_private`
    (a sign-in code, a link that opens something): the text is wiped once the mail has gone and never shown to an
    administrator. `resend_unknown`: it goes again by itself, under the same Message-ID, when nobody can know whether
    it arrived.
    `to_address` overrides the person's own, for an address that is still to be confirmed.

    For text and HTML out of a template see `notifications.emails.render`.
    """
    address = to_address or (person.email if person else "") or ""
    if not address or (person is not None and person.has_left):
        return None
    moment = now()
    key = _fitting(key)
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "to_address": address,
                "topic": topic,
                "message_id": message_id(key),
                "subject": one_line(subject),
                "text": text,
                "html": html,
                "calendar": calendar,
                "is_private": is_private,
                "resend_unknown": resend_unknown,
                "next_try_at": moment,
                "created_at": moment,
            },
        )
        if not is_new:
            return None
        wake_delivery(topic)
    return mail


@transaction.atomic
def mail_test(*, actor: Person) -> Mail | None:
    """Send the administrator an email to see whether it arrives; none where one was asked for in the same minute."""
    require(policies.can_settle(actor))
    subject, text, html = emails.render("emails/test", {"person": actor})
    key = f"test:{actor.pk}:{now():%Y%m%d%H%M}"
    mail = mail_now(person=actor, topic=Topic.ACCOUNT, key=key, subject=subject, text=text, html=html)
    if mail is not None:
        audit(actor, "notifications.mail.tested", mail)
    return mail


def message_id(key: str) -> str:
    """Return the Message-ID of the mail with that key: always the same, so that mail programs see a twin as one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def one_line(subject: str) -> str:
    """Return a subject as one line that fits: a line break in it would begin a new mail header."""
    line = clean_line(subject)
    return line if len(line) <= 200 else f"{line[:199]}…"


def _fitting(key: str) -> str:
    """Return the key, its tail as a checksum where it is longer than the column."""
    return key if len(key) <= 200 else f"{key[:135]}:{hashlib.sha256(key.encode()).hexdigest()}"
