"""What many tests need: the row as the next request loads it, the text of an answer, and silence in the log."""

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

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


@pytest.fixture(autouse=True)
def quiet():
    """Leave out the log where most is refused: import it, and it holds in that file."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
