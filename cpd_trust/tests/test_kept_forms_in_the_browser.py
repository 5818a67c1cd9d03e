"""In the browser: a decision's note that was sent too late lies open on its page, and goes by the same button."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from core.models import KeptForm
from courses.tests.factories import make_request
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll

pytestmark = pytest.mark.browser
NOTE = "Please choose the online date,\nit saves the supply cover."


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_note_comes_back_open_and_is_sent(live_server, chromium, live_cast, with_scripts):
    asked = make_request("deciding", applicant=live_cast.ada, school=live_cast.oak)
    address = reverse("courses:request-decide", args=[asked.public_id])
    form = f"form[action='{reverse('courses:request-return', args=[asked.public_id])}']"
    with browsing(chromium, live_server, live_cast.hal, width=360, java_script_enabled=with_scripts) as page:
        page.goto(address)
        page.locator(f"details:has({form}) > summary").click()
        page.locator(f"{form} textarea").fill(NOTE)
        Session.objects.all().delete()
        page.locator(f"{form} button[type=submit]").click()
        page.wait_for_url("**/account/login/**")
        client = Client()
        client.force_login(live_cast.hal, backend="people.backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page.goto(reverse("kept-form", args=[KeptForm.objects.get().public_id]))
        expect(page.locator("#messages")).to_contain_text("You were signed out, so this was not sent.")
        expect(page.locator(f"{form} textarea")).to_be_visible()
        expect(page.locator(f"{form} textarea")).to_have_value(NOTE)
        asked.refresh_from_db()
        assert asked.status == "deciding"
        if with_scripts:
            assert findings(page) == []
            assert sideways_scroll(page) == 0
            page.goto(reverse("kept-forms"))
            assert findings(page) == []
            page.go_back()
        page.locator(f"{form} button[type=submit]").click()
        expect(page.locator("#messages")).to_contain_text(asked.title)
    asked.refresh_from_db()
    assert asked.status == "returned"
    assert not KeptForm.objects.exists()
