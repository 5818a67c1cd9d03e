"""The Celery application: a queue for waking work that already stands in the database.

Every task takes ids only and calls one service. A task that never runs loses nothing: a sweep on the
beat schedule finds the same rows again (`docs/decisions/0003-outbox.md`).
"""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_trust.settings")

app = Celery("cpd_trust")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_pages_do(**_: Any) -> None:
    """Let the worker and the beat write their lines as `core.logs` does, at LOG_LEVEL: without words or tokens."""
    dictConfig(settings.LOGGING)


@worker_ready.connect
def look_at_the_role(**_: Any) -> None:
    """Warn where the worker could put the database's triggers aside."""
    from core.owner import warn_in_log

    warn_in_log()
