"""Every mail speaks in one voice, and its subject is read as it was meant, whatever is in it."""

from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as project

from core.models import TrustSettings
from core.text import clean_line
from courses.desk import notices as desk
from courses.tests.factories import approve_all, book, make_request
from notifications.models import Mail, Notice, Topic
from notifications.services import deliver_due, mail_test, make_digests, tell
from notifications.tests.factories import MailFactory, NoticeFactory
from people.models import Person
from people.services.people import invite_person
from training.events.tests.factories import EventFactory
from training.places import notices as places
from training.places.tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db
TRUST = "Ýstrad & Łódź <Learning> Trust"
TITLE = (
    "Développer l’écriture à l’école: “Größe” und Maße, for teachers of Year 2 & 3 whose pupils read\r\n"
    "Bcc: everybody@example.org\t😀 教育"
)
# Where a name of that length is put into the subject of another kind, the end is cut.
FACTS: dict[str, Any] = {"topic": Topic.REQUEST, "subject": f"You've been offered a place: {TITLE}"}


def booking(cast):
    return book(approve_all(make_request("deciding", applicant=cast.ada, school=cast.oak, title=TITLE)))


def place(cast):
    places.confirmed(PlaceFactory(event=EventFactory(title=TITLE, school=cast.oak), person=cast.ada))


def invite(cast):
    invite_person(actor=cast.ann, person=cast.ada)


def digest(cast):
    notice = NoticeFactory(person=cast.ada, **FACTS)
    Notice.objects.filter(pk=notice.pk).update(created_at="2026-01-01T00:00:00Z")
    make_digests()


# Each mail that has templates of its own, by their folder and name, and the beginning of its subject.
KINDS = {
    "emails/account": (
        lambda cast: get_adapter().send_mail("account/email/login_code", cast.ada.email, {}),
        "Your sign",
    ),
    "emails/digest": (digest, "CPD: "),
    "emails/notice": (lambda cast: tell(person=cast.ada, key="k", urgent=True, **FACTS), "You've been offered"),
    "emails/test": (lambda cast: mail_test(actor=cast.ann), f"Test email from {TRUST}’s"),
    "people/emails/invitation": (invite, f"Your invitation to {TRUST}’s"),
    "courses/desk/emails/booking_made": (lambda cast: desk.booking_made(booking(cast)), "Booked: “Développer"),
    "courses/desk/emails/booking_changed": (lambda cast: desk.booking_changed(booking(cast)), "Changed: “Développer"),
    "training/places/emails/place": (place, "Your place is confirmed: “Développer"),
    "courses/desk/emails/booking_cancelled": (lambda cast: desk.booking_cancelled(booking(cast)), "Cancelled: “Dév"),
}


def test_every_mail_with_templates_is_walked():
    [root] = project.TEMPLATES[0]["DIRS"]
    found = Path(root).glob("**/emails/*.subject.txt")
    assert {str(path.relative_to(root)).removesuffix(".subject.txt") for path in found} == set(KINDS)


@pytest.fixture
def outgoing(cast, sink, settings):
    settings.EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"
    TrustSettings.objects.update_or_create(
        pk=1, defaults={"values": {"people.trust_name": TRUST, "notifications.digest_hour": 0}}
    )
    Person.objects.update(first_name="Zoë")
    for person in vars(cast).values():
        if isinstance(person, Person):
            person.refresh_from_db()
    return sink


def check(taken, subject: str) -> None:
    """Assert that the message has the subject and speaks as every other does."""
    assert taken.message["Subject"] == subject
    assert clean_line(subject) == subject
    assert taken.message["Bcc"] is None
    assert len(taken.recipients) == 1
    assert taken.text.startswith("Dear Zoë,\r\n\r\n")
    assert taken.text.rstrip().endswith(f"{TRUST}, continuing professional development\r\n{project.SITE_URL}")
    words = taken.html.split("<main>")[1]
    assert words.split("<p>")[1].startswith("Dear Zoë,</p>")
    assert "Łódź &lt;Learning&gt; Trust, continuing" in words
    assert words.count("Dear ") == taken.text.count("Dear ") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_mail_greets_ends_and_is_called_as_every_other(cast, outgoing, kind):
    write, beginning = KINDS[kind]
    Mail.objects.all().delete()
    write(cast)
    mail = Mail.objects.latest("pk")
    assert mail.subject.startswith(beginning)
    deliver_due()
    check(next(taken for taken in outgoing.taken if taken.message_id == mail.message_id), mail.subject)


ACCOUNT = [
    *(f"account/email/{name}" for name in ("password_reset_code", "email_confirmation", "password_changed")),
    *(f"account/email/{name}" for name in ("address_code", "address_proposed", "address_changed", "email_deleted")),
    *(f"mfa/email/{name}" for name in ("totp_activated", "recovery_codes_generated", "webauthn_removed")),
]


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("prefix", ACCOUNT)
def test_a_mail_about_an_account_greets_also_at_an_address_that_is_still_to_be_confirmed(
    cast, outgoing, prefix, is_known
):
    address = cast.ada.email if is_known else "new@example.org"
    get_adapter().send_mail(prefix, address, {"user": cast.ada, "code": "ABC", "trust_name": TRUST})
    mail = Mail.objects.latest("pk")
    assert (mail.person, mail.to_address) == (cast.ada, address)
    deliver_due()
    [taken] = outgoing.taken
    check(taken, mail.subject)


@pytest.mark.parametrize("topic", Topic.values)
def test_a_long_title_in_other_letters_is_read_as_it_was_meant(cast, outgoing, topic):
    notice = tell(person=cast.ada, topic=topic, key="k", subject=TITLE, body=TITLE, urgent=True)
    deliver_due()
    [taken] = outgoing.taken
    check(taken, notice.subject)
    assert notice.subject == clean_line(TITLE)


@pytest.mark.parametrize(
    "subject",
    [
        "Approved",
        "a" * 200,
        f"To approve: {'a' * 100} {'b' * 70}",
        "word " * 40,
        "é" * 200,
        "😀" * 200,
        "Łódź, " * 30,
        "A literal =?utf-8?q?Bcc=3A?= in a title",
        "=?utf-8?b?QmNj?=",
        "“Phonics”, tab\tand\x0bmore\u2028lines\r\n\r\nBody\r\n.\r\nQUIT",
        "Bell \x07 and escape \x1b and nothing \u200b",
        "  spaces   everywhere  é  ",
        "e\u0301 composed",
    ],
)
def test_any_subject_survives_the_way(cast, outgoing, subject):
    notice = tell(person=cast.ada, topic=Topic.REQUEST, key="k", subject=subject, urgent=True)
    deliver_due()
    [taken] = outgoing.taken
    check(taken, notice.subject)
    assert notice.subject[:199] == clean_line(subject)[:199]


def test_what_is_in_the_outbox_already_is_sent_as_it_is(outgoing):
    mail = MailFactory(subject="é" * 150)
    deliver_due()
    assert outgoing.taken[0].message["Subject"] == mail.subject
