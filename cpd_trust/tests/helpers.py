"""What many tests need: a row loaded anew, the text of an answer, what a page costs, silence in the log."""

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import CAST_ROLES

IS_SQLITE = connection.vendor == "sqlite"
PEOPLE = [name for name in CAST_ROLES if name != "anonymous"]
APPS_WITH_MODELS = {
    app.label for app in apps.get_app_configs() if app.path == str(settings.BASE_DIR / app.label) and app.models
}


def fresh(row):
    """Return the row as the next request or another thread loads it, with nothing remembered."""
    return type(row).objects.get(pk=row.pk)


def text_of(response):
    """Return the text of a page or of a file."""
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return response.content.decode()


def execute(sql, params=None):
    """Run one statement by hand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def opening(client, url, query=None):
    """Return the deed of opening a page or taking a file, which must be there."""

    def deed():
        response = client.get(url, query or {})
        assert response.status_code == 200
        return b"".join(response)

    return deed


def cost_of(deed, *args, **kwargs):
    """Return how many queries a deed costs."""
    with CaptureQueriesContext(connection) as seen:
        deed(*args, **kwargs)
    return len(seen)


def same_cost(deed, add):
    """Assert that a deed costs the same with three rows as with one, and return how many queries.

    `add` makes the rows, given their numbers. The deed is done once before it is counted: what is kept is kept by then.
    """
    costs = []
    for number in (1, 2, 3):
        add(number)
        if number != 2:
            deed()
            costs.append(cost_of(deed))
    assert costs[0] == costs[1]
    return costs[0]


@pytest.fixture(autouse=True)
def quiet():
    """Leave out the log where most is refused: import it, and it holds in that file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
