"""Every page that somebody may open and that needs no more to know is reached by links from the first page.

And no link on the way leads to a page that is refused or not there.
"""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch

import home.views
from certificates.tests.factories import RequirementFactory
from conftest import LONG
from cpd_trust.tests.access.matrix import MATRIX
from cpd_trust.tests.walking import BACKEND

LINK = re.compile(r'<a [^>]*?href="([^"#]+)')
# Each kind of page is opened so many times: its links are the same for two schools.
TIMES = 2 if LONG else 1
NO_PAGES = {
    # Answers for machines, and parts of a page.
    "healthz", "readyz", "kit", "kit-work", "people:deputy-options", "people:person-options", "planning:lead-options",
    "planning:need-person-options", "courses:booking-colleague-options", "governance:document-keeper-options",
    # Where something else leads to: a form sent too late, the sign-in, a search.
    "kept-forms", "people:confirm-by-code", "home:search",
}  # fmt: skip
# Open to everybody, with nothing on it for those whose navigation leaves it out.
NOTHING_THERE = {
    "appraisal:review-list", "courses:request-queue", "planning:conversation-list", "planning:hub",
    "planning:my-needs", "planning:plan-list", "planning:priority-list", "reports:report-list", "surveys:survey-list",
}  # fmt: skip
# From the task that says that an address waits, and from the list of people where somebody may have left.
BY_A_TASK = {"people:account-changes", "people:leavers"}


def name_of(path):
    """Return the name of the page at an address, or nothing where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def pages_reached(person):
    """Yield the names and the text of the pages to which links lead, from the first page on; a file has no text."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    waiting, seen, opened = ["/"], {"/"}, Counter()
    while waiting:
        url = waiting.pop(0)
        name = name_of(urlsplit(url).path)
        if opened[name] >= TIMES:
            continue
        opened[name] += 1
        answer = client.get(url, follow=True)
        assert answer.status_code < 400, url
        if answer.streaming:
            b"".join(answer.streaming_content)  # which closes the file
            yield {name}, ""
            continue
        page, here = answer.content.decode("utf-8", "replace"), answer.request["PATH_INFO"]
        yield {name, name_of(here)}, page
        for link in LINK.findall(page):
            there = urljoin(here, unescape(link))
            if there.startswith("/") and "export=" not in there and there not in seen:
                seen.add(there)
                waiting.append(there)


def reached_by(person):
    """Return the names of the pages to which links lead, from the first page on."""
    return set().union(*(names for names, _ in pages_reached(person)))


def plain_pages(who):
    """Return the names of the pages that somebody may open and that need no more to know."""
    for name, row in MATRIX.items():
        if row.method == "GET" and row.statuses[who] in (200, 302) and name not in NO_PAGES:
            try:
                reverse(name)
            except NoReverseMatch:
                continue
            yield name


@pytest.mark.once
@pytest.mark.parametrize("who", ["ada", "lin", "sid", "hal", "eve", "ben", "ann", "gus", "chas", "cora", "tara", "mel"])
def test_every_page_is_reached_by_links_from_the_first(cast, who):
    RequirementFactory()
    person, client = getattr(cast, who), Client()
    client.force_login(person, backend=BACKEND)
    missing = set(plain_pages(who)) - reached_by(person) - NOTHING_THERE - BY_A_TASK
    # The matrix makes more than is here: a stand-in, say, has a page that nobody else has.
    assert {name for name in missing if client.get(reverse(name)).status_code in (200, 302)} == set()


def test_a_page_without_a_link_is_missed(cast):
    """The twin: the desk is no place of a teacher."""
    assert "courses:desk" not in reached_by(cast.nora)
    assert "home:policy" in reached_by(cast.nora)


def test_a_link_to_a_page_that_is_refused_is_found(cast, monkeypatch):
    """The twin: the policy page links every page, whoever reads it."""
    monkeypatch.setattr(home.views, "registered", lambda kind: [])
    with pytest.raises(AssertionError, match="403"):
        reached_by(cast.ada)
