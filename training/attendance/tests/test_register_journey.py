"""A register in Chromium: checked in by the code on a phone, marked and closed, the certificate renewed, and what was
missed made up for.
"""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certificates.models import Certificate
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now, today
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from cpd_trust.tests.test_planning_journey import PHONE, press
from training.attendance.codes import code_of
from training.attendance.models import Attendance, CatchUp
from training.attendance.tests.factories import event_now
from training.events.tests.factories import audience_of


@pytest.mark.browser
@pytest.mark.policy("HS-1")
def test_a_code_on_a_phone_leads_to_a_renewed_certificate(live_server, live_cast, chromium):
    cast = live_cast
    event = event_now(
        cast.oak,
        cast.hal,
        cast.ada,
        cast.bea,
        title="Fire safety",
        kind="training_day",
        audience=audience_of(kind="staff", school=cast.oak),
    )
    requirement = RequirementFactory(name="Fire safety")
    event.requirements.add(requirement)
    ends = today() + dt.timedelta(days=5)
    CertificateFactory(
        person=cast.ada,
        school=cast.oak,
        requirement=requirement,
        awarded_on=today() - dt.timedelta(days=360),
        expires_on=ends,
    )

    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto(event.get_absolute_url())
        page.get_by_role("link", name="Check in").click()
        expect(page.get_by_role("heading", name="Check in")).to_be_visible()
        assert not sideways_scroll(page)
        assert not findings(page)
        # As the QR code leads: the code behind the # is in the field, and gone from the address.
        page.goto("about:blank")
        page.goto(f"{live_server.url}{reverse('training:check-in', args=[event.public_id])}#{code_of(event, now())}")
        expect(page.get_by_label("Code on the screen")).to_have_value(code_of(event, now()))
        assert "#" not in page.url
        press(page, "Check in")
        expect(page.locator("main")).to_contain_text("You’re on the register")
        assert not findings(page)
    assert Attendance.objects.get(person=cast.ada).is_own_word

    with browsing(chromium, live_server, cast.hal, PHONE) as page:
        page.goto(event.get_absolute_url())
        page.get_by_role("link", name="Register", exact=True).click()
        expect(page.locator("main")).to_contain_text("Checked themselves in")
        assert not sideways_scroll(page)
        assert not findings(page)
        page.get_by_label("Find a name").fill("bea")
        line = page.get_by_role("group", name="Bea Example")
        expect(page.get_by_role("group", name="Ada Example")).to_be_hidden()
        line.get_by_label("Late", exact=True).check()
        line.get_by_label("Minutes missed").fill("200")
        press(page, "Save register")
        expect(page.locator(".k-error-summary")).to_contain_text("at most 120")
        assert not findings(page)
        page.get_by_role("group", name="Bea Example").get_by_label("Minutes missed").fill("60")
        press(page, "Save register")
        expect(page.locator("main")).to_contain_text("Register saved: 1 present, 1 late or left early, 3 not marked.")
        page.get_by_text("Close register", exact=True).click()
        press(page, "Yes, close register")
        expect(page.locator("main")).to_contain_text("whose attendance is confirmed.")
        assert not sideways_scroll(page)
        assert not findings(page)
        page.get_by_role("link", name="Catch-up").click()
        expect(page.get_by_label("Bea Example")).to_be_checked()
        assert not sideways_scroll(page)
        assert not findings(page)
        press(page, "Ask to catch up")
        expect(page.locator("main")).to_contain_text("Bea Example: to do")

    renewed = Certificate.objects.current().get(person=cast.ada)
    assert renewed.source == "event"
    assert renewed.expires_on > ends
    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto(reverse("training:my-record"))
        expect(page.locator("main")).to_contain_text("Fire safety")

    missed = CatchUp.objects.get(attendance__person=cast.bea)
    with browsing(chromium, live_server, cast.bea, PHONE) as page:
        page.goto(reverse("training:catch-up", args=[missed.public_id]))
        assert not sideways_scroll(page)
        assert not findings(page)
        press(page, "I have read and understood the material")
        expect(page.locator("main")).to_contain_text("You don’t need to do anything else.")
    missed.refresh_from_db()
    assert missed.status == "done"
    assert Certificate.objects.current().get(person=cast.bea).is_own_word
