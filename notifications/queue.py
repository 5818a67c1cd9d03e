"""Waking a worker once a transaction is committed: best effort, and never a page's problem.

The outbox table is the truth and a sweep on the beat schedule finds every row. Waking only makes it quick, so it
happens on a thread of its own: a broker that is down, or hangs, neither breaks a page nor slows it. Many wishes at
once become one message.
"""

import threading

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)


class Waker:
    """Sends the wake-up message, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_wanted = False
        self._is_busy = False

    def __call__(self) -> None:
        """Wish for a worker to look into the outbox; return at once."""
        with self._lock:
            self._is_wanted = True
            if self._is_busy:
                return
            self._is_busy = True
        threading.Thread(target=self._work, name="wake-delivery", daemon=True).start()

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


_wake = Waker()


def wake_delivery() -> None:
    """Let a worker look into the outbox once this transaction is committed; once, however many mails it writes."""
    if not any(entry[1] == _wake for entry in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)
