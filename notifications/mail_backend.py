"""Django's mail API with the outbox behind it: no library sends a mail of its own, and each mail has one recipient."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import Topic
from notifications.selectors import person_with
from notifications.services import mail_now


class EmailBackend(BaseEmailBackend):
    """Writes messages into the outbox, in the caller's transaction. Attachments are not taken: we send links."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one mail for each recipient of each message; return the number of messages."""
        for message in email_messages:
            html = next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
            for address in message.recipients():
                mail_now(
                    person=person_with(address),
                    topic=Topic.ACCOUNT,
                    key=f"message:{uuid.uuid4()}",
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html,
                    resend_unknown=True,
                    to_address=address,
                )
        return len(email_messages)
