"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("notifications.mail", "Email"),
    EventTopic("notifications.outbox", "Outbox", is_open=True),
    EventWords("notifications.mail.tested", "Test email sent"),
    EventWords("notifications.mail.sent_again", "Email sent again"),
    EventWords("notifications.mail.left", "Email left unsent"),
    EventWords("notifications.mail.settled", "Email marked as sent"),
)
