"""allauth's mails go through the outbox: no page speaks to the mail server, so sign-in answers while mail is down."""

import uuid
from typing import Any

from django.db import transaction

from notifications import emails
from notifications.models import Topic
from notifications.queue import wake_delivery
from notifications.selectors import person_with
from notifications.services import mail_now
from people.adapters import AccountAdapter as PeopleAccountAdapter

# What the sign-in library would write to an address that nobody here has.
UNKNOWN = "account/email/unknown_account"


class AccountAdapter(PeopleAccountAdapter):
    """Sign-in with an account of the trust's own, whose mails go through the outbox."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail about sign-in into the outbox, in the transaction of the request.

        It is private (it may hold a code) and goes again by itself under the same Message-ID when nobody can know
        whether it arrived. `template_prefix` names allauth's templates `<prefix>_subject.txt` and
        `<prefix>_message.txt`.

        Nobody is written to at an address that is unknown here. But the same work is done as for a known one, or the
        time of the answer would tell which it is: a mail with a code is written, and taken back.
        """
        if template_prefix == UNKNOWN:
            with transaction.atomic():
                self.send_mail("account/email/login_code", email, {"code": self.generate_login_code()})
                transaction.set_rollback(True)
            wake_delivery(Topic.ACCOUNT)
            return
        rendered = self.render_mail(template_prefix, email, {"request": self.request, "email": email} | context)
        # An address that is still to be confirmed is nobody's yet; whoever asked for that knows whose it will be.
        person = person_with(email) or context.get("user")
        subject, text, html = emails.account(str(rendered.subject), str(rendered.body), person)
        mail_now(
            person=person,
            topic=Topic.ACCOUNT,
            key=f"account:{uuid.uuid4()}",
            subject=subject,
            text=text,
            html=html,
            is_private=True,
            resend_unknown=True,
            to_address=email,
        )
