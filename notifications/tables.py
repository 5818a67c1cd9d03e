"""The outbox as a table and as a file."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from core.formatting import short_date
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from notifications.models import Mail


class OutboxTable(Table):
    """The mails of the outbox. No text of a mail is in the file."""

    subject = Column("Subject", linkify=lambda mail: reverse("notifications:mail-detail", args=[mail.public_id]))
    to_address = Column("To")
    topic = Column("Type")
    status = Column("Status", kind="status", draw=lambda mail: status(mail.get_status_display(), mail.tone))
    created_at = Column(
        "Created", draw=lambda mail: f"{short_date(mail.created_at)}, {localtime(mail.created_at):%H:%M}"
    )
    sent_at = FileColumn("Sent")
    attempts = Column("Attempts", kind="number")
    problem = FileColumn("Problem")

    caption = "Emails"
    one, many = "email", "emails"
    code, file_name = "notifications.outbox", "outbox"
    empty = Empty("No emails yet", "Every email that the system writes shows here.")

    class Meta:
        order_by = "-created_at"

    def order_created_at(self, mails: "QuerySet[Mail]", is_descending: bool) -> "tuple[QuerySet[Mail], bool]":
        """Sort by the moment, and mails of the same moment always in the same order."""
        sign = "-" if is_descending else ""
        return mails.order_by(f"{sign}created_at", f"{sign}pk"), True
