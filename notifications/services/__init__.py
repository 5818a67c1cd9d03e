"""The verbs of this app: tell somebody, mail somebody, deliver, gather the day's digest, read, and settle."""

from notifications.services.delivery import deliver_at_once, deliver_due, settle_stuck
from notifications.services.digest import make_digests
from notifications.services.inbox import mark_all_read, mark_read, save_preferences
from notifications.services.notify import mail_now, mail_test, tell, tell_many
from notifications.services.unknown_mail import leave_mail, send_mail_again, settle_mail_as_sent

__all__ = [
    "deliver_at_once",
    "deliver_due",
    "leave_mail",
    "mail_now",
    "mail_test",
    "make_digests",
    "mark_all_read",
    "mark_read",
    "save_preferences",
    "send_mail_again",
    "settle_mail_as_sent",
    "settle_stuck",
    "tell",
    "tell_many",
]
