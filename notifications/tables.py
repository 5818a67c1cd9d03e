"""The outbox as a table and as a file."""

import django_tables2 as tables
from django.db.models import QuerySet

from core.exports import Column
from notifications.models import Mail


class OutboxTable(tables.Table):
    """The mails of the outbox."""

    subject = tables.LinkColumn("notifications:mail-detail", args=[tables.A("public_id")], verbose_name="Subject")
    to_address = tables.Column("To")
    topic = tables.Column("About")
    status = tables.TemplateColumn("{% status record.get_status_display record.tone %}", verbose_name="State")
    created_at = tables.TemplateColumn(
        '{{ record.created_at|short_date }}, {{ record.created_at|time:"H:i" }}', verbose_name="Written"
    )
    attempts = tables.Column("Tries", attrs={"td": {"class": "k-numeric"}})

    caption = "Mails"
    one, many = "mail", "mails"
    exports = True
    empty_text = "No mail fits these filters"

    class Meta:
        order_by = "-created_at"

    def order_created_at(self, mails: "QuerySet[Mail]", is_descending: bool) -> "tuple[QuerySet[Mail], bool]":
        """Sort by the moment, and mails of the same moment always in the same order."""
        sign = "-" if is_descending else ""
        return mails.order_by(f"{sign}created_at", f"{sign}pk"), True


# No text of a mail is in the file.
EXPORT_COLUMNS = [
    Column("Subject", "subject"),
    Column("To", "to_address"),
    Column("About", "get_topic_display"),
    Column("State", "get_status_display"),
    Column("Written", "created_at"),
    Column("Sent", "sent_at"),
    Column("Tries", "attempts", "number"),
    Column("Problem", "problem"),
]
