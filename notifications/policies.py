"""Who may do what with notices and mails."""

from django.conf import settings

from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from notifications.models import Mail, Notice
from people.models import Person, Role


def can_read(actor: Person, notice: Notice) -> Decision:
    """Everybody reads their own notices and nobody else's."""
    return allowed_if(notice.person_id == actor.pk, "This notification is for someone else.")


def can_settle(actor: Person) -> Decision:
    """The trust's administrator looks after the outbox."""
    return allowed_if(actor.authority.holds(Role.ADMINISTRATOR), ours("Only the trust administrator can do this."))


def can_send_again(actor: Person, mail: Mail) -> Decision:
    """An administrator sends again what still has its text; the text of a sign-in mail is not kept."""
    if not (decision := can_settle(actor)):
        return decision
    if mail.person is not None and mail.person.has_left:
        return refused("This person has left the trust.")
    if mail.is_private and not mail.text:
        return refused(
            "We don't keep the text of sign-in emails, so this can't be resent. The person can request a new one on "
            "the sign-in page."
        )
    return decision


def can_read_text(actor: Person, mail: Mail) -> Decision:
    """An administrator reads what was sent, but no sign-in code: with it they could sign in as that person.

    On a machine of one's own (`LOCAL`) there is no mail server, and the page is how a code is read.
    """
    if not (decision := can_settle(actor)):
        return decision
    if mail.is_private and not settings.LOCAL:
        return refused("No one can view the text of a sign-in email.")
    if not mail.text:
        return refused("We delete the text of sign-in emails once they've been sent.")
    return decision
