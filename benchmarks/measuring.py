"""Asking for pages and taking the time."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from people.models import Grant

WARMING_UP = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What is measured: its name, the role that looks, our address, and that of the bare view beside it."""

    name: str
    role: str
    ours: str
    bare: str


def timed(label: str, work: Callable[[], object]) -> float:
    """Run some work, say how long it took, and return the seconds."""
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    print(f"  {label:<44} {took:8.1f} s", flush=True)
    return took


def sign_in(role: str) -> Client:
    """Return a client signed in as the first holder of a role."""
    client = Client()
    person = Grant.objects.filter(role=role).order_by("pk").first().person  # type: ignore[union-attr]
    client.force_login(person, backend="people.backends.AuthenticationBackend")
    return client


def seconds(client: Client, url: str) -> float:
    """Return how long one answer took. Anything but 200 stops the run: a quick error is no quick page."""
    start = time.perf_counter()
    response = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    took = time.perf_counter() - start
    if response.status_code != 200 or not body:
        raise SystemExit(f"{url} answered {response.status_code}.")
    return took


def compare(page: Page, rounds: int) -> tuple[float, float]:
    """Return the medians of our page and of the bare view, asked by turns after some rounds to warm up."""
    client = sign_in(page.role)
    for _ in range(WARMING_UP):
        seconds(client, page.ours)
        seconds(client, page.bare)
    gc.collect()
    pairs = [(seconds(client, page.ours), seconds(client, page.bare)) for _ in range(rounds)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)
