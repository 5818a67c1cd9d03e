"""Waking delivery once a transaction is committed: best effort, and never a page's problem.

The outbox table is the truth and a sweep on the beat schedule finds every row. Waking only makes it quick, so it
happens on threads of its own: a broker or a mail server that is down, or hangs, neither breaks a page nor slows it.
Many wishes at once become one message.
"""

import threading
import time

import structlog
from celery import current_task
from django.conf import settings
from django.db import connection, connections, transaction

log = structlog.get_logger(__name__)

# A page that knows an address must not answer later than one that doesn't: delivery begins when the answer is out.
AFTER_THE_ANSWER_SECONDS = 0.5


class Waker:
    """Sends the wake-up message, one at a time."""

    name = "wake-delivery"
    # A process that ends need not wait for the broker.
    is_daemon = True

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_wanted = False
        self._is_busy = False

    def __call__(self) -> None:
        """Wish for somebody to look into the outbox; return at once."""
        with self._lock:
            self._is_wanted = True
            if self._is_busy:
                return
            self._is_busy = True
        threading.Thread(target=self._work, name=self.name, daemon=self.is_daemon).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._is_wanted:
                    self._is_busy = False
                    return
                self._is_wanted = False
            self._send()

    def _send(self) -> None:
        from notifications.tasks import deliver_due

        try:
            deliver_due.apply_async(retry=False, expires=600)
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with the broker, the sweep finds the mail
            log.warning("delivery_not_woken", kind=type(error).__name__)


class Messenger(Waker):
    """Sends from this process itself, worker or none, the mails that somebody waits for at the screen."""

    name = "deliver-at-once"
    # A process that ended between the server's yes and our note of it would send a mail twice.
    is_daemon = False

    def _send(self) -> None:
        from notifications.services import deliver_at_once

        time.sleep(AFTER_THE_ANSWER_SECONDS)
        try:
            # A process that is about to end leaves the rest to a worker.
            while deliver_at_once().is_more_left and threading.main_thread().is_alive():
                pass
        except Exception as error:  # noqa: BLE001 -- whatever goes wrong, the row waits for a worker
            log.warning("not_delivered_at_once", kind=type(error).__name__)
        finally:
            connections.close_all()


_wake, _deliver_at_once = Waker(), Messenger()


def wake_delivery(topic: str = "") -> None:
    """Let a worker look into the outbox once this transaction is committed; once, however many mails it writes.

    A mail of a `topic` that goes at once is also sent by this process, unless a worker runs this already.
    """
    from notifications.models import Mail

    _after_commit(_wake)
    if topic in Mail.AT_ONCE and not settings.MAIL_IS_KEPT and not current_task:
        _after_commit(_deliver_at_once)


def _after_commit(waker: Waker) -> None:
    if not any(entry[1] == waker for entry in connection.run_on_commit):
        transaction.on_commit(waker, robust=True)
