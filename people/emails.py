"""Mails about people's own accounts. They leave through Django's mail API, whose backend is the trust's outbox."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from core.text import clean_line
from core.trust_settings import trust_setting
from people.models import AccountChange, Person


def invitation(person: Person) -> None:
    """Send an invitation: where to go and how to sign in. No password and no secret is in it."""
    subject, text = invitation_words(person)
    mail = EmailMultiAlternatives(subject=subject, body=text, to=[str(person.email)])
    html = render_to_string("people/emails/invitation.html", _of_invitation(person) | {"subject": subject})
    mail.attach_alternative(html, "text/html")
    mail.send()


def invitation_words(person: Person) -> tuple[str, str]:
    """Return subject and text of the invitation to a person."""
    context = _of_invitation(person)
    subject = clean_line(render_to_string("people/emails/invitation.subject.txt", context))
    return subject, render_to_string("people/emails/invitation.txt", context)


def _of_invitation(person: Person) -> dict[str, object]:
    return {
        "person": person,
        "trust_name": trust_setting("people.trust_name"),
        "site_url": settings.SITE_URL,
        "address": settings.SITE_URL + reverse("account_request_login_code"),
    }


def of_change(change: AccountChange) -> dict[str, object]:
    """Return what the mails about a new address say; a code is for the new address alone."""
    return {
        "user": change.person,
        "new_email": change.new_email,
        "trust_name": trust_setting("people.trust_name"),
        "address": settings.SITE_URL + reverse("people:account-change", args=[change.public_id]),
    }
