"""Sign-in mails go through the outbox, and the sign-in page answers whatever is down."""

import datetime as dt
import re

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as project
from django.core import mail as django_mail
from django.urls import reverse

from core.calendar import today
from notifications.models import Mail, Topic
from notifications.services import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_in_an_installation(settings):
    settings.EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"


def ask_for_code(client, person):
    return client.post(reverse("account_request_login_code"), {"email": person.email})


def test_a_sign_in_code_waits_in_the_outbox_and_signs_in(client, cast, sink):
    assert ask_for_code(client, cast.ada).status_code == 302
    mail = Mail.objects.get()
    assert (mail.person, mail.to_address, mail.topic) == (cast.ada, cast.ada.email, Topic.ACCOUNT)
    assert mail.is_private
    assert mail.resend_unknown
    assert sink.taken == []
    deliver_due()
    [taken] = sink.taken
    code = re.search(r"code is:\s+(\S+)", taken.text)[1]
    assert code in taken.html
    assert code not in taken.message["Subject"]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.status_code == 302
    assert client.get(reverse("home:home")).status_code == 200
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")


@pytest.mark.parametrize("address", ["account_request_login_code", "account_reset_password"])
def test_an_address_pasted_with_what_nobody_sees_is_the_address(client, cast, address):
    client.post(reverse(address), {"email": f"\ufeff{cast.ada.email}\u200b\u00a0"})
    assert Mail.objects.get().to_address == cast.ada.email


def test_a_pasted_address_signs_in_with_its_password(client, cast):
    cast.ada.set_password("a long phrase for a test")
    cast.ada.save()
    answer = client.post(
        reverse("account_login"), {"login": f"{cast.ada.email}\u200b", "password": "a long phrase for a test"}
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.ada.pk)


def test_every_kind_of_account_mail_goes_there(client, cast, rf, sign_in):
    prefixes = [
        "account/email/login_code",
        "account/email/password_reset_code",
        "account/email/email_confirmation",
        "account/email/password_changed",
        "account/email/password_set",
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_deleted",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/recovery_codes_generated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    ]
    for prefix in prefixes:
        get_adapter().send_mail(prefix, cast.ada.email, {"code": "ABC-123", "user": cast.ada, "user_agent": "<b>x</b>"})
    mails = Mail.objects.all()
    assert len(mails) == len(prefixes)
    for mail in mails:
        assert mail.is_private
        assert mail.subject
        assert "<b>x" not in mail.html
        assert "Hello from" not in mail.text
        assert "Thank you for using" not in mail.text
    assert not hasattr(django_mail, "outbox") or django_mail.outbox == []


def test_a_changed_password_is_told(client, cast, sign_in):
    cast.ada.set_password("correct-horse-battery")
    cast.ada.save()
    signed_in = sign_in(cast.ada)
    signed_in.post(
        reverse("account_login"), {"login": cast.ada.email, "password": "correct-horse-battery"}, follow=True
    )
    words = {
        "oldpassword": "correct-horse-battery",
        "password1": "another-horse-battery-7",
        "password2": "another-horse-battery-7",
    }
    signed_in.post(reverse("account_change_password"), words)
    assert Mail.objects.filter(topic=Topic.ACCOUNT, text__contains="password has been changed").exists()


@pytest.mark.parametrize(("days", "mails"), [(-1, 0), (0, 1), (1, 1)])
def test_no_code_is_sent_to_whoever_has_left(client, cast, days, mails):
    cast.ada.left_on = today() + dt.timedelta(days=days)
    cast.ada.save()
    ask_for_code(client, cast.ada)
    assert Mail.objects.count() == mails


def test_a_stranger_gets_no_mail_and_the_same_answer(client, cast):
    known = ask_for_code(client, cast.ada)
    Mail.objects.all().delete()
    unknown = client.post(reverse("account_request_login_code"), {"email": "stranger@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not Mail.objects.exists()


def test_the_sign_in_page_answers_while_the_mail_server_is_down_and_the_code_comes_later(client, cast, sink):
    sink.stop()
    assert ask_for_code(client, cast.ada).status_code == 302
    assert Mail.objects.get().attempts == 0, "the page itself spoke to no mail server"
    assert deliver_due().is_server_away
    sink.start()
    assert deliver_due().sent == 1
    assert len(sink.taken) == 1


def test_the_project_sends_by_the_outbox():
    assert project.ACCOUNT_ADAPTER == "notifications.adapters.AccountAdapter"
    assert project.MAIL_SERVER_BACKEND == "notifications.smtp.EmailBackend"
