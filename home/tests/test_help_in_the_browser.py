"""Help in Chromium: from a page to what it says of it, by keyboard; a picture comes when it is opened, and fits."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cpd_trust.tests.browsing import browsing, findings, large_text, layout_shift, sideways_scroll

pytestmark = pytest.mark.browser


def test_a_page_leads_to_its_help_and_a_picture_comes_when_asked_for(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ben, width=360) as page:
        asked_for = []
        page.on("request", lambda request: asked_for.append(request.url) if ".webp" in request.url else None)
        page.goto(reverse("courses:desk"))
        page.get_by_role("link", name="Help with this page").press("Enter")
        expect(page.get_by_role("heading", name="Book what’s approved")).to_be_in_viewport()
        assert asked_for == []
        page.get_by_text("Show a picture: Book what’s approved").press("Enter")
        picture = page.get_by_role("img", name="The booking desk")
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("complete", True)
        assert [url.rpartition("/")[2] for url in asked_for] == ["courses-desk.webp"]
        for size in (1, 2):
            large_text(page, size)
            assert sideways_scroll(page) == 0
        assert findings(page) == []
        assert page.complaints == []


def test_help_does_not_move_while_it_loads(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.hal) as page:
        page.goto(reverse("home:help"))
        assert layout_shift(page) < 0.01


def test_the_help_of_others_unfolds_by_keyboard(live_server, live_cast, chromium):
    with browsing(chromium, live_server, live_cast.ada) as page:
        page.goto(reverse("home:help"))
        heading = page.get_by_role("heading", name="Set the trust up")
        expect(heading).to_be_hidden()
        page.locator("summary", has_text="Trust administrator").press("Enter")
        expect(heading).to_be_visible()
