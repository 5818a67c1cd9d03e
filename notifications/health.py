"""The outbox's part of `/readyz`: red when mails wait that should have gone."""

import datetime as dt

from django.db.models import Q

from core.calendar import now
from core.formatting import counted
from core.health import Part
from notifications.models import Mail

# Nobody took it, though its time had come.
UNTAKEN = dt.timedelta(minutes=15)
# It was taken, but the mail server has refused it for so long, or did not answer.
REFUSED = dt.timedelta(hours=1)


def outbox() -> Part:
    """Count the queued mails that are late. A mail that is kept because no server is set is not late."""
    moment = now()
    untaken = Q(next_try_at__lt=moment - UNTAKEN)
    refused = Q(attempts__gt=0, created_at__lt=moment - REFUSED)
    late = Mail.objects.filter(status=Mail.Status.QUEUED).filter(untaken | refused).count()
    return Part(late == 0, f"{counted(late, 'email')} overdue." if late else "No emails overdue.")
