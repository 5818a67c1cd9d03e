"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "notifications.mail.sent_again": EventWords("Email sent again"),
    "notifications.mail.left": EventWords("Email left unsent"),
    "notifications.mail.settled": EventWords("Email marked as sent"),
}
