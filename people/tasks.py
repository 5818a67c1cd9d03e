"""Work on staff imports beside the web server, and a sweep of ended sessions.

A task carries an id; the import's row says what is to be done.
"""

import logging
from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from core.trust_settings import remembered
from people.services import imports

log = logging.getLogger(__name__)


@shared_task(name="people.work_on_import")
def work_on_import(import_id: int) -> None:
    """Rehearse or apply an import, whichever it waits for."""
    with remembered():
        imports.work_on(import_id)


@shared_task(name="people.sweep_imports")
def sweep_imports() -> None:
    """Carry on every import that nobody works on: the queue was down, or a worker died."""
    for import_id in imports.sweep_imports():
        work_on_import(import_id)


@shared_task(name="people.forget_sessions", ignore_result=True)
def forget_sessions() -> None:
    """Delete sessions that have expired, and what was noted of sessions that are gone."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    for row in UserSession.objects.all():
        if not row.exists():
            row.delete()


def wake(import_id: int) -> None:
    """Ask for a worker. When the queue is down the sweep finds the import a minute later."""
    try:
        work_on_import.apply_async((import_id,), retry=False)
    except (OperationalError, OSError):
        log.warning("The queue is down; import %s waits for the sweep.", import_id)
