"""What many tests need: a row loaded anew, the text of an answer, what a page costs, silence in the log."""

import logging
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conftest import CAST_ROLES, KINDS, LONG, WHOLE_CAST
from core.decisions import Decision

IS_SQLITE = connection.vendor == "sqlite"
PEOPLE = [name for name in CAST_ROLES if name != "anonymous"]
# Those whose navigation differs: of a page that any of them may open the walk asks everybody.
READERS = PEOPLE if LONG else [*KINDS, "ben", "chas", "tess"]
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


def names_who(cast, allows, *args):
    """Return the names of the cast whom a policy allows or a list shows something; whoever is refused is told why."""
    answers = {name: allows(getattr(cast, name), *args) for name in PEOPLE}
    assert all(answer.reason for answer in answers.values() if isinstance(answer, Decision) and not answer)
    return {name for name, answer in answers.items() if answer}


def tried(deed, *refusals):
    """Return whether a deed goes through, and take it back."""
    point = transaction.savepoint()
    try:
        deed()
    except refusals:
        return False
    else:
        return True
    finally:
        transaction.savepoint_rollback(point)


def misdone(cast, row, verbs, allowed, *refusals):
    """Return in words which verbs of a row somebody could do and may not, or may and could not.

    `verbs` by name: what does them, given row and actor. `allowed` by name: who may; where it is missing, nobody.
    PostgreSQL is asked by one of each kind besides those who may.
    """
    return [
        f"{name} {'could not' if name in allowed.get(verb, ()) else 'could'} {verb}"
        for verb, do in verbs.items()
        for name in PEOPLE
        if WHOLE_CAST or name in (*KINDS, *allowed.get(verb, ()))
        if tried(partial(do, fresh(row), getattr(cast, name)), *refusals) != (name in allowed.get(verb, ()))
    ]


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
