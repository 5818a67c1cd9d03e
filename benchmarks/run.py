"""Builds the large trust and prints what each page costs beside its bare view: `make bench`.

Every figure is a median of some rounds through Django's whole stack (middleware, sign-in, template) in one process,
ours and the bare view by turns, so that whatever else the machine does falls on both. Ratios are what counts; seconds
belong to the machine of the day. Exits 1 when a goal is missed.
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

from benchmarks import certificates, courses, training
from benchmarks.measuring import Page, compare, timed
from benchmarks.parts import PARTS, STEPS
from benchmarks.rows import settle

GOAL_PAGES = 2.5
GOAL_MATRIX = 1.2
GOAL_BUILDING = 600
# Said of the machine of the day, and no reason to fail.
SLOW = 0.150
SMALL, LARGE = 100_000, 1_000_000


def pages() -> list[Page]:
    """Return what is measured."""
    return [page for part in PARTS for page in part.pages()]


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


def measure(rounds: int, missed: list[str]) -> dict[str, float]:
    """Print what each page costs, add to `missed` what misses its goal, and return our seconds by name."""
    print(f"\n{'Page':<24}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}   (medians of {rounds})")
    found = {}
    for page in pages():
        ours, bare = compare(page, rounds)
        found[page.name] = ours
        slow = f"   more than {SLOW * 1000:.0f} ms" if ours > SLOW else ""
        print(f"{page.name:<24}{ours * 1000:>10.1f}{bare * 1000:>10.1f}{ours / bare:>8.2f}{slow}", flush=True)
        if ours / bare > GOAL_PAGES:
            missed.append(f"{page.name}: {ours / bare:.2f} × bare, the goal is {GOAL_PAGES}")
    return found


def main() -> int:
    """Build, measure, print. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
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
    matrix_small, _ = compare(matrix_of_one(), options.rounds)
    building += timed(f"{options.large:,} records", lambda: build_records(options.large, options.small))
    print(f"  {'altogether':<44} {building:8.1f} s")
    if building > GOAL_BUILDING:
        missed.append(f"Building took {building:.0f} s, the goal is {GOAL_BUILDING}")

    growth = measure(options.rounds, missed)[certificates.MATRIX] / matrix_small
    print(f"\nOne school's matrix with {options.large:,} records against {options.small:,}: {growth:.2f} ×")
    if growth > GOAL_MATRIX:
        missed.append(f"Matrix grows {growth:.2f} ×, the goal is {GOAL_MATRIX}")
    print(f"Approving a request: {courses.measure_approving(options.rounds) * 1000:.1f} ms (median)")
    for line in missed:
        print(f"Missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
