"""The demo's runner, for real: it starts the parts, keeps them alive, and leaves nothing running behind it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from cpd_trust import serve

BASE_DIR = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(data: Path, *words: str) -> set[int]:
    """The processes that run on this data folder, and have all these words in their command line."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_text().split("\0")
            if str(data) in (entry / "environ").read_text() and set(words) <= set(command):
                found.add(int(entry.name))
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def run(data: Path, *options: str, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "cpd_trust.serve", "--data", str(data), "--port", str(port), *options],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def running(tmp_path):
    """A way to start the demo, which is ended for certain with the test."""
    started = []

    def start(data: Path, port: int) -> "subprocess.Popen[str]":
        started.append(run(data, port=port))
        assert wait_for(lambda: serve.answers(port) or started[-1].poll() is not None, 240)
        assert started[-1].poll() is None, started[-1].communicate()[0]
        return started[-1]

    yield start
    for demo in started:
        demo.kill()
        demo.wait()
    for pid in processes(tmp_path):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.services
def test_demo_starts_lives_on_stops_and_keeps_its_data(running, tmp_path):
    data, port = tmp_path / "data", free_port()
    demo = running(data, port)
    with urllib.request.urlopen(f"http://localhost:{port}/account/login/") as page:
        assert page.status == 200

    # The worker is killed with its beat left behind: both are replaced, and there is one beat, not two.
    assert wait_for(lambda: len(processes(data, "celery", "--beat")) == 2, 30)
    first = processes(data, "celery", "--beat")
    os.kill(min(first), signal.SIGKILL)
    assert wait_for(lambda: len(processes(data, "celery", "--beat") - first) == 2, 40)
    assert not processes(data, "celery", "--beat") & first

    # Somebody starts it a second time.
    second = run(data, port=free_port())
    assert "running already" in second.communicate(timeout=30)[0]
    assert second.returncode == 1

    demo.send_signal(signal.SIGINT)
    words = demo.communicate(timeout=serve.GRACE_SECONDS + 10)[0]
    assert demo.returncode == 0, words
    assert f"Ready: http://localhost:{port}" in words
    assert processes(data) == set()

    key = (data / "secret_key").read_text()
    size = (data / "cpd.sqlite3").stat().st_size
    demo = running(data, port)
    assert (data / "secret_key").read_text() == key
    assert (data / "cpd.sqlite3").stat().st_size >= size
    # Even a runner that cannot say good-bye takes everything with it.
    demo.kill()
    assert wait_for(lambda: processes(data) == set(), 30)


def test_demo_says_that_its_port_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        demo = run(tmp_path, port=other.getsockname()[1])
        words = demo.communicate(timeout=60)[0]
    assert demo.returncode == 1
    assert "is taken by another program" in words
    assert "Traceback" not in words
    assert {entry.name for entry in tmp_path.iterdir()} == {"lock"}


def test_reset_throws_away_everything_but_the_lock(tmp_path):
    (tmp_path / "lock").touch()
    (tmp_path / "cpd.sqlite3").touch()
    (tmp_path / "files" / "2026").mkdir(parents=True)
    serve.forget(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["lock"]


def test_demo_uses_nothing_of_an_installation_beside_it(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        monkeypatch.setenv(name, "postgres://cpd@a-real-trust/cpd")
    monkeypatch.setenv("DATA_DIR", "/srv/a-real-trust")
    environment = serve.environment(tmp_path, 8000)
    assert "a-real-trust" not in "".join(environment.values())
    assert serve.environment(tmp_path, 8000)["SECRET_KEY"] == environment["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
