"""A passkey signs in by itself, and where it does not, the pages say so."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from people.forms.passkeys import AddPasskeyForm

pytestmark = pytest.mark.django_db


def test_a_new_passkey_signs_in_by_itself_unless_somebody_says_no(cast):
    form = AddPasskeyForm(user=cast.ada)
    assert form["passwordless"].value() is True
    assert "only use it after your password" in form["passwordless"].help_text


@pytest.mark.parametrize("signs_in", [True, False])
def test_the_list_says_which_of_them_signs_in(cast, sign_in, signs_in):
    Authenticator.objects.create(
        user=cast.ada,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My phone", "credential": {"clientExtensionResults": {"credProps": {"rk": signs_in}}}},
    )
    page = sign_in(cast.ada).get(reverse("mfa_list_webauthn")).text
    assert ("No password needed" in page) is signs_in
    assert ("To sign in with it alone" in page) is not signs_in
