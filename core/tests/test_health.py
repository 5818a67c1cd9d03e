"""`/healthz`, `/readyz` and `manage.py ready`: each part in turn is really broken, and is the one that is named."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.urls import reverse

from core import health, tasks
from core.calendar import now
from core.health import HealthCheck
from core.models import Heartbeat
from core.tests.plugging import plugged_in

BASE_DIR = Path(__file__).resolve().parents[2]
OWN_PARTS = {"database", "migrations", "cache", "beat", "worker", "sweeps", "disk", "backup"}


@pytest.fixture
def healthy(db):
    for part in ("beat", "worker"):
        tasks.record_heartbeat(part)


def red_parts(client) -> set[str]:
    response = client.get(reverse("readyz"))
    answer = response.json()
    red = {name for name, part in answer["parts"].items() if part["status"] == "red"}
    assert response.status_code == (503 if red else 200)
    # The tests own the tables of PostgreSQL, which is a warning.
    assert answer["status"] == ("red" if red else "ok" if connection.vendor == "sqlite" else "warning")
    return red


def test_healthz_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get(reverse("healthz"))
    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_neither_needs_a_session_nor_may_be_kept(client, healthy, name):
    response = client.get(reverse(name))
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert client.post(reverse(name)).status_code == 405


def test_ready_when_everything_works(client, healthy):
    assert red_parts(client) == set()
    assert set(client.get(reverse("readyz")).json()["parts"]) >= OWN_PARTS


@pytest.mark.parametrize("part", ["beat", "worker"])
def test_red_when_a_heart_was_never_heard(client, healthy, part):
    Heartbeat.objects.filter(part=part).delete()
    assert red_parts(client) == {part}


@pytest.mark.parametrize("part", ["beat", "worker"])
def test_red_when_a_heart_has_been_silent_for_too_long(client, healthy, part):
    Heartbeat.objects.filter(part=part).update(at=now() - health.SILENCE_ALLOWED + dt.timedelta(seconds=20))
    assert red_parts(client) == set()
    Heartbeat.objects.filter(part=part).update(at=now() - health.SILENCE_ALLOWED - dt.timedelta(seconds=1))
    assert red_parts(client) == {part}


def test_red_while_a_migration_waits(client, healthy):
    MigrationRecorder(connection).record_unapplied("core", "0001_initial")
    assert red_parts(client) == {"migrations"}


def test_red_when_the_disk_is_nearly_full(client, healthy, monkeypatch):
    monkeypatch.setattr(health, "DISK_NEEDED", 10**18)
    assert red_parts(client) == {"disk"}


def test_red_when_the_data_folder_is_gone(client, healthy, tmp_path):
    with override_settings(DATA_DIR=tmp_path / "gone"):
        assert red_parts(client) == {"disk"}


@pytest.fixture
def cache_away():
    """The cache at a port where nothing listens."""
    away = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=away):
        yield


def test_red_when_the_cache_is_away(client, healthy, cache_away):
    assert red_parts(client) == {"cache"}


def test_a_broken_check_is_red_and_tells_no_secret(client, healthy):
    def broken() -> health.Part:
        raise RuntimeError("postgres://cpd:secret@database")

    with plugged_in(HealthCheck("broken", broken, "Broken")):
        assert red_parts(client) == {"broken"}
        assert "secret" not in client.get(reverse("readyz")).text


def test_a_warning_takes_nothing_away_and_is_told(client, healthy, cast, sign_in):
    def worn() -> health.Part:
        return health.Part(True, "It works and needs oil.", is_warning=True)

    out = StringIO()
    with plugged_in(HealthCheck("wheel", worn, "Wheel")):
        response = client.get(reverse("readyz"))
        call_command("ready", "wheel", stdout=out)
        page = sign_in(cast.ann).get(reverse("home:system-health")).text
    assert response.status_code == 200
    assert response.json()["status"] == "warning"
    assert response.json()["parts"]["wheel"] == {"status": "warning", "detail": "It works and needs oil."}
    assert out.getvalue() == "WARNING wheel: It works and needs oil.\n"
    assert "It works and needs oil." in page
    assert "Needs attention" in page


def test_the_page_of_the_system_says_whether_all_works(healthy, cast, sign_in):
    ann = sign_in(cast.ann)
    page = ann.get(reverse("home:system-health")).text
    assert ("Everything works</" in page) == (connection.vendor == "sqlite")
    assert "Not working" not in page
    assert "There has been no backup yet." in page
    tasks.record_heartbeat("backup")
    assert "The last backup was made on" in ann.get(reverse("home:system-health")).text
    Heartbeat.objects.filter(part="worker").delete()
    page = ann.get(reverse("home:system-health")).text
    assert "Worker" in page
    assert "Not working" in page


def test_a_dead_database_is_an_answer_and_not_a_crash(tmp_path):
    """Another process, whose database address leads to a port where nothing listens."""
    ask = (
        "import django, json; django.setup();"
        "from django.test import Client; c = Client(headers={'host': 'localhost'});"
        "print(json.dumps([c.get('/healthz').status_code, c.get('/readyz').status_code, c.get('/readyz').json()]))"
    )
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cpd_trust.settings",
        "LOCAL": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://cpd:hidden-word@127.0.0.1:1/cpd?connect_timeout=2",
        "REDIS_URL": "",
        "LOG_LEVEL": "CRITICAL",
    }
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, cwd=BASE_DIR, env=env, check=True
    )
    healthz, readyz, answer = json.loads(done.stdout)
    assert (healthz, readyz) == (200, 503)
    assert answer["parts"]["database"] == {
        "status": "red",
        "detail": "The check could not run. Check that the database server is running and DATABASE_URL is right.",
    }
    assert answer["parts"]["disk"]["status"] == "ok"
    assert "hidden-word" not in done.stdout


def test_the_command_says_the_same(healthy):
    out = StringIO()
    call_command("ready", stdout=out)
    assert "RED" not in out.getvalue()
    Heartbeat.objects.filter(part="worker").delete()
    with pytest.raises(CommandError, match=r"^Not ready: worker\.$"):
        call_command("ready", stdout=out)
    call_command("ready", "beat", stdout=out)
    with pytest.raises(CommandError, match="Not ready"):
        call_command("ready", "worker", stdout=out)
    with pytest.raises(CommandError, match="Unknown part: lungs"):
        call_command("ready", "lungs", stdout=out)


def test_only_the_worker_is_told_of_by_the_task_itself(db):
    tasks.heartbeat()
    assert set(Heartbeat.objects.values_list("part", flat=True)) == {"worker"}


def test_only_beat_is_told_of_by_sending_it(db):
    """No worker runs here: the message goes into the queue, and that much is known."""
    tasks.heartbeat.apply_async(expires=1)
    assert set(Heartbeat.objects.values_list("part", flat=True)) == {"beat"}


def test_beat_sends_the_heartbeat_once_a_minute():
    entry = settings.CELERY_BEAT_SCHEDULE["heartbeat"]
    assert entry["task"] == tasks.heartbeat.name
    assert entry["options"]["expires"] < 60


@pytest.mark.services
def test_a_real_worker_takes_the_heartbeat(transactional_db):
    """A worker of its own on the same broker and the same (test) database: it is heard while it runs."""
    env = os.environ | {"DATABASE_URL": url_of_the_test_database(), "LOCAL": "1", "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", "celery", "-A", "cpd_trust", "worker", "--pool=threads", "--concurrency=1"]
    worker = subprocess.Popen([*command, "--loglevel=CRITICAL"], cwd=BASE_DIR, env=env)
    try:
        tasks.heartbeat.apply_async(expires=50)
        deadline = time.monotonic() + 40
        while not Heartbeat.objects.filter(part="worker").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert health.heart("worker").ok
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def url_of_the_test_database() -> str:
    parts = connection.settings_dict
    return f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
