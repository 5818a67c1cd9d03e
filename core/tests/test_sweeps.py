"""Each run of a scheduled job is a row, written by what makes it a task; what the page and `/readyz` say of it."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from core import sweeps, tasks
from core.calendar import LONDON
from core.health import parts
from core.models import ScheduledRun
from core.plugins import by_key
from core.sweeps import KEPT_FOR, LATE_AFTER, Sweep, sweep_states
from cpd_trust.celery import app
from cpd_trust.tests.helpers import cost_of

pytestmark = pytest.mark.django_db
# Runs at minutes 0, 15, 30 and 45.
JOB = "core.forget_kept_forms"
TITLE = "Delete forms kept for longer than an hour"


def at(day: int, hour: int, minute: int = 0):
    return time_machine.travel(dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON), tick=False)


def state():
    return next(state for state in sweep_states() if state.title == TITLE)


def record(work, job=JOB):
    sweeps._recorded(job, work)


def fail():
    raise RuntimeError("Ada Example could not be reminded")


def test_every_job_of_the_schedule_is_recorded_and_has_words():
    """Also one that is added tomorrow: only the heartbeat has a row of its own already."""
    scheduled = {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}
    assert set(by_key(Sweep)) == scheduled - {tasks.heartbeat.name}
    app.loader.import_default_modules()
    assert scheduled <= set(app.tasks)


def test_a_run_that_did_something_is_kept_for_90_days_and_of_idle_ones_the_last():
    with at(2, 9):
        record(lambda: 3)
        record(lambda: 0)
        record(lambda: None)
        record(lambda: 0, job="core.take_in_readings")
    runs = ScheduledRun.objects.filter(job=JOB).order_by("pk")
    assert [(run.outcome, run.count) for run in runs] == [("done", 3), ("done", 0)]
    assert all(run.ended_at for run in runs)
    moment = runs[0].started_at
    for age, kept in ((KEPT_FOR - dt.timedelta(days=1), 1), (KEPT_FOR, 1), (KEPT_FOR + dt.timedelta(days=1), 0)):
        with time_machine.travel(moment + age, tick=False):
            record(lambda: 0)
        assert ScheduledRun.objects.filter(count=3).count() == kept


def test_a_run_that_failed_is_told_without_what_it_said():
    with at(2, 9):
        with pytest.raises(RuntimeError):
            record(fail)
        assert state().is_troubled
        part = parts(["sweeps"])["sweeps"]
        assert part.status == "warning"
        assert TITLE in part.detail
        assert "Monday 2 November 2026 at 09:00" in part.detail
        assert "Look in the worker's log" in part.detail
        assert "Ada" not in part.detail + str(list(ScheduledRun.objects.values()))
        record(lambda: 1)
        assert parts(["sweeps"])["sweeps"].status == "ok"
        assert (state().failures, state().has_failed) == (1, False)


def test_a_run_whose_worker_was_killed_is_told_once_it_can_no_longer_run():
    with at(2, 9):
        ScheduledRun.objects.create(job=JOB, started_at=dt.datetime(2026, 11, 2, 9, tzinfo=LONDON))
        assert not state().is_troubled
    limit = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
    for later, troubled in ((limit, False), (limit + dt.timedelta(seconds=1), True)):
        with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=LONDON) + later, tick=False):
            assert state().has_failed is troubled


def test_a_job_is_overdue_when_its_next_run_does_not_come():
    with at(2, 9):
        assert state().last is None
        assert not state().is_overdue
        record(lambda: 0)
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, 1, 30, tzinfo=LONDON)):
        assert state().next_at == dt.datetime(2026, 11, 2, 9, 15, tzinfo=LONDON)
    late = dt.datetime(2026, 11, 2, 9, 15, tzinfo=LONDON) + LATE_AFTER
    for moment, overdue in ((late, False), (late + dt.timedelta(seconds=1), True)):
        with time_machine.travel(moment, tick=False):
            assert state().is_overdue is overdue
            assert (f"Overdue: {TITLE}. Check that beat" in parts(["sweeps"])["sweeps"].detail) is overdue


def test_a_nightly_job_is_not_overdue_all_day():
    with at(2, 3, 40):
        record(lambda: 0, job="core.remove_stray_files")
    for day, hour, overdue in ((2, 23, False), (3, 3, False), (3, 4, True)):
        with at(day, hour):
            assert (parts(["sweeps"])["sweeps"].status == "warning") is overdue


def test_many_in_trouble_are_capped_in_words():
    with at(2, 9):
        for job in by_key(Sweep):
            record(lambda: 0, job=job)
    with at(20, 9):
        assert f"and {len(by_key(Sweep)) - 3} more. Check" in parts(["sweeps"])["sweeps"].detail


def test_the_real_task_is_recorded():
    tasks.forget_kept_forms()
    assert ScheduledRun.objects.get().outcome == "done"


def test_how_they_stand_costs_the_same_however_many_ran():
    record(lambda: 1)
    one = cost_of(sweep_states)
    for job in by_key(Sweep):
        for _ in range(3):
            record(lambda: 1, job=job)
    assert cost_of(sweep_states) == one == 2


def test_the_page_names_what_failed_and_what_to_do(cast, sign_in):
    with at(2, 9), pytest.raises(RuntimeError):
        record(fail)
    page = sign_in(cast.ann).get(reverse("home:system-health")).text
    assert TITLE in page
    assert "Look in the worker’s log for that time (RuntimeError)" in page
    assert "Ada Example could not" not in page
    assert "1 failed run in the last 90 days" in page


@pytest.mark.parametrize(("month", "day"), [(1, 15), (6, 15), (3, 28), (10, 24)])
def test_when_a_job_is_due_is_londons_time_all_year(month, day):
    """The last two are the evenings before the clocks change."""
    with time_machine.travel(dt.datetime(2026, month, day, 20, tzinfo=LONDON), tick=False):
        record(lambda: 0, job="core.remove_stray_files")
        nightly = next(state for state in sweep_states() if state.last)
    due = nightly.next_at.astimezone(LONDON)
    assert (due.month, due.day, due.hour, due.minute) == (month, day + 1, 3, 40)
