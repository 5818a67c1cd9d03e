"""Serving the project and the floor, asking both for pages, and taking the time."""

import gzip
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cache import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Grant, Person

WARMING_UP = 5
CLIENTS, WORKERS = 8, 2
OURS = "people.backends.AuthenticationBackend"
DJANGOS = "django.contrib.auth.backends.ModelBackend"
# A role that no grant gives: somebody with a post and no role.
STAFF = "teacher"


@dataclass(frozen=True, slots=True)
class Page:
    """What is measured: its name, the role that looks, our address, and that of the plain page of the floor."""

    name: str
    role: str
    ours: str
    floor: str


@dataclass(frozen=True, slots=True)
class Served:
    """A project that gunicorn serves, and with which backend its sessions are made."""

    port: int
    process: int
    backend: str

    def cookie(self, person: Person) -> str:
        """Return the cookie of a new session of a person."""
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = self.backend
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def memory(self) -> float:
        """Return how many megabytes a worker holds, the largest counts."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
        return max(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page costs: seconds at one client (median, 95th percentile), answers a second at several, bytes sent."""

    median: float
    p95: float
    answers: float
    sent: int


@contextmanager
def served(application: str, settings_module: str, backend: str) -> Iterator[Served]:
    """Serve a project over loopback with two workers for as long as the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    process = subprocess.Popen(  # noqa: S603
        [*command, "--log-level", "error"], env=os.environ | {"DJANGO_SETTINGS_MODULE": settings_module}
    )
    try:
        for _ in range(300):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Served(port, process.pid, backend)
    finally:
        process.terminate()
        process.wait()


def timed(label: str, work: Callable[[], object]) -> float:
    """Run some work, say how long it took, and return the seconds."""
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    print(f"  {label:<44} {took:8.1f} s", flush=True)
    return took


def holder(role: str) -> Person:
    """Return the first holder of a role; for `STAFF` the first with a post and without any role."""
    if role == STAFF:
        return Person.objects.filter(posts__isnull=False, grants=None).order_by("pk")[0]
    return Grant.objects.filter(role=role).select_related("person").order_by("pk")[0].person


def fetch(server: Served, url: str, cookie: str) -> tuple[float, int]:
    """Return how long an answer took and how many bytes were sent. Anything but 200 stops the run."""
    start = time.perf_counter()
    door = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    door.request("GET", url, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Host": f"localhost:{server.port}"})
    answer = door.getresponse()
    body = answer.read()
    took = time.perf_counter() - start
    door.close()
    if answer.status != 200 or not body:
        raise SystemExit(f"{url} answered {answer.status}: a quick error is no quick page.")
    return took, len(body if answer.headers["Content-Encoding"] else gzip.compress(body))


def crowd(server: Served, url: str, cookie: str, seconds: float) -> float:
    """Return how many answers a second several clients get who ask without a pause."""
    end = time.perf_counter() + seconds
    found: list[int] = []

    def ask() -> None:
        number = 0
        while time.perf_counter() < end:
            fetch(server, url, cookie)
            number += 1
        found.append(number)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found) / (time.perf_counter() - start)


def compare(page: Page, ours: Served, floor: Served, rounds: int, seconds: float) -> tuple[Cost, Cost]:
    """Return what our page and the floor's cost: asked by turns at one client after some rounds, then by many."""
    person = holder(page.role)
    asked = [(ours, page.ours, ours.cookie(person)), (floor, page.floor, floor.cookie(person))]
    for one in asked * WARMING_UP:
        fetch(*one)
    taken = [[fetch(*one) for one in asked] for _ in range(rounds)]
    costs = []
    for one, answers in zip(asked, zip(*taken, strict=True), strict=True):
        times = sorted(took for took, _ in answers)
        p95 = times[min(round(0.95 * len(times)), len(times) - 1)]
        sent = max(size for _, size in answers)
        costs.append(Cost(statistics.median(times), p95, crowd(*one, seconds) if seconds else 0, sent))
    return costs[0], costs[1]


def statements(page: Page) -> int:
    """Return how many statements our page takes, with the session in Redis."""
    client = Client(headers={"host": "localhost"})
    client.force_login(holder(page.role), backend=OURS)
    client.get(page.ours)
    with CaptureQueriesContext(connection) as seen:
        b"".join(client.get(page.ours))
    return len(seen)


def median_of(rows: Iterable[Any], deed: Callable[[Any], object]) -> float:
    """Return the median seconds of a deed on each of some rows, after some to warm up."""
    times = []
    for row in rows:
        start = time.perf_counter()
        deed(row)
        times.append(time.perf_counter() - start)
    return statistics.median(times[WARMING_UP:])
