"""What an administrator does about a mail that did not go, or that nobody can know about."""

from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from notifications import policies
from notifications.models import Mail
from notifications.queue import wake_delivery
from people.models import Person


@transaction.atomic
def send_mail_again(*, mail: Mail, actor: Person) -> Mail:
    """Queue a failed or unknown mail again under the same Message-ID.

    Raises `IllegalMove` when it is neither any more, `PermissionDenied` with the reason when the actor may not.
    """
    row = _lock(mail, Mail.Status.FAILED, Mail.Status.UNKNOWN)
    require(policies.can_send_again(actor, row))
    row.move_to(Mail.Status.QUEUED, next_try_at=now(), attempts=0, problem="")
    audit(actor, "notifications.mail.sent_again", row)
    wake_delivery(row.topic)
    return row


@transaction.atomic
def leave_mail(*, mail: Mail, actor: Person) -> Mail:
    """Leave a failed, unknown or waiting mail unsent. Raises as `send_mail_again` does."""
    row = _lock(mail, Mail.Status.QUEUED, Mail.Status.FAILED, Mail.Status.UNKNOWN)
    require(policies.can_settle(actor))
    wiped = {"text": "", "html": ""} if row.is_private else {}
    row.move_to(Mail.Status.DROPPED, **wiped)
    audit(actor, "notifications.mail.left", row)
    return row


@transaction.atomic
def settle_mail_as_sent(*, mail: Mail, actor: Person) -> Mail:
    """Write that an unknown mail did arrive, as somebody has found out. Raises as `send_mail_again` does."""
    row = _lock(mail, Mail.Status.UNKNOWN)
    require(policies.can_settle(actor))
    wiped = {"text": "", "html": ""} if row.is_private else {}
    row.move_to(Mail.Status.SENT, sent_at=now(), **wiped)
    audit(actor, "notifications.mail.settled", row)
    return row


def _lock(mail: Mail, *statuses: str) -> Mail:
    """Lock the mail; it must stand so. `FLOW` alone is too wide: a mail that is being sent is the worker's."""
    row: Mail = Mail.objects.lock_for(pk=mail.pk)
    if row.status not in statuses:
        raise IllegalMove(row.moved_on_text())
    return row
