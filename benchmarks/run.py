"""Builds the large trust and prints what each page costs beside its bare view: `make bench`.

Every figure is a median of some rounds through Django's whole stack (middleware, sign-in, template) in one process,
ours and the bare view by turns, so that whatever else the machine does falls on both. Ratios are what counts; seconds
belong to the machine of the day. Exits 1 when a goal is missed.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import build
from courses.models import Request
from courses.services.deciding import approve_request
from people.models import Grant, Person, School

GOAL_PAGES = 2.5
GOAL_MATRIX = 1.2
SMALL, LARGE = 100_000, 1_000_000


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
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
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


def compare(client: Client, ours: str, bare: str, rounds: int) -> tuple[float, float]:
    """Return the medians of our page and of the bare view, asked by turns after one round to warm up."""
    seconds(client, ours)
    seconds(client, bare)
    pairs = [(seconds(client, ours), seconds(client, bare)) for _ in range(rounds)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def pages() -> list[tuple[str, str, str, str]]:
    """Return what is measured: name, role that looks, our address, the bare address."""
    school = School.objects.schools().order_by("pk")[10]
    somebody = Person.objects.order_by("pk")[4000]
    return [
        ("People list", "administrator", reverse("people:person-list"), "/bare/people"),
        ("Search people", "administrator", reverse("people:person-list") + "?q=Last40", "/bare/search?q=Last40"),
        ("Profile", "administrator", somebody.get_absolute_url(), f"/bare/profile?id={somebody.public_id}"),
        ("Request queue", "executive_lead", reverse("courses:request-queue"), "/bare/queue"),
        ("Register of bookings", "booking_officer", reverse("courses:register"), "/bare/register"),
        ("CPD records", "executive_lead", reverse("training:record-list"), "/bare/records"),
        (
            "One school's matrix",
            "executive_lead",
            reverse("certificates:matrix", args=[school.public_id]),
            f"/bare/matrix?school={school.public_id}",
        ),
        ("Trust summary", "executive_lead", reverse("certificates:trust-matrix"), "/bare/summary"),
    ]


def measure_approving(rounds: int) -> float:
    """Return the median seconds of approving a request as its Headteacher, and put nothing back: each is another."""
    times = []
    for request in Request.objects.filter(status="deciding", undecided_stages=2).order_by("pk")[:rounds]:
        head = Grant.objects.get(role="headteacher", school=request.school).person
        if head.pk == request.applicant_id:
            continue
        start = time.perf_counter()
        approve_request(request=request, actor=head)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def build_all(records: int) -> None:
    """Build people, requests and the first records."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    timed("100 schools, 12,000 people", build.build_people)
    timed("60,000 requests with stages and decisions", build.build_requests)
    timed("requirements", build.build_requirements)
    timed(f"{records:,} records", lambda: build.build_records(records))


def main() -> int:
    """Build, measure, print. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--large", type=int, default=LARGE)
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("The benchmark needs PostgreSQL: make bench")
    print("Building")
    build_all(options.small)
    matrix = next(page for page in pages() if page[0] == "One school's matrix")
    matrix_small, _ = compare(sign_in(matrix[1]), matrix[2], matrix[3], options.rounds)
    timed(f"{options.large:,} records", lambda: build.build_records(options.large, options.small))

    print(f"\n{'Page':<24}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}   (medians of {options.rounds})")
    missed = []
    matrix_large = 0.0
    for name, role, ours, bare in pages():
        our_time, bare_time = compare(sign_in(role), ours, bare, options.rounds)
        ratio = our_time / bare_time
        print(f"{name:<24}{our_time * 1000:>10.1f}{bare_time * 1000:>10.1f}{ratio:>8.2f}", flush=True)
        if ratio > GOAL_PAGES:
            missed.append(f"{name}: {ratio:.2f} × bare, the goal is {GOAL_PAGES}")
        if name == matrix[0]:
            matrix_large = our_time
    growth = matrix_large / matrix_small
    print(f"\nOne school's matrix with {options.large:,} records against {options.small:,}: {growth:.2f} ×")
    if growth > GOAL_MATRIX:
        missed.append(f"Matrix grows {growth:.2f} ×, the goal is {GOAL_MATRIX}")
    print(f"Approving a request: {measure_approving(options.rounds) * 1000:.1f} ms (median)")
    for line in missed:
        print(f"Missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
