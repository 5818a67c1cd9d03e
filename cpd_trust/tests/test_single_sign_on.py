"""Signing in by another's account: the whole round in Chromium, with a real OpenID Connect provider beside us."""

import json
import runpy
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing
from cpd_trust.tests.identity_provider import CLIENT_ID, PASSWORD, SECRET
from notifications.tests.smtp_sink import free_port
from people.models import Person

pytestmark = pytest.mark.browser
BASE_DIR = Path(__file__).resolve().parents[2]
STRANGER = "nobody.of.ours@example.org"


@pytest.fixture
def provider(live_server, live_cast, tmp_path, settings, monkeypatch):
    """Start the provider, and take our settings as they are read when the environment names it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    facts = {
        "port": port,
        "folder": str(tmp_path),
        "callback": f"{live_server.url}/account/oidc/oidc/login/callback/",
        "people": {live_cast.ada.email: True, live_cast.bea.email: False, STRANGER: True},
    }
    words = (tmp_path / "words").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "cpd_trust.tests.identity_provider", json.dumps(facts)],
        cwd=BASE_DIR, stdout=words, stderr=subprocess.STDOUT,
    )  # fmt: skip
    for name, value in (
        ("NAME", "the trust's accounts"), ("SERVER_URL", address), ("CLIENT_ID", CLIENT_ID), ("CLIENT_SECRET", SECRET),
    ):  # fmt: skip
        monkeypatch.setenv(f"OIDC_{name}", value)
    ours = runpy.run_path(str(BASE_DIR / "cpd_trust" / "settings.py"))
    for name in ("SOCIALACCOUNT_PROVIDERS", "CONTENT_SECURITY_POLICY"):
        setattr(settings, name, ours[name])
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "words").read_text()
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        words.close()


def sign_in_by_the_provider(page, email):
    """Press our button, sign in there, and come back."""
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="the trust's accounts").click()
    page.wait_for_url("http://127.0.0.1:*/**")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "127.0.0.1" not in url)


def test_a_person_of_the_trust_comes_in(provider, live_server, live_cast, chromium):
    with browsing(chromium, live_server) as page:
        sign_in_by_the_provider(page, live_cast.ada.email)
        expect(page.locator("main")).to_contain_text(", Ada")
        assert [words for words in page.complaints if "404" not in words] == []  # the provider has no icon
    assert [account.user for account in live_cast.ada.socialaccount_set.all()] == [live_cast.ada]


@pytest.mark.parametrize("who", ["a stranger", "an address that the provider has not verified"])
def test_nobody_else_comes_in(who, provider, live_server, live_cast, chromium):
    known = Person.objects.count()
    with browsing(chromium, live_server) as page:
        sign_in_by_the_provider(page, STRANGER if who == "a stranger" else live_cast.bea.email)
        expect(page.locator("main")).to_contain_text("administrator")
        page.goto("/")
        assert page.url.startswith(live_server.url + reverse("account_login"))
    assert Person.objects.count() == known
    assert not live_cast.bea.socialaccount_set.exists()


def test_without_the_provider_in_the_policy_the_browser_refuses(provider, live_server, chromium, settings):
    """The twin: it is the `form-action` of our settings that lets the browser go there."""
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert provider in policy["form-action"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"form-action": policy["form-action"][:1]}}
    with browsing(chromium, live_server) as page:
        page.goto(reverse("account_login"))
        page.get_by_role("button", name="the trust's accounts").click()
        page.wait_for_timeout(2000)
        assert page.url.startswith(live_server.url)
        assert any("form-action" in words for words in page.complaints)
