from core.settings_services import change_settings
from notifications import services
from notifications.tests.factories import MailFactory

DEEDS = {
    "notifications.mail.tested": ("ann", lambda c: services.mail_test(actor=c.ann)),
    "notifications.mail.sent_again": (
        "ann", lambda c: services.send_mail_again(mail=MailFactory(status="failed"), actor=c.ann),
    ),
    "notifications.mail.left": ("ann", lambda c: services.leave_mail(mail=MailFactory(status="unknown"), actor=c.ann)),
    "notifications.mail.settled": (
        "ann", lambda c: services.settle_mail_as_sent(mail=MailFactory(status="unknown"), actor=c.ann),
    ),
    "core.settings.changed": (
        "ann",
        lambda c: change_settings(
            actor=c.ann, version=1, values={"people.trust_name": "Fernway Learning Trust"}
        ),
    ),
}  # fmt: skip
