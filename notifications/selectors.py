"""What the pages of this app read."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse

from core.first_page import Task, Urgency
from core.reading import Steps, counting, run_steps
from notifications.models import Mail, Notice, Preference, Topic
from notifications.querysets import MailQuerySet, NoticeQuerySet
from notifications.waiting import over
from people.invitations import Undelivered
from people.models import Person, Role
from people.querysets import PersonQuerySet


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many mails stand how; failed and unknown ones need a person's look."""

    waiting: int
    failed: int
    unknown: int


def unread_count(person: Person) -> int:
    """Return how many notices the person has not opened."""
    return run_steps(counting_unread(person))


def counting_unread(person: Person) -> Steps[int]:
    """Return the same by steps, for the header of every page.

    A second question is asked where one of them asks for something.
    """
    unread = Notice.objects.visible_to(person).unread().order_by()
    counts = dict((yield unread.values_list("asks").annotate(number=Count("pk"))))
    number = counts.pop("", 0)
    if counts:
        still = unread.filter(asks__in=counts).exclude(over(counts, person))
        number += yield from counting(still)
    return number


def inbox(person: Person, *, words: str = "", topic: str = "", only_unread: bool = False) -> NoticeQuerySet:
    """Return the person's notices, unread ones first, then the newest; each word must occur in subject or body.

    What asks for something that was done meanwhile is not among them.
    """
    notices = Notice.objects.visible_to(person).still_true(person).matching(words)
    if topic:
        notices = notices.filter(topic=topic)
    if only_unread:
        notices = notices.unread()
    is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
    return notices.order_by(is_read, "-created_at", "-pk")


def outbox_counts(actor: Person) -> OutboxCounts:
    """Return what waits and what is in trouble, of the mails that the actor sees: one query."""
    counts = Mail.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=Q(status__in=[Mail.Status.QUEUED, Mail.Status.SENDING])),
        failed=Count("pk", filter=Q(status=Mail.Status.FAILED)),
        unknown=Count("pk", filter=Q(status=Mail.Status.UNKNOWN)),
    )
    return OutboxCounts(**counts)


# So many are named where mails about accounts could not be delivered; the outbox has them all.
MOST_NAMED = 50


def undelivered(people: PersonQuerySet) -> list[Undelivered]:
    """Return those of the people to whose present address the newest mail about their account could not go."""
    mails = Mail.objects.filter(topic=Topic.ACCOUNT)
    newer = mails.filter(person=OuterRef("person"), to_address=OuterRef("to_address"), pk__gt=OuterRef("pk"))
    failed = mails.filter(status=Mail.Status.FAILED, person__in=people, to_address__iexact=F("person__email"))
    rows = failed.exclude(Exists(newer)).select_related("person").defer("text", "html", "calendar")
    rows = rows.order_by("person__last_name", "person__first_name", "pk")[:MOST_NAMED]
    return [Undelivered(row.person, row.get_absolute_url()) for row in rows if row.person]


def newest_troubled_mails(actor: Person) -> MailQuerySet:
    """Return the newest mails that need a person's look, without address or words."""
    return Mail.objects.visible_to(actor).troubled().only("public_id", "topic", "status", "created_at", "problem")[:5]


def preferences_of(person: Person) -> dict[str, Any]:
    """Return the topics that also come to the person by mail, and whether some come at once. No row means yes."""
    rows = list(Preference.objects.filter(person=person))
    refused = {row.topic for row in rows if not row.by_mail}
    return {
        "by_mail": [topic for topic in Topic.values if topic not in refused],
        "at_once": all(row.at_once for row in rows),
    }


def person_with(address: str) -> Person | None:
    """Return whose address that is; an address still to be confirmed is its owner's too."""
    found = EmailAddress.objects.filter(email__iexact=address).select_related("user").order_by("-verified").first()
    return found.user if found else Person.objects.filter(email__iexact=address).first()


def mail_untested() -> Steps[str]:
    """Return that no email has left yet, and why."""
    if settings.MAIL_IS_KEPT:
        return "No mail server is set up."
    sent = yield Mail.objects.filter(status=Mail.Status.SENT).order_by().values("pk")[:1]
    return "" if sent else "No email has been sent yet."


def mail_tasks(person: Person) -> Steps[list[Task]]:
    """Return the mails that need an administrator's look."""
    if not person.authority.holds(Role.ADMINISTRATOR):
        return []
    unknown, failed = Mail.Status.UNKNOWN, Mail.Status.FAILED
    mails = Mail.objects.filter(status__in=[unknown, failed]).order_by().values("status")
    found = dict((yield mails.annotate(number=Count("pk")).values_list("status", "number")))
    outbox = reverse("notifications:outbox")
    return [
        Task(many, f"{outbox}?status={status}", found.get(status, 0), hint, Urgency.SOON, "Check", one=one)
        for status, many, one, hint in (
            (
                unknown,
                "emails may not have been sent",
                "email may not have been sent",
                "The mail server did not answer",
            ),
            (failed, "emails failed", "email failed", "The mail server refused them"),
        )
    ]
