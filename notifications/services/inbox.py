"""Reading one's notices, and choosing what also comes by mail."""

from collections.abc import Collection

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from core.calendar import now
from core.decisions import require
from notifications import policies
from notifications.models import Notice, Preference, Topic
from notifications.querysets import NoticeQuerySet
from people.models import Person

# What has been read in the app needs no mail any more.
_STILL_WANTS_MAIL = Case(
    When(Q(mail=None), then=Value(False)), default=F("wants_mail"), output_field=models.BooleanField()
)


@transaction.atomic
def mark_read(*, notice: Notice, actor: Person) -> None:
    """Mark the actor's own notice as read; a second time changes nothing. It then stays out of the digest."""
    require(policies.can_read(actor, notice))
    _read(Notice.objects.filter(pk=notice.pk))


@transaction.atomic
def mark_all_read(*, actor: Person, topic: str = "") -> int:
    """Mark all of the actor's notices as read, or those of one topic; return how many the inbox showed as unread."""
    mine = Notice.objects.visible_to(actor)
    if topic:
        mine = mine.filter(topic=topic)
    shown = mine.unread().still_true(actor).count()
    _read(mine)
    return shown


def _read(notices: NoticeQuerySet) -> None:
    notices.unread().update(read_at=now(), wants_mail=_STILL_WANTS_MAIL)


@transaction.atomic
def save_preferences(*, actor: Person, by_mail: Collection[str], at_once: bool) -> None:
    """Let the topics named in `by_mail` also come to the actor by mail, and the others only in the app.

    `at_once`: what of it can come before the daily mail does.
    """
    for topic in Topic.values:
        Preference.objects.update_or_create(
            person=actor, topic=topic, defaults={"by_mail": topic in by_mail, "at_once": at_once}
        )
