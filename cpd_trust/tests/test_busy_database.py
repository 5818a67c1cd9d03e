"""Reading a page never waits for somebody else's writing: on SQLite one writer holds the whole database."""

import datetime as dt
import sqlite3
from contextlib import contextmanager, nullcontext
from importlib import import_module

import pytest
import time_machine
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from appraisal.tests.factories import make_review
from certificates.tests.factories import CertificateFactory
from conftest import CAST_ROLES
from core import audit, waiting
from core.calendar import now
from core.models import AuditEvent
from cpd_trust.tests.access.certificates import stored
from cpd_trust.tests.access.matrix import MATRIX, world_of
from cpd_trust.tests.helpers import IS_SQLITE
from people.tasks import forget_sessions

BACKEND = "people.backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Set aside beside no other test's."""
    settings.DATA_DIR = tmp_path


def refused(kind, match=None):
    """Expect an error on SQLite, which has one writer at a time, and none on PostgreSQL."""
    return pytest.raises(kind, match=match) if IS_SQLITE else nullcontext()


@contextmanager
def somebody_writes():
    """Hold what a writer holds, from another connection; whoever waits for it fails at once."""
    if IS_SQLITE:
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
    else:
        other = connection.copy()
        other.set_autocommit(False)
        with other.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN ROW EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
    try:
        yield
    finally:
        if IS_SQLITE:
            other.execute("ROLLBACK")
        else:
            other.rollback()
        other.close()
        connection.close()


def client_of(person):
    """Return a signed-in client whose session was last noted yesterday."""
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=BACKEND)
    with time_machine.travel(now() - dt.timedelta(days=1)):
        client.get(reverse("home:privacy"))
    return client


def library_addresses(patterns=None, start="/"):
    """Return every address of the sign-in library that takes no arguments."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = f"{start}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += library_addresses(pattern.url_patterns, address)
        elif address.startswith("/account/") and not {"<", "("} & set(address):
            found.append(address)
    return found


def site_addresses(cast):
    """Return every address of ours with the first of the cast who may read it, or who may not."""
    worlds, found = {}, []
    for name, row in MATRIX.items():
        app = name.split(":")[0] if ":" in name else "core"
        if app not in worlds:
            worlds[app] = world_of(name, cast)
        readers = [who for who, status in row.statuses.items() if status == 200 and who != "anonymous"]
        found.append((reverse(name, args=row.args(cast, worlds[app])), readers[0] if readers else "hal"))
    return found


def read(client, address, **headers):
    """Return the answer and its whole body, of a page or of a file, which is then closed."""
    response = client.get(address, headers=headers)
    return response, b"".join(response)


@pytest.mark.long
def test_every_page_is_read_while_somebody_writes(live_cast):
    addresses = site_addresses(live_cast)
    addresses += [(address, who) for address in library_addresses() for who in ("hal", "anonymous")]
    clients = {who: client_of(getattr(live_cast, who)) for who in CAST_ROLES if who != "anonymous"}
    clients["anonymous"] = Client(raise_request_exception=False)
    failed, exports = [], 0
    with somebody_writes():
        for address, who in addresses:
            response, body = read(clients[who], address)
            answers = [response]
            if b"export=csv" in body:
                answers.append(read(clients[who], f"{address}?export=csv")[0])
                exports += 1
            failed += [
                (who, address, answer.status_code, repr(getattr(answer, "exc_info", None))[:160])
                for answer in answers
                if answer.status_code >= 500 or answer.status_code == 400
            ]
    # Nothing beats in a test, so `/readyz` is red, as the matrix has it.
    assert [found for found in failed if found[1:3] != ("/readyz", 503)] == []
    assert exports > 20


@pytest.mark.parametrize(
    ("middleware", "status"),
    [
        ("people.middleware.ActivityMiddleware", 200),
        ("allauth.usersessions.middleware.UserSessionsMiddleware", 500 if IS_SQLITE else 200),
    ],
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
    row, start = UserSession.objects.get(user=cast.hal), now()

    def seen(minutes, **headers):
        before = UserSession.objects.get(pk=row.pk).last_seen_at
        with time_machine.travel(start + dt.timedelta(minutes=minutes)):
            client.get(reverse("home:home"), headers=headers)
        return UserSession.objects.get(pk=row.pk).last_seen_at > before

    assert not seen(9)
    assert seen(11)
    assert not seen(12)
    assert seen(13, user_agent="Another browser")
    assert UserSession.objects.get(pk=row.pk).user_agent == "Another browser"


def test_another_process_notes_a_session_again_only_after_ten_minutes(cast, client):
    client.force_login(cast.hal, backend=BACKEND)
    client.get(reverse("home:home"))
    other, start = Client(), now()
    other.cookies = client.cookies
    for minutes, noted in ((9, False), (11, True)):
        before = UserSession.objects.get(user=cast.hal).last_seen_at
        with time_machine.travel(start + dt.timedelta(minutes=minutes)):
            other.get(reverse("home:home"))
        assert (UserSession.objects.get(user=cast.hal).last_seen_at > before) is noted


# --- Readings ----------------------------------------------------------------------------------------------------


def readings():
    """Return who was shown what, by the audit trail."""
    events = AuditEvent.objects.filter(code__regex=r"\.(read|exported|downloaded)$").order_by("code", "pk")
    return list(events.values_list("code", "actor", "object_id", "school_id", "changes"))


def read_three(cast):
    """Return a function by which Hal opens a review, takes a list away and fetches a certificate's file."""
    review = make_review(school=cast.oak, reviewee=cast.ada, reviewer=cast.lin)
    certificate = CertificateFactory(person=cast.ada, school=cast.oak, file=stored())
    client = client_of(cast.hal)

    def ask():
        for address in (
            reverse("appraisal:review-detail", args=[review.public_id]),
            f"{reverse('people:person-list')}?export=csv",
            reverse("certificates:certificate-file", args=[certificate.public_id]),
        ):
            assert read(client, address)[0].status_code == 200

    return ask


def test_what_is_read_while_somebody_writes_comes_into_the_trail_once(live_cast):
    ask = read_three(live_cast)
    ask()
    said = readings()
    assert len(said) == 3
    with somebody_writes():
        ask()
    assert len(readings()) == (3 if IS_SQLITE else 6)
    assert audit.take_in_readings() == (3 if IS_SQLITE else 0)
    assert readings() == sorted(said * 2)
    assert audit.take_in_readings() == 0
    assert len(readings()) == 6


def test_a_sweep_that_died_after_it_had_written_doubles_nothing(live_cast, settings):
    ask = read_three(live_cast)
    with somebody_writes():
        ask()
    kept = {path: path.read_bytes() for path in (settings.DATA_DIR / "aside").glob("reading-*")}
    assert audit.take_in_readings() == len(kept) == (3 if IS_SQLITE else 0)
    for path, content in kept.items():
        path.write_bytes(content)
    assert audit.take_in_readings() == 0
    assert len(readings()) == 3


def test_a_page_whose_reading_can_be_kept_nowhere_is_not_answered(live_cast, settings):
    ask = read_three(live_cast)
    (settings.DATA_DIR / "aside").write_text("no folder")
    with somebody_writes(), refused(AssertionError):
        ask()


def test_the_twin_that_writes_a_reading_as_a_change_waits(live_cast):
    with somebody_writes(), refused(DatabaseError, "locked"):
        audit.audit(live_cast.hal, "appraisal.review.read", live_cast.oak)


def test_what_is_set_aside_names_nobody(live_cast, settings):
    ask = read_three(live_cast)
    with somebody_writes():
        ask()
    for path in (settings.DATA_DIR / "aside").glob("reading-*"):
        assert path.stat().st_mode & 0o077 == 0
        text = path.read_text()
        assert not [name for name in CAST_ROLES if name.capitalize() in text]
        assert "example.org" not in text


# --- Sessions ----------------------------------------------------------------------------------------------------


def test_a_passkey_is_begun_while_somebody_writes_and_ended_after(live_cast):
    live_cast.hal.set_unusable_password()
    live_cast.hal.save()
    client, anonymous = client_of(live_cast.hal), Client()
    with somebody_writes():
        assert client.get(reverse("mfa_add_webauthn")).status_code == 200
        challenge = client.session[STATE_SESSION_KEY]["challenge"]
        asked = anonymous.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}).json()
        assert asked["request_options"]["publicKey"]["challenge"] == anonymous.session[STATE_SESSION_KEY]["challenge"]
    assert client.session[STATE_SESSION_KEY]["challenge"] == challenge
    assert client.get(reverse("home:home")).status_code == 200
    # The next page that saves brings each into the table.
    for browser in (client, anonymous):
        session = browser.session
        session["more"] = True
        session.save()
        assert not waiting.names_aside("session-")[1 if browser is client else 0 :]
        assert Session.objects.get(pk=session.session_key).get_decoded()[STATE_SESSION_KEY]
        assert STATE_SESSION_KEY in browser.session


def test_the_twin_with_djangos_own_sessions_fails(live_cast, settings):
    live_cast.hal.set_unusable_password()
    live_cast.hal.save()
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    client = client_of(live_cast.hal)
    with somebody_writes():
        assert (client.get(reverse("mfa_add_webauthn")).status_code >= 400) == IS_SQLITE


def test_a_session_that_ends_while_somebody_writes_has_ended(live_cast):
    client, again = client_of(live_cast.hal), client_of(live_cast.ada)
    kept, gone = client.session, again.session
    with somebody_writes():
        if IS_SQLITE:
            kept["note"] = "aside"
            kept.save()
        kept.flush()
        gone.flush()
        for browser in (client, again):
            assert browser.get(reverse("home:home")).status_code == 302
    for browser in (client, again):
        assert browser.get(reverse("home:home")).status_code == 302
    forget_sessions()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert waiting.names_aside("session-") == []


def test_a_new_password_ends_a_session_while_somebody_writes(live_cast):
    client = client_of(live_cast.hal)
    live_cast.hal.set_password("another long word of mine")
    live_cast.hal.save()
    with somebody_writes():
        assert client.get(reverse("home:home")).status_code == 302


def test_saving_a_session_that_was_ended_meanwhile_brings_it_not_back(live_cast):
    store = import_module(django_settings.SESSION_ENGINE)
    client = client_of(live_cast.hal)
    stale, ended = client.session, client.session
    stale["note"] = "typed in another tab"
    with somebody_writes():
        ended.delete()
        with pytest.raises(store.UpdateError):
            stale.save()
    forget_sessions()
    with somebody_writes(), pytest.raises(store.UpdateError):
        stale.save()
    assert not store.SessionStore().exists(stale.session_key)


def test_a_session_aside_lasts_as_long_as_any(live_cast):
    with time_machine.travel(now(), tick=False) as clock:
        client = client_of(live_cast.hal)
        with somebody_writes():
            session = client.session
            session["note"] = "aside"
            session.save()
        clock.shift(django_settings.SESSION_COOKIE_AGE - 1)
        assert client.session["note"] == "aside"
        clock.shift(1)
        assert "note" not in client.session
        forget_sessions()
    assert waiting.names_aside("session-") == []


def test_the_page_of_sessions_lists_those_that_work_and_deletes_nothing(live_cast):
    client, other, ended = (client_of(live_cast.hal) for _ in range(3))
    Session.objects.filter(pk=ended.session.session_key).delete()
    UserSession.objects.create(user=live_cast.hal, ip="127.0.0.1", user_agent="Old", session_key="x" * 32)
    with somebody_writes():
        shown = client.get(reverse("usersessions_list")).context
    assert {row.session_key for row in shown["sessions"]} == {client.session.session_key, other.session.session_key}
    assert shown["session_count"] == 2
    assert UserSession.objects.count() == 4
    forget_sessions()
    assert UserSession.objects.count() == 2
    client.post(reverse("usersessions_list"))
    assert [row.session_key for row in UserSession.objects.all()] == [client.session.session_key]
    assert other.get(reverse("home:home")).status_code == 302


def test_the_page_of_sessions_leaves_out_those_of_an_older_password(live_cast):
    older = client_of(live_cast.hal)
    live_cast.hal.set_password("another long word of mine")
    live_cast.hal.save()
    client = client_of(live_cast.hal)
    assert client.get(reverse("usersessions_list")).context["session_count"] == 1
    assert older.get(reverse("home:home")).status_code == 302
