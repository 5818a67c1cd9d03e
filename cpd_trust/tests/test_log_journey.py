"""Logging CPD in Chromium: in few taps on a phone, confirmed by a line manager, and taken along."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from cpd_trust.tests.test_planning_journey import PHONE, fill, press
from training.models import Record, Transcript


@pytest.mark.browser
@pytest.mark.policy("R-6")
def test_cpd_is_logged_in_four_taps_on_a_phone_and_confirmed(live_server, live_cast, chromium):
    """From Home: the link, the type, the length, the button. Nothing is typed."""
    cast = live_cast
    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto("/")
        page.locator(".k-quick").get_by_role("link", name="Log CPD").click()
        expect(page.locator("h1")).to_have_text("Log CPD")
        assert not sideways_scroll(page)
        assert not findings(page)
        page.get_by_label("What type of training was it?").select_option(label="Coaching")
        page.get_by_label("30 min", exact=True).click()
        page.get_by_role("button", name="Log CPD", exact=True).click()
        expect(page.locator("main")).to_contain_text("Logged, not confirmed yet")
        assert not sideways_scroll(page)
        assert not findings(page)
    assert Record.objects.get().is_own_word

    with browsing(chromium, live_server, cast.lin, PHONE) as page:
        page.goto("/")
        expect(page.locator("main")).to_contain_text("1 CPD entry to confirm")
        page.goto("/records/to-confirm/")
        page.get_by_label("Ada Example: Coaching").check()
        assert not findings(page)
        press(page, "Confirm selected")
        expect(page.locator("main")).to_contain_text("Nothing to confirm")
    assert not Record.objects.get().is_own_word

    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto("/records/transcript/")
        expect(page.locator("main")).to_contain_text("Coaching 0.5 hours")
        assert not sideways_scroll(page)
        assert not findings(page)
        with page.expect_download() as download:
            press(page, "Download PDF")
        content = Path(download.value.path()).read_bytes()
        for code, told in (("ABCD-EFGH-JKMN", "can’t confirm"), (Transcript.objects.get().code, "is unchanged")):
            page.goto("/records/transcript/check/")
            file = {"name": "transcript.pdf", "mimeType": "application/pdf", "buffer": content}
            page.locator("[name='file']").set_input_files(file)
            fill(page, code=code)
            press(page, "Check transcript")
            expect(page.locator("main")).to_contain_text(told)
            assert not findings(page)
