"""Another school's data tells nothing: not by a page, a total, a search, an export, or the way an id is answered.

Everything that Hal of Oak is answered must be the same before and after Elm gets people, requests, bookings, records
and certificates, all of them marked with one word.
"""

import uuid
from functools import cache

import pytest
from django.urls import reverse

from conftest import LONG, WHOLE_CAST
from courses.requests.querysets import RequestQuerySet
from cpd_trust.tests.access.matrix import MATRIX
from cpd_trust.tests.canary import MARK, VOLATILE, fill_elm
from training.feedback.filters import FeedbackFilter
from training.models import Feedback

READERS = ["hal", "ada", *(["lin", "gus"] if WHOLE_CAST else []), *(["sid", "chas", "cora"] if LONG else [])]
MANY = 12  # lists with a search and an export that a Headteacher has, at the least
NO_DATA = ("healthz", "readyz", "kit")  # the kit draws lots for its examples


@cache
def list_pages():
    """Return the addresses without arguments that are read: lists, searches, the first page."""
    return [
        reverse(name)
        for name, row in sorted(MATRIX.items())
        if row.method == "GET" and name not in NO_DATA and takes_no_arguments(name)
    ]


def takes_no_arguments(name):
    try:
        reverse(name)
    except Exception:  # noqa: BLE001 -- any address that needs an id is not a list
        return False
    return True


def answer(client, url):
    """Return what an address answers, as a status and a text without what changes each time."""
    response = client.get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, VOLATILE.sub("", content.decode("utf-8", "replace"))


def answers_to(client, reader, pages=None):
    """Return what a reader is answered on the lists that they may open, on their searches and their exports."""
    client.force_login(reader, backend="people.backends.AuthenticationBackend")
    found = {}
    for url in pages or list_pages():
        status, body = found[url] = answer(client, url)
        # An empty list hides its search and its files, and answers to both all the same.
        queries = [f"?q={MARK}", "?export=csv"] if status == 200 else []
        # The header of every page has one search field: a list's own is the second.
        if status == 200 and (body.count('name="q"') > 1 or url == reverse("home:search")):
            queries.append("?q=zzznoise")
        found |= {url + query: answer(client, url + query) for query in queries}
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_answers_are_the_same_with_and_without_another_schools_data(cast, client, reader):
    person = getattr(cast, reader)
    before = answers_to(client, person)
    if reader == "hal":
        searches = [url for url in before if url.endswith(f"?q={MARK}")]
        files = [url for url, (_, body) in before.items() if url.endswith("?export=csv") and "<html" not in body]
        assert min(len(searches), len(files)) >= MANY
    fill_elm(cast)
    after = answers_to(client, person)
    assert {url for url in before if before[url] != after[url]} == set()
    assert {url for url, (_, body) in after.items() if MARK in body and f"q={MARK}" not in url} == set()


@pytest.mark.once
@pytest.mark.django_db
def test_the_comparison_sees_a_list_without_its_scope(cast, client, monkeypatch):
    """The twin: with the requests' scope taken away, the same comparison finds the difference."""
    monkeypatch.setattr(RequestQuerySet, "visible_to", lambda rows, actor: rows.all())
    pages = [reverse("courses:request-school-list")]
    before = answers_to(client, cast.hal, pages)
    fill_elm(cast)
    after = answers_to(client, cast.hal, pages)
    assert {url for url in before if before[url] != after[url]} != set()


@pytest.mark.once
@pytest.mark.django_db
def test_the_comparison_sees_the_search_of_a_list_that_is_empty(cast, client, monkeypatch):
    """The twin: were what is not shared found by a search alone, the comparison would say so."""
    narrow = FeedbackFilter.narrow
    everybodys = lambda form, rows: narrow(form, Feedback.objects.all() if form.data.get("q") else rows)  # noqa: E731
    monkeypatch.setattr(FeedbackFilter, "narrow", everybodys)
    page = reverse("training:feedback-list")
    before = answers_to(client, cast.ada, [page])
    fill_elm(cast)
    after = answers_to(client, cast.ada, [page])
    assert {url for url in before if before[url] != after[url]} == {f"{page}?q={MARK}"}


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_a_real_id_of_another_school_is_answered_like_one_that_never_was(cast, client, reader):
    made = fill_elm(cast)
    client.force_login(getattr(cast, reader), backend="people.backends.AuthenticationBackend")
    ghost = str(uuid.uuid4())
    for row in made.values():
        url = row.get_absolute_url()
        real, never = client.get(url), client.get(url.replace(str(row.public_id), ghost))
        assert (real.status_code, never.status_code) == (404, 404)
        without = [VOLATILE.sub("", r.content.decode()) for r in (real, never)]
        assert without[0].replace(str(row.public_id), ghost) == without[1]
