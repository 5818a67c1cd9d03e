"""The heartbeat, by which `/readyz` knows that beat sends and a worker takes.

And sweeps of stray files, of kept forms, of readings that were set aside.
"""

from typing import Any

from celery import shared_task
from celery.signals import after_task_publish
from django.db import close_old_connections, connection

from core.audit import take_in_readings
from core.calendar import now
from core.kept_forms import forget_old
from core.models import Heartbeat
from core.stray_files import remove_stray_files
from core.sweeps import sweep

HEARTBEAT = "core.tasks.heartbeat"


def record_heartbeat(part: str) -> None:
    """Write down that `part` ("beat" or "worker") works at this moment."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now()})


@shared_task(name=HEARTBEAT, ignore_result=True)
def heartbeat() -> None:
    """Run in a worker, once a minute, and thereby show that the worker works."""
    record_heartbeat("worker")


@after_task_publish.connect(sender=HEARTBEAT)
def heartbeat_sent(**_: Any) -> None:
    """Run where the heartbeat was put into the queue. Only beat does that, so it shows that beat and queue work."""
    # Beat lives for weeks outside any request, and its connection may have died with a restart of the database.
    if not connection.in_atomic_block:
        close_old_connections()
    record_heartbeat("beat")


@sweep("core.remove_stray_files", "Delete files that no record names")
def sweep_stray_files() -> int:
    """Remove what undone uploads left behind."""
    return remove_stray_files()


@sweep("core.forget_kept_forms", "Delete forms kept for longer than an hour")
def forget_kept_forms() -> int:
    """Delete the forms that were kept for somebody who did not come back within the hour."""
    return forget_old()


@sweep("core.take_in_readings", "Complete the audit trail")
def sweep_readings() -> int:
    """Write into the audit trail what was read while somebody else held the database."""
    return take_in_readings()
