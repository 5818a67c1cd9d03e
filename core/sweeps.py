"""What beat starts again and again, and how each run of it ended."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from celery import shared_task
from celery.schedules import BaseSchedule
from django.conf import settings
from django.db.models import Count, Max, Q

from core.calendar import now
from core.formatting import moment
from core.models import ScheduledRun
from core.plugins import Plugin, register, registered
from core.trust_settings import remembered

KEPT_FOR = dt.timedelta(days=90)
# A job that waits behind others for so long is late.
LATE_AFTER = dt.timedelta(minutes=15)
# So many are named where some trouble is told.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Sweep(Plugin):
    """A task of the schedule: its name in the queue and its title in words."""

    key: str
    title: str


def sweep(name: str, title: str) -> Callable[[Callable[[], int | None]], Any]:
    """Make a function the task of that name, and each run of it a row with what the function returns: how much it did.

    `title` stands on the administrator's page, so it says in words what is done. The settings of the trust are read
    once a run.
    """

    def as_task(work: Callable[[], int | None]) -> Any:
        @wraps(work)
        def run() -> None:
            _recorded(name, work)

        return shared_task(name=name, ignore_result=True)(run)

    register(Sweep(name, title))
    return as_task


def _recorded(job: str, work: Callable[[], int | None]) -> None:
    run = ScheduledRun.objects.create(job=job, started_at=now())
    try:
        with remembered():
            count = work() or 0
    except Exception as error:
        # The text of an error may hold a name; its kind says enough here, and the log has the rest.
        _end(run, ScheduledRun.Outcome.FAILED, problem=type(error).__name__)
        raise
    _end(run, ScheduledRun.Outcome.DONE, count=count)


def _end(run: ScheduledRun, outcome: str, *, count: int = 0, problem: str = "") -> None:
    """Write how a run ended. Of those that found nothing to do only the last is kept: some come every minute."""
    run.ended_at, run.outcome, run.count, run.problem = now(), outcome, count, problem
    run.save()
    idle = Q(job=run.job, outcome=ScheduledRun.Outcome.DONE, count=0, pk__lt=run.pk)
    ScheduledRun.objects.filter(idle | Q(started_at__lt=now() - KEPT_FOR)).delete()


@dataclass(frozen=True, slots=True)
class SweepState:
    """How a sweep stands: its last run, if there was one, when the next is due, and how often it failed lately."""

    title: str
    last: ScheduledRun | None
    next_at: dt.datetime
    failures: int

    @property
    def is_overdue(self) -> bool:
        """Return whether it should have run again by now. What never ran has not been waited for yet."""
        return self.last is not None and now() - self.next_at > LATE_AFTER

    @property
    def has_failed(self) -> bool:
        """Return whether its last run failed, or was broken off."""
        return self.last is not None and (self.last.outcome == ScheduledRun.Outcome.FAILED or self.last.is_broken_off)

    @property
    def is_troubled(self) -> bool:
        """Return whether somebody has to look at it."""
        return self.has_failed or self.is_overdue


def sweep_states() -> list[SweepState]:
    """Return how every sweep of the schedule stands, those in trouble first: two queries."""
    schedules: dict[str, BaseSchedule] = {
        job["task"]: job["schedule"] for job in settings.CELERY_BEAT_SCHEDULE.values()
    }
    failed = Count("pk", filter=Q(outcome=ScheduledRun.Outcome.FAILED))
    rows = ScheduledRun.objects.values_list("job").annotate(newest=Max("pk"), failures=failed).order_by()
    newest = {job: (pk, failures) for job, pk, failures in rows}
    runs = ScheduledRun.objects.in_bulk([pk for pk, _ in newest.values()])
    states = []
    for known in registered(Sweep):
        pk, failures = newest.get(known.key, (0, 0))
        last = runs.get(pk)
        since = last.started_at if last else now()
        # A crontab names minutes; what is left until then was measured a moment later than now.
        next_at = now() + schedules[known.key].remaining_estimate(since) + dt.timedelta(seconds=1)
        next_at = next_at.replace(second=0, microsecond=0)
        states.append(SweepState(known.title, last, next_at, failures))
    return sorted(states, key=lambda state: (not state.is_troubled, state.title))


def troubles_in_words(states: list[SweepState]) -> str:
    """Return which sweeps failed or are late and what to do, or "" where all is well."""
    late = [state.title for state in states if state.is_overdue]
    failed = [f"{state.title} ({moment(state.last.started_at)})" for state in states if state.last and state.has_failed]
    words = []
    if late:
        words.append(f"Overdue: {_some(late)}. Check that beat and a worker are running.")
    if failed:
        words.append(f"Failed: {_some(failed)}. Look in the worker's log for that time; the job runs again by itself.")
    return " ".join(words)


def _some(titles: list[str]) -> str:
    more = len(titles) - NAMED
    return "; ".join(titles[:NAMED]) + (f"; and {more} more" if more > 0 else "")
