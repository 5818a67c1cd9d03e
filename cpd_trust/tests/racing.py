"""Racing: the same moment, twice or more, on threads with database connections of their own.

Use it in tests marked `race` with the committed `live_cast`. A race proves something only beside its twin: the same
deed without lock and second look must show at least one double in the same harness.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from conftest import LONG

PATIENCE = 60


def rounds(by_night: int) -> int:
    """Return how often two meet: a twin needs a few rounds to show its double, so by day twenty are enough."""
    return by_night if LONG else min(by_night, 20)


@dataclass(frozen=True, slots=True)
class Finish:
    """How one contender came through one round: what it returned, or what it raised."""

    value: Any = None
    error: Exception | None = None

    @property
    def won(self) -> bool:
        """Return whether it did what it set out to do."""
        return self.error is None


def race(*contenders: Sequence[Callable[[], Any]]) -> list[tuple[Finish, ...]]:
    """Run the contenders' rounds side by side and return the finishes of each round, in the contenders' order.

    `contenders`: for each the deeds of its rounds, all of one length. A barrier lets every round start at once. Each
    contender keeps one thread and one connection for all rounds, closed at the end. An error of a deed is a finish;
    only a harness that hangs raises (`BrokenBarrierError`).
    """
    lengths = {len(deeds) for deeds in contenders}
    if len(lengths) != 1:
        raise ValueError("Every contender runs the same number of rounds.")
    rounds = lengths.pop()
    barrier = threading.Barrier(len(contenders), timeout=PATIENCE)
    finishes: list[list[Finish]] = [[] for _ in contenders]

    def run(deeds: Sequence[Callable[[], Any]], results: list[Finish]) -> None:
        try:
            for deed in deeds:
                barrier.wait()
                try:
                    results.append(Finish(value=deed()))
                except Exception as error:  # noqa: BLE001 -- losing is a result
                    results.append(Finish(error=error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in zip(contenders, finishes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(len(results) != rounds for results in finishes):
        raise threading.BrokenBarrierError("A contender never came to the start.")
    return list(zip(*finishes, strict=True))


def losers(finishes: Sequence[tuple[Finish, ...]]) -> set[type[Exception]]:
    """Return the kinds of errors with which contenders lost."""
    return {type(finish.error) for round_ in finishes for finish in round_ if finish.error is not None}
