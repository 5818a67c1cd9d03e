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
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks import certificates, courses, home, reports, training
from benchmarks.measuring import DJANGOS, OURS, Cost, Page, Served, compare, served, statements, timed
from benchmarks.parts import PARTS, STEPS
from benchmarks.rows import settle
from core.calendar import today
from core.formatting import long_date

GOAL_PAGES, GOAL_HOME, GOAL_QUEUE = 2.5, 3, 4
GOAL_ANSWERS = 1 / 3
GOAL_STATEMENTS = 20
GOAL_SENT = 60_000
GOAL_MATRIX = 1.2
GOAL_ALTOGETHER = 12 * 60
# The page of the documentation, and where what was measured begins on it.
WRITTEN, BEGINS = Path("docs/performance.md"), "## The last measurement\n"
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
    timed("a report", reports.build)


def matrix_of_one() -> Page:
    """Return the page that must not grow with the number of records."""
    return next(page for page in certificates.pages() if page.name == certificates.MATRIX)


def goal_of(page: Page) -> float:
    """Return how many times the floor a page may cost at one client."""
    if page in home.pages():
        return GOAL_HOME
    return GOAL_QUEUE if page.name == courses.QUEUE else GOAL_PAGES


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page costs, ours and the floor's."""

    page: Page
    ours: Cost
    floor: Cost
    statements: int

    @property
    def ratio(self) -> float:
        """Return how many times the floor it takes at one client."""
        return self.ours.median / self.floor.median

    @property
    def share(self) -> float:
        """Return its answers at eight clients as a share of the floor's."""
        return self.ours.answers / self.floor.answers

    def missed(self) -> list[str]:
        """Return the goals that it misses, in words."""
        goal, is_home = goal_of(self.page), self.page in home.pages()
        facts = [
            (self.ratio > goal, f"{self.ratio:.2f} × the floor, the goal is {goal}"),
            (
                self.share < GOAL_ANSWERS and not is_home,
                f"{self.share:.2f} of the floor's answers, the goal is a third",
            ),
            (self.statements > GOAL_STATEMENTS and is_home, f"{self.statements} statements of {GOAL_STATEMENTS}"),
            (self.ours.sent > GOAL_SENT, f"{self.ours.sent / 1000:.0f} kB of {GOAL_SENT / 1000:.0f}"),
        ]
        return [f"{self.page.name}: {words}" for is_missed, words in facts if is_missed]

    def cells(self) -> list[str]:
        """Return its line of the table."""
        times = (self.ours.median, self.ours.p95, self.floor.median)
        return [
            self.page.name,
            *(f"{seconds * 1000:.1f}" for seconds in times),
            f"{self.ratio:.2f}",
            *(f"{number:.1f}" for number in (self.ours.answers, self.floor.answers)),
            f"{self.share:.2f}",
            str(self.statements),
            f"{self.ours.sent / 1000:.1f}",
        ]


HEADINGS = ["Page", "median, ms", "p95", "floor", "ratio", "a second at 8", "floor", "share", "SQL", "kB"]


def line_of(cells: list[str]) -> str:
    """Return a line of the table: of Markdown, and its columns under each other."""
    first, *rest = cells
    widths = [max(len(heading), 6) for heading in HEADINGS[1:]]
    return f"| {first:<34} | " + " | ".join(f"{cell:>{width}}" for cell, width in zip(rest, widths, strict=True)) + " |"


def measure(ours: Served, floor: Served, rounds: int, seconds: float) -> list[Measured]:
    """Measure every page and print its line as it comes."""
    print("\n" + line_of(HEADINGS))
    found = []
    for page in [page for part in PARTS for page in part.pages()]:
        number = statements(page)
        found.append(Measured(page, *compare(page, ours, floor, rounds, seconds), number))
        print(line_of(found[-1].cells()), flush=True)
    return found


def write(measured: list[Measured], notes: list[str], machine: str) -> None:
    """Put what was measured on the page of the documentation, with the day and the machine in words."""
    text, _, _ = WRITTEN.read_text().partition(BEGINS)
    rule = "|---|" + "---:|" * (len(HEADINGS) - 1)
    table = [line_of(HEADINGS), rule, *(line_of(one.cells()) for one in measured)]
    WRITTEN.write_text("\n".join([text + BEGINS, f"{long_date(today())}, {machine}.", "", *table, "", *notes, ""]))


def main() -> int:
    """Build, measure, print. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.5, help="how long eight clients ask for each page")
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--write", metavar="MACHINE", help=f"write the table into {WRITTEN}; the machine in words")
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("The benchmark needs PostgreSQL: make bench")
    print("Building")
    start = time.perf_counter()
    build_all(options.small)
    with (
        served("cpd_trust.wsgi", "benchmarks.settings", OURS) as ours,
        served("django.core.wsgi:get_wsgi_application()", "benchmarks.floor.settings", DJANGOS) as floor,
    ):
        matrix_small, _ = compare(matrix_of_one(), ours, floor, options.rounds, 0)
        timed(f"{options.large:,} records", lambda: build_records(options.large, options.small))
        measured = measure(ours, floor, options.rounds, options.seconds)
        memory = f"A worker holds {ours.memory():.0f} MB, one of the floor {floor.memory():.0f} MB."
    [matrix] = [one for one in measured if one.page.name == certificates.MATRIX]
    growth = matrix.ours.median / matrix_small.median
    verbs = courses.measure_verbs(options.rounds) | training.measure_verbs(options.rounds)
    took = time.perf_counter() - start
    missed = [words for one in measured for words in one.missed()]
    if growth > GOAL_MATRIX:
        missed.append(f"{certificates.MATRIX}: grows {growth:.2f} ×, the goal is {GOAL_MATRIX}")
    if took > GOAL_ALTOGETHER:
        missed.append(f"Altogether {took:.0f} s, the goal is {GOAL_ALTOGETHER}")
    notes = [
        memory,
        f"{certificates.MATRIX} with {options.large:,} records against {options.small:,}: {growth:.2f} ×.",
        *(f"{words}: {seconds * 1000:.1f} ms (median)." for words, seconds in verbs.items()),
        f"Building and measuring took {took / 60:.1f} minutes.",
    ]
    notes = [f"- {note}" for note in notes] + ["", "Goals missed:", "", *(f"- {words}" for words in missed or ["none"])]
    print("", *notes, sep="\n")
    if options.write:
        write(measured, notes, options.write)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
