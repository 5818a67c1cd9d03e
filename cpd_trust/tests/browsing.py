"""Chromium for the tests: opening pages as somebody, and what axe finds on them."""

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client


@contextmanager
def browsing(chromium, live_server, person=None, width=1280, **options):
    """Open a page signed in as `person`; its `complaints` collect what the browser or the policy complains of."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, base_url=live_server.url, locale="en-GB", **options
    )
    context.set_default_timeout(15_000)
    if person is not None:
        client = Client()
        client.force_login(person, backend="people.backends.AuthenticationBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()


def findings(page):
    """Return what axe finds that is more than minor, with the element."""
    return [
        f"{found['id']} ({found['impact']}): {found['nodes'][0]['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] != "minor"
    ]


def sideways_scroll(page):
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def large_text(page, times):
    """Make the text of the page so many times as large, as a reader does in the browser's settings."""
    page.evaluate(
        "(times) => { document.documentElement.style.fontSize = times === 1 ? '' : `${times * 100}%`; }", times
    )


def layout_shift(page):
    """Return how much of the page has moved since it was first drawn (Cumulative Layout Shift)."""
    return page.evaluate(
        """() => new Promise((answer) => {
          let sum = 0;
          const add = (list) => { for (const shift of list.getEntries()) sum += shift.value; };
          const seen = new PerformanceObserver(add);
          seen.observe({ type: "layout-shift", buffered: true });
          const drawn = () => { add({ getEntries: () => seen.takeRecords() }); answer(sum); };
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))));
        })"""
    )
