"""Work on staff imports beside the web server, and a sweep of ended sessions.

A task carries an id; the import's row says what is to be done.
"""

import logging
from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from core.sweeps import sweep
from core.trust_settings import remembered
from people.models import Person
from people.services import imports
from people.services.people import send_invitations

log = logging.getLogger(__name__)


@shared_task(name="people.work_on_import")
def work_on_import(import_id: int) -> None:
    """Rehearse or apply an import, whichever it waits for."""
    with remembered():
        imports.work_on(import_id)


@sweep("people.sweep_imports", "Carry on interrupted staff imports")
def sweep_imports() -> int:
    """Carry on every import that nobody works on: the queue was down, or a worker died."""
    found = imports.sweep_imports()
    for import_id in found:
        work_on_import(import_id)
    return len(found)


@sweep("people.forget_sessions", "Delete expired sessions")
def forget_sessions() -> int:
    """Delete sessions that have expired, and what was noted of sessions that are gone."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    gone = [row.pk for row in UserSession.objects.all() if not row.exists()]
    UserSession.objects.filter(pk__in=gone).delete()
    return len(gone)


def wake(import_id: int) -> None:
    """Ask for a worker. When the queue is down the sweep finds the import a minute later."""
    try:
        work_on_import.apply_async((import_id,), retry=False)
    except (OperationalError, OSError):
        log.warning("The queue is down; import %s waits for the sweep.", import_id)


@sweep("people.send_invitations", "Send invitations")
def send_waiting_invitations() -> int:
    """Send the invitations that were asked for, and ask for another run where more of them wait."""
    sent = send_invitations()
    if Person.objects.awaiting_invitation().exists():
        wake_invitations()
    return sent


def wake_invitations() -> None:
    """Ask for a worker to send invitations. When the queue is down the sweep finds them a minute later."""
    try:
        send_waiting_invitations.apply_async(retry=False)
    except (OperationalError, OSError):
        log.warning("The queue is down; invitations wait for the sweep.")
