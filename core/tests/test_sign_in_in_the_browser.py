"""Signing in and keeping an account safe, in Chromium: each way works under the strict policy, and is accessible."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "three plain harbour words"


@pytest.fixture
def site(live_server):
    """Return the address of the server by name: a passkey is bound to a name, never to a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(live_server, chromium):
    with browsing(chromium, live_server, width=360) as opened:
        yield opened


@pytest.fixture
def ada(live_cast):
    person = live_cast.ada
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def sign_in(page, person):
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def visit(page, site, name):
    page.goto(site + reverse(name))
    if page.get_by_role("heading", name="Confirm it’s you").count():
        assert findings(page) == []
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
    assert findings(page) == []
    assert sideways_scroll(page) == 0


def sign_out(page):
    page.locator("header summary").first.click()
    page.get_by_role("button", name="Sign out").click()


def test_a_wrong_password_is_said_on_top(site, page, ada):
    page.goto(site + reverse("account_login"))
    page.get_by_label("Email address").fill(ada.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    summary = page.get_by_role("alert", name="There is a problem")
    expect(summary).to_be_visible()
    assert page.evaluate("document.activeElement.className") == "k-error-summary"
    assert findings(page) == []


def test_an_authenticator_app_is_set_up_and_asked_for(site, page, ada):
    page.goto(site + reverse("account_login"))
    sign_in(page, ada)
    visit(page, site, "mfa_index")
    visit(page, site, "mfa_activate_totp")
    secret = page.get_by_label("Key").input_value()

    page.get_by_label("Code from the app").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Turn on app").click()
    page.wait_for_url(lambda url: "activate" not in url)
    assert findings(page) == []
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_view_recovery_codes"):
        visit(page, site, name)
    spare = page.get_by_role("list", name="Unused codes").get_by_role("listitem").first.inner_text()
    sign_out(page)
    page.goto(site + reverse("account_login"))
    sign_in(page, ada)
    expect(page.get_by_role("heading", name="Two-step sign-in")).to_be_visible()
    assert findings(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label(re.compile("Code from your authenticator app")).fill(spare)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(site + "/")
    assert page.complaints == []


def test_a_passkey_is_added_and_signs_in(site, page, ada):
    page.goto(site + reverse("account_login"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, ada)
    visit(page, site, "mfa_add_webauthn")
    page.get_by_label(re.compile("Name, for example")).fill("My phone")
    page.get_by_label(re.compile("sign in without a password")).check()
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    visit(page, site, "mfa_list_webauthn")
    expect(page.locator("main")).to_contain_text("My phone")
    page.get_by_role("link", name="Rename My phone").click()
    assert findings(page) == []
    page.goto(site + reverse("mfa_list_webauthn"))
    page.get_by_role("link", name="Remove My phone").click()
    assert findings(page) == []
    sign_out(page)
    page.goto(site + reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(site + "/")
    assert page.complaints == []


def test_a_passkey_that_is_not_there_says_so(site, page, ada):
    page.goto(site + reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey did not work, or you cancelled.").wait_for()
    assert findings(page) == []


def test_the_account_pages_are_accessible_on_a_phone(site, page, ada):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + reverse("account_login"))
    sign_in(page, ada)
    for name in ("account_email", "account_change_password", "usersessions_list", "socialaccount_connections"):
        visit(page, site, name)
    page.goto(site + reverse("account_logout"))
    assert findings(page) == []
    assert page.complaints == []


def test_the_code_page_is_accessible(site, page, ada):
    page.goto(site + reverse("account_request_login_code"))
    page.get_by_label("Email address").fill(ada.email)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(page.locator("main")).to_contain_text(ada.email)
    assert findings(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("Code from the email").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert", name="There is a problem")).to_be_visible()
    assert findings(page) == []
