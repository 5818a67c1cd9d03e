"""No link of the demonstration trust leads its reader to a page that is refused or not there."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve

import home.views
from demo.build import build_demo
from people.models import Grant, Person, Post

FIRST_CRUMB = re.compile(r'k-breadcrumbs".*?<(?:a|span)[^>]*>([^<]*)<', re.DOTALL)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
# One of each kind of place in the trust.
ROLES = [
    "headteacher", "senior_leader", "governor", "chair_of_governors", "clerk", "executive_lead", "ceo",
    "booking_officer", "administrator", "trustee", "member",
]  # fmt: skip


def route_of(url):
    """Return the name of the page that an address leads to."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return urlsplit(url).path


def dead_links(person):
    """Follow every kind of link that a person finds, once from each kind of page; return the dead, and how many."""
    client = Client()
    client.force_login(person, backend="people.backends.AuthenticationBackend")
    waiting, opened, followed, dead = [("/", "the first page")], set(), set(), []
    while waiting:
        url, source = waiting.pop()
        if url in opened:
            continue
        opened.add(url)
        answer = client.get(url, follow=True)
        if answer.status_code >= 400:
            dead.append(f"{source} leads to {url}: {answer.status_code}")
        if answer.streaming:
            b"".join(answer.streaming_content)  # which closes the file
        if not answer["Content-Type"].startswith("text/html"):
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else url
        crumb, group = FIRST_CRUMB.search(answer.text), answer.context["shell"].navigation.here
        if crumb and group and unescape(crumb[1]) != group.label:
            dead.append(f"{here}: the way begins with {crumb[1]}, not {group.label}")
        for link in LINK.findall(answer.text):
            to = urljoin(here, unescape(link))
            way = (route_of(here), route_of(to))
            # Sorting and paging lead to the page itself.
            if to.startswith("/") and way not in followed and way[0] != way[1]:
                followed.add(way)
                waiting.append((to, here))
    return dead, len(opened)


@pytest.mark.once
@pytest.mark.long
def test_no_link_leads_its_reader_to_a_page_that_is_refused(db, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    build_demo()
    readers = {role: Grant.objects.filter(role=role, person__is_active=True).order_by("pk")[0].person for role in ROLES}
    teacher = Post.objects.filter(staff_group="teacher", person__is_active=True).exclude(person__grants__isnull=False)
    readers["teacher"] = Person.objects.filter(posts__in=teacher).order_by("pk")[0]
    wrong = {}
    for role, person in readers.items():
        cache.clear()
        dead, opened = dead_links(person)
        assert opened > 20, role
        if dead:
            wrong[role] = dead
    assert wrong == {}


@pytest.mark.once
@pytest.mark.django_db
def test_a_link_that_is_refused_is_found(cast, monkeypatch):
    """The twin: the policy page links every page, whoever reads it."""
    monkeypatch.setattr(home.views, "registered", lambda kind: [])
    assert any("leads to /bookings/: 403" in found for found in dead_links(cast.ada)[0])
