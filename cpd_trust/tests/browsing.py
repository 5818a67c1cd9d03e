"""Chromium for the tests: opening pages as somebody, and what axe finds on them."""

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from conftest import LONG
from cpd_trust.tests.fitting import misfits

# Widths with the size of text. Wide first: a page is opened once and then made narrow, as when a tablet is turned.
VIEWS = ((1280, 1), (768, 1), (360, 1), (320, 1), (360, 2), (1280, 2))
# Here axe looks; at the others only what a page has too much of is looked for, as axe would find the same.
AXE_AT = ((1280, 1), (360, 1))
# Here somebody holds a phone.
PHONE = (320, 1)
AXE = Axe().axe_script
# Only what is more than minor, with the element.
RUN_AXE = """(options) => axe.run(options).then(({ violations }) => violations
  .filter(({ impact }) => impact !== "minor")
  .map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html.slice(0, 160)}`))"""


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


def findings(page, *, contrast=True):
    """Return what axe finds that is more than minor, with the element. `contrast`, of colours, is most of its work."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    return page.evaluate(RUN_AXE, options)


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


def problems_of(page, url):
    """Open an address and return what is wrong with it at each width and size of text.

    Colours are the same at each width: by day their contrast is looked at on the widest.
    """
    page.complaints.clear()
    page.set_viewport_size({"width": VIEWS[0][0], "height": 800})
    page.goto(url)
    problems = []
    for width, size in VIEWS:
        page.set_viewport_size({"width": width, "height": 800})
        large_text(page, size)
        view = (width, size)
        found = findings(page, contrast=LONG or view == VIEWS[0]) if view in AXE_AT else []
        if scroll := sideways_scroll(page):
            found.append(f"{scroll} pixels of sideways scroll")
        found += misfits(page, targets=view == PHONE)
        problems += [f"{words} at {width}{', text of 200 %' if size == 2 else ''}" for words in found]
    return problems + page.complaints
