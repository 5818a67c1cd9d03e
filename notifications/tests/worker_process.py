"""A real `celery worker` as a process of its own, which a test may kill at any moment."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from notifications.tests.smtp_sink import SmtpSink

BASE_DIR = Path(__file__).resolve().parents[2]


class CeleryWorker:
    """A worker on the test's own database and mail server.

    `queue`: the queue that it takes from; a name of its own keeps it from the work of other tests that run at once.
    `include`: a module with tasks of the test's own.
    """

    def __init__(
        self,
        database: str,
        sink: SmtpSink,
        folder: Path,
        *,
        queue: str = "celery",
        include: str = "notifications.tasks",
        concurrency: int = 2,
    ) -> None:
        self.concurrency = concurrency
        self.queue = queue
        self._log = folder / "worker.log"
        self._command = [
            *(sys.executable, "-m", "celery", "-A", "cpd_trust", "worker", "-I", include, "-Q", queue),
            *(
                "--pool=threads",
                f"--concurrency={concurrency}",
                "--loglevel=ERROR",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ),
        ]
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "notifications.tests.worker_settings",
            "WORKER_DATABASE": database,
            "WORKER_QUEUE": queue,
            "WORKER_MAIL_PORT": str(sink.port),
            "PYTHONWARNINGS": "ignore",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "CeleryWorker":
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=BASE_DIR, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        return self

    @property
    def words(self) -> str:
        """Return what the worker has said, for the message of a test that fails."""
        return self._log.read_text()[-3000:]

    def kill(self) -> None:
        """End the whole process group at once, as a power cut would. May be called from any thread."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self, seconds: float = 30) -> None:
        """Wait until a killed worker is gone."""
        if self._process is not None:
            self._process.wait(seconds)

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and end it when it takes too long."""
        if self.is_alive and self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self.kill()
            self._process.wait(10)


def wait_until(condition: Callable[[], bool], seconds: float = 60, say: Callable[[], str] = lambda: "") -> None:
    """Wait until the condition holds; fail with the words otherwise."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"Not after {seconds} seconds. {say()}")
        time.sleep(0.05)
