"""Builds the large trust and prints what each page costs beside the floor: `make bench`.

The project and the floor (`benchmarks/floor/`) run behind gunicorn with two workers each, over loopback, with Redis for
cache and sessions. One client asks both by turns, so that whatever else the machine does falls on both; then eight
clients ask for one page without a pause. Ratios are what counts; seconds belong to the machine of the day. Exits 1 when
a goal is missed.
"""

import argparse
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks import certificates, courses, home, training
from benchmarks.measuring import DJANGOS, OURS, Page, Served, compare, served, statements, timed
from benchmarks.parts import PARTS, STEPS
from benchmarks.rows import settle

GOAL_PAGES, GOAL_HOME, GOAL_QUEUE = 2.5, 3, 4
GOAL_ANSWERS = 1 / 3
GOAL_STATEMENTS = 20
GOAL_SENT = 60_000
GOAL_MATRIX = 1.2
GOAL_BUILDING = 600
SMALL, LARGE = 100_000, 1_000_000


def build_records(total: int, already: int = 0) -> None:
    """Go on from `already` records to `total`, with their awards."""
    training.build(total, already)
    certificates.build(total, already)
    settle()


def build_all(records: int) -> None:
    """Build everything, with the first records."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    for label, step in STEPS:
        timed(label, step)
    timed(f"{records:,} records", lambda: build_records(records))


def matrix_of_one() -> Page:
    """Return the page that must not grow with the number of records."""
    return next(page for page in certificates.pages() if page.name == certificates.MATRIX)


def goal_of(page: Page) -> float:
    """Return how many times the floor a page may cost at one client."""
    if page in home.pages():
        return GOAL_HOME
    return GOAL_QUEUE if page.name == courses.QUEUE else GOAL_PAGES


def measure(ours: Served, floor: Served, rounds: int, seconds: float, missed: list[str]) -> dict[str, float]:
    """Print what each page costs, add to `missed` what misses its goal, and return our medians by name."""
    print(
        f"\n{'':<26}{'ms at one client':^40}{'a second at eight':^25}\n"
        f"{'Page':<26}{'median':>9}{'p95':>8}{'floor':>9}{'ratio':>8}{'':>6}{'ours':>8}{'floor':>8}{'share':>8}"
        f"{'SQL':>7}{'kB':>7}"
    )
    found = {}
    for page in [page for part in PARTS for page in part.pages()]:
        number = statements(page)
        mine, plain = compare(page, ours, floor, rounds, seconds)
        found[page.name] = mine.median
        ratio, share = mine.median / plain.median, mine.answers / plain.answers
        print(
            f"{page.name:<26}{mine.median * 1000:>9.1f}{mine.p95 * 1000:>8.1f}{plain.median * 1000:>9.1f}{ratio:>8.2f}"
            f"{'':>6}{mine.answers:>8.1f}{plain.answers:>8.1f}{share:>8.2f}{number:>7}{mine.sent / 1000:>7.1f}",
            flush=True,
        )
        if ratio > goal_of(page):
            missed.append(f"{page.name}: {ratio:.2f} × the floor, the goal is {goal_of(page)}")
        if share < GOAL_ANSWERS and page not in home.pages():
            missed.append(f"{page.name}: {share:.2f} of the floor's answers at eight clients, the goal is a third")
        if number > GOAL_STATEMENTS and page in home.pages():
            missed.append(f"{page.name}: {number} statements, the goal is {GOAL_STATEMENTS}")
        if mine.sent > GOAL_SENT:
            missed.append(f"{page.name}: {mine.sent / 1000:.0f} kB, the goal is {GOAL_SENT / 1000:.0f}")
    print(f"\nA worker holds {ours.memory():.0f} MB, of the floor {floor.memory():.0f} MB.")
    return found


def main() -> int:
    """Build, measure, print. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--seconds", type=float, default=2, help="how long eight clients ask for each page")
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--large", type=int, default=LARGE)
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("The benchmark needs PostgreSQL: make bench")
    missed: list[str] = []
    print("Building")
    start = time.perf_counter()
    build_all(options.small)
    building = time.perf_counter() - start
    with (
        served("cpd_trust.wsgi", "benchmarks.settings", OURS) as ours,
        served("django.core.wsgi:get_wsgi_application()", "benchmarks.floor.settings", DJANGOS) as floor,
    ):
        matrix_small, _ = compare(matrix_of_one(), ours, floor, options.rounds, 0)
        building += timed(f"{options.large:,} records", lambda: build_records(options.large, options.small))
        print(f"  {'altogether':<44} {building:8.1f} s")
        if building > GOAL_BUILDING:
            missed.append(f"Building took {building:.0f} s, the goal is {GOAL_BUILDING}")
        medians = measure(ours, floor, options.rounds, options.seconds, missed)
    growth = medians[certificates.MATRIX] / matrix_small.median
    print(f"One school's matrix with {options.large:,} records against {options.small:,}: {growth:.2f} ×")
    if growth > GOAL_MATRIX:
        missed.append(f"Matrix grows {growth:.2f} ×, the goal is {GOAL_MATRIX}")
    print(f"Approving a request: {courses.measure_approving(options.rounds) * 1000:.1f} ms (median)")
    for line in missed:
        print(f"Missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
