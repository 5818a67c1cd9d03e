"""The first administrator, made on the server's command line."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import AuditEvent
from people.models import Grant, Person, Role
from people.services.first_administrator import appoint_administrator

ANN = ("ann@example.org", "Ann", "Example")


def make(*options: str) -> str:
    out = StringIO()
    call_command("make_administrator", *ANN, *options, stdout=out)
    return out.getvalue()


def test_the_first_administrator_can_administer(db):
    assert "Ann Example is now an administrator." in make()
    ann = Person.objects.get()
    assert ann.authority.holds(Role.ADMINISTRATOR)
    assert not ann.has_usable_password()
    assert EmailAddress.objects.get().email == "ann@example.org"


def test_the_trail_says_that_nobody_of_the_trust_did_it(db):
    make()
    assert {event.actor_id for event in AuditEvent.objects.all()} == {None}
    assert set(AuditEvent.objects.values_list("code", flat=True)) == {"people.person.added", "people.grant.given"}


def test_a_second_time_changes_nothing(db):
    make()
    before = AuditEvent.objects.count()
    assert "was already" in make()
    assert Person.objects.count() == Grant.objects.count() == 1
    assert AuditEvent.objects.count() == before


def test_it_is_a_way_back_in(cast):
    """The only administrator has left: somebody else gets the role."""
    person, new = appoint_administrator(actor=None, email=cast.ada.email.upper(), first_name="x", last_name="y")
    assert (person, new) == (cast.ada, True)
    assert person.first_name != "x"


def test_without_mail_a_password_lets_them_in(client, db):
    password = "three-quiet-brown-otters"
    appoint_administrator(actor=None, email=ANN[0], first_name=ANN[1], last_name=ANN[2], password=password)
    response = client.post(reverse("account_login"), {"login": ANN[0], "password": password})
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012345"])
def test_a_weak_password_leaves_nothing_behind(db, password):
    with pytest.raises(ValidationError):
        appoint_administrator(actor=None, email=ANN[0], first_name=ANN[1], last_name=ANN[2], password=password)
    assert not Person.objects.exists()


def test_a_wrong_address_is_said_plainly(db):
    with pytest.raises(CommandError, match="valid email"):
        call_command("make_administrator", "not an address", "Ann", "Example")


def test_it_says_when_no_code_can_be_sent(db, settings):
    settings.MAIL_IS_KEPT = True
    assert "receive a sign-in code. Use --password or set EMAIL_URL." in make()
    settings.MAIL_IS_KEPT = False
    assert "with a code by email" in make()
