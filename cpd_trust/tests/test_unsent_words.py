"""Leaving a page with words that were typed and not sent asks first; searching and sending ask nothing."""

import pytest
from django.urls import reverse

from courses.models import Comment
from courses.tests.factories import make_request
from cpd_trust.tests.browsing import browsing

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(live_cast):
    return make_request("deciding", applicant=live_cast.ada, school=live_cast.oak)


def questions(page, *, stay=True):
    """Return a list that gathers what the browser asks on leaving; the answer is to stay, or to go."""
    found = []

    def answer(dialog):
        found.append(dialog.type)
        (dialog.dismiss if stay else dialog.accept)()

    page.on("dialog", answer)
    return found


def test_leaving_with_unsent_words_asks_first(live_server, chromium, live_cast, asked):
    with browsing(chromium, live_server, live_cast.ada) as page:
        page.goto(asked.get_absolute_url())
        found = questions(page)
        page.locator("textarea[name=text]").first.fill("Is there an earlier date?")
        page.locator("a.k-brand").click()
        page.wait_for_function("document.readyState === 'complete'")
        assert found == ["beforeunload"]
        assert page.url.endswith(asked.get_absolute_url())
        assert page.locator("textarea[name=text]").first.input_value() == "Is there an earlier date?"
        # Sending asks nothing, nor does leaving afterwards.
        page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
        page.get_by_text("Is there an earlier date?").first.wait_for()
        page.locator("a.k-brand").click()
        page.wait_for_url(live_server.url + reverse("home:home"))
        assert found == ["beforeunload"]
    assert Comment.objects.count() == 1


def test_searching_and_signing_in_ask_nothing(live_server, chromium, live_cast, asked):
    with browsing(chromium, live_server, live_cast.hal) as page:
        found = questions(page)
        page.goto(reverse("people:person-list"))
        page.locator("#site-search").fill("Ada")
        page.locator("a.k-brand").click()
        page.wait_for_url(live_server.url + reverse("home:home"))
        assert found == []
    with browsing(chromium, live_server) as page:
        found = questions(page)
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill("ada@example.org")
        page.goto(reverse("home:privacy"))
        assert found == []


def test_a_form_that_came_back_with_an_error_still_asks(live_server, chromium, live_cast, asked):
    with browsing(chromium, live_server, live_cast.hal) as page:
        page.goto(reverse("courses:request-decide", args=[asked.public_id]))
        page.locator("summary", has_text="Decline").click()
        page.locator("form[action$='/decline'] textarea").fill("Not this term.")
        page.locator("form[action$='/decline'] button[type=submit]").click()
        page.locator(".k-error-summary").wait_for()
        found = questions(page)
        page.mouse.click(5, 5)  # a browser asks only where somebody has done something on the page
        page.locator("a.k-brand").click()
        page.wait_for_function("document.readyState === 'complete'")
        assert found == ["beforeunload"]
