"""Every list says what to do first where nothing is there, and offers to clear the filters where nothing matches."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from core.tables import Empty, Table
from cpd_trust.tests.access.matrix import APPS
from cpd_trust.tests.helpers import PEOPLE
from cpd_trust.tests.test_lists_in_the_browser import lists_of
from cpd_trust.urls import urlpatterns

# Words that blame the reader for a search that nobody made.
OF_A_SEARCH = re.compile(r"\b(fits?|match(es)?|filters?|fewer|found)\b", re.IGNORECASE)
NO_ROW = {"q": "zzznoise"}


def tables(kind=Table):
    """Return every kind of list that the pages of the project show."""
    assert urlpatterns  # with the addresses come the views, and with them the lists
    below = [table for child in kind.__subclasses__() for table in (child, *tables(child))]
    return [table for table in below if ".tests." not in table.__module__]


@pytest.mark.parametrize("table", tables(), ids=lambda table: f"{table.__module__}.{table.__name__}")
def test_a_list_says_what_to_do_first(table):
    assert isinstance(table.empty, Empty)
    assert table.empty.hint
    assert not OF_A_SEARCH.search(f"{table.empty.title} {table.empty.hint} {table.empty.otherwise}")
    assert bool(table.empty.label) == (table.empty.link is not Empty("", "").link)


@pytest.mark.once
@pytest.mark.django_db
def test_whoever_may_not_begin_a_list_is_told_who_does(cast):
    readers = [getattr(cast, name) for name in PEOPLE]
    begun = [table for table in tables() if table.empty.label and not all(map(table.empty.link, readers))]
    assert len(begun) > 5
    assert [table.__name__ for table in begun if not table.empty.otherwise] == []


@pytest.mark.once
@pytest.mark.django_db
def test_whoever_is_led_on_by_an_empty_list_may_go_there(cast):
    found = set()
    for name in PEOPLE:
        client = Client()
        client.force_login(getattr(cast, name), backend="people.backends.AuthenticationBackend")
        for table in tables():
            if url := table.empty.link(getattr(cast, name)):
                assert (client.get(url).status_code, name, url) == (200, name, url)
                found.add(url)
    assert reverse("people:school-add") in found


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_nothing_matches_only_where_something_was_asked(app, cast):
    for url, who in lists_of(app, cast):
        client = Client()
        client.force_login(getattr(cast, who), backend="people.backends.AuthenticationBackend")
        assert "Nothing matches" not in client.get(url).text, url
        asked = client.get(url, NO_ROW)
        if 'type="search" name="q"' in asked.text.partition('class="k-filters"')[2]:
            assert "Nothing matches" in asked.text, url
            assert '">Clear filters</a>' in asked.text
