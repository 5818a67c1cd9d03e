"""The demo's runner, for real: it starts the parts, keeps them alive, and leaves nothing running behind it."""

import contextlib
import json
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
from notifications.tests.smtp_sink import free_port

BASE_DIR = Path(__file__).resolve().parents[2]


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


class Demo:
    """One start of the runner. Its words go to a file: nobody needs to read along, as with a pipe."""

    def __init__(self, data: Path, port: int) -> None:
        self.words_file = data.with_name(f"words-{time.monotonic_ns()}")
        command = [sys.executable, "-m", "cpd_trust.serve", "--data", str(data), "--port", str(port)]
        with self.words_file.open("w") as words:
            self.process = subprocess.Popen(command, cwd=BASE_DIR, stdout=words, stderr=subprocess.STDOUT)

    @property
    def words(self) -> str:
        return self.words_file.read_text()

    def ended(self, seconds: float) -> int:
        return self.process.wait(timeout=seconds)


@pytest.fixture
def begin(tmp_path):
    """A way to start the demo, which is ended for certain with the test."""
    started = []

    def begin(data: Path, port: int) -> Demo:
        started.append(Demo(data, port))
        return started[-1]

    yield begin
    for demo in started:
        demo.process.kill()
        demo.process.wait()
    for pid in processes(tmp_path):
        os.kill(pid, signal.SIGKILL)


def until_ready(demo: Demo, port: int) -> None:
    assert wait_for(lambda: serve.answers(port) or demo.process.poll() is not None, 300)
    assert demo.process.poll() is None, demo.words


@pytest.mark.services
def test_demo_starts_lives_on_stops_and_keeps_its_data(begin, tmp_path):
    data, port = tmp_path / "data", free_port()

    # Somebody changes their mind while the trust is being built: nothing half-built is left to stumble over.
    demo = begin(data, port)
    assert wait_for(lambda: "Building" in demo.words, 120)
    demo.process.send_signal(signal.SIGINT)
    assert demo.ended(30) == 0
    assert processes(data) == set()

    demo = begin(data, port)
    until_ready(demo, port)
    with urllib.request.urlopen(f"http://localhost:{port}/account/login/") as page:
        assert page.status == 200

    # The worker is killed with its beat left behind: both are replaced, and there is one beat, not two.
    assert wait_for(lambda: len(processes(data, "celery", "--beat")) == 2, 30)
    first = processes(data, "celery", "--beat")
    os.kill(min(first), signal.SIGKILL)
    assert wait_for(lambda: len(processes(data, "celery", "--beat") - first) == 2, 40)
    assert not processes(data, "celery", "--beat") & first

    # Somebody starts it a second time.
    second = begin(data, free_port())
    assert second.ended(60) == 1
    assert "running already" in second.words

    demo.process.send_signal(signal.SIGINT)
    assert demo.ended(serve.GRACE_SECONDS + 15) == 0, demo.words
    assert f"Ready: http://localhost:{port}" in demo.words
    assert processes(data) == set()

    key = (data / "secret_key").read_text()
    demo = begin(data, port)
    until_ready(demo, port)
    assert (data / "secret_key").read_text() == key
    assert "Building" not in demo.words
    # Even a runner that cannot say good-bye takes everything with it.
    demo.process.kill()
    assert wait_for(lambda: processes(data) == set(), 30)


def test_demo_says_that_its_port_is_taken(begin, tmp_path):
    data = tmp_path / "data"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        demo = begin(data, other.getsockname()[1])
        assert demo.ended(60) == 1
    assert "is taken by another program" in demo.words
    assert "Traceback" not in demo.words
    assert {entry.name for entry in data.iterdir()} == {"lock"}


def test_reset_throws_away_everything_but_the_lock(tmp_path):
    (tmp_path / "lock").touch()
    (tmp_path / "cpd.sqlite3").touch()
    (tmp_path / "files" / "2026").mkdir(parents=True)
    serve.forget(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["lock"]


@pytest.fixture
def earlier_demo(tmp_path):
    """A folder with a database, and no note of the version that made it."""
    (tmp_path / "cpd.sqlite3").write_text("rows")
    (tmp_path / "demo-sign-ins.json").touch()
    return tmp_path


def test_a_demo_of_an_earlier_version_is_built_anew(earlier_demo, capsys):
    serve.forget_if_outdated(earlier_demo)
    assert list(earlier_demo.iterdir()) == []
    assert (
        "made by another version of the system, so it is built again; what was entered goes" in capsys.readouterr().out
    )


def test_a_demo_whose_migration_was_written_anew_is_built_anew(earlier_demo):
    noted = serve.version() | {"core/migrations/0001_initial.py": "0" * 64}
    (earlier_demo / "version.json").write_text(json.dumps(noted))
    serve.forget_if_outdated(earlier_demo)
    assert list(earlier_demo.iterdir()) == []


def test_a_demo_whose_own_code_has_changed_is_built_anew(earlier_demo):
    (earlier_demo / "version.json").write_text(json.dumps(serve.version() | {"demo": "0" * 64}))
    serve.forget_if_outdated(earlier_demo)
    assert list(earlier_demo.iterdir()) == []


def test_a_demo_that_today_only_adds_to_is_kept(earlier_demo):
    earlier = dict(list(serve.version().items())[:-1])
    (earlier_demo / "version.json").write_text(json.dumps(earlier))
    serve.forget_if_outdated(earlier_demo)
    assert (earlier_demo / "cpd.sqlite3").read_text() == "rows"


def test_a_database_that_is_not_the_demos_is_left_alone(earlier_demo):
    (earlier_demo / "demo-sign-ins.json").unlink()
    with pytest.raises(serve.Refused, match="Nothing was changed"):
        serve.forget_if_outdated(earlier_demo)
    assert (earlier_demo / "cpd.sqlite3").read_text() == "rows"


def test_demo_uses_nothing_of_an_installation_beside_it(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        monkeypatch.setenv(name, "postgres://cpd@a-real-trust/cpd")
    monkeypatch.setenv("DATA_DIR", "/srv/a-real-trust")
    environment = serve.environment(tmp_path, 8000)
    assert "a-real-trust" not in "".join(environment.values())
    assert serve.environment(tmp_path, 8000)["SECRET_KEY"] == environment["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
