"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
    EventWords("notifications.mail.sent_again", "Email sent again"),
    EventWords("notifications.mail.left", "Email left unsent"),
    EventWords("notifications.mail.settled", "Email marked as sent"),
)
