"""Reading a page never waits for somebody else's writing: on SQLite one writer holds the whole database."""

import datetime as dt
import sqlite3
from contextlib import contextmanager

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.calendar import now
from cpd_trust.tests.access.matrix import MATRIX, world_of

BACKEND = "people.backends.AuthenticationBackend"
LIBRARY = (
    "account_login", "account_logout", "account_email", "account_change_password", "account_reset_password",
    "mfa_index", "usersessions_list", "socialaccount_connections",
)  # fmt: skip
# What hands out a file or somebody's review writes that into the audit trail first, and so has to wait; `/readyz` says
# that nothing can be written.
WRITES_FIRST = {
    "readyz", "certificates:certificate-file", "certificates:qualification-file", "planning:plan-pdf",
    "planning:priority-export", "appraisal:review-detail", "appraisal:objective-detail",
}  # fmt: skip
READERS = ("hal", "ben", "ann")


@contextmanager
def somebody_writes():
    """Hold the write lock of the database from another connection; whoever waits for it fails at once."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
    else:
        other = connection.copy()
        other.set_autocommit(False)
        with other.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            other.execute("ROLLBACK")
        else:
            other.rollback()
        other.close()
        connection.close()


def client_of(person):
    """Return a signed-in client whose session was last noted yesterday."""
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=BACKEND)
    client.get(reverse("home:home"))
    UserSession.objects.update(last_seen_at=now() - dt.timedelta(days=1))
    return client


def test_every_page_is_read_while_somebody_writes(live_cast):
    worlds = {}
    addresses = []
    for name, row in MATRIX.items():
        if name in WRITES_FIRST:
            continue
        app = name.split(":")[0] if ":" in name else "core"
        if app not in worlds:
            worlds[app] = world_of(name, live_cast)
        addresses.append(reverse(name, args=row.args(live_cast, worlds[app])))
    addresses += [reverse(name) for name in LIBRARY]
    clients = {who: client_of(getattr(live_cast, who)) for who in READERS}
    failed = []
    with somebody_writes():
        for who, client in clients.items():
            for address in addresses:
                response = client.get(address)
                b"".join(response)  # of a page or of a file, which this closes
                if response.status_code >= 500:
                    failed.append((who, address, repr(getattr(response, "exc_info", None))[:120]))
    assert failed == []


@pytest.mark.parametrize(
    ("middleware", "status"),
    [("people.middleware.ActivityMiddleware", 200), ("allauth.usersessions.middleware.UserSessionsMiddleware", 500)],
)
def test_the_twin_that_notes_every_request_fails(live_cast, settings, middleware, status):
    ours = "people.middleware.ActivityMiddleware"
    settings.MIDDLEWARE = [middleware if name == ours else name for name in settings.MIDDLEWARE]
    client = client_of(live_cast.hal)
    with somebody_writes():
        assert client.get(reverse("home:home")).status_code == status
    assert client.get(reverse("home:home")).status_code == 200
    assert UserSession.objects.get(user=live_cast.hal).last_seen_at > now() - dt.timedelta(minutes=1)


def test_a_session_is_noted_once_in_ten_minutes_and_when_its_browser_changes(cast, client):
    client.force_login(cast.hal, backend=BACKEND)
    client.get(reverse("home:home"))
    row = UserSession.objects.get(user=cast.hal)

    def seen(minutes, **headers):
        before = now() - dt.timedelta(minutes=minutes)
        UserSession.objects.filter(pk=row.pk).update(last_seen_at=before)
        client.get(reverse("home:home"), headers=headers)
        return UserSession.objects.get(pk=row.pk).last_seen_at > before

    assert not seen(9)
    assert seen(11)
    assert seen(1, user_agent="Another browser")
    assert UserSession.objects.get(pk=row.pk).user_agent == "Another browser"
