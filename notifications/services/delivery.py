"""Sending what is due, at most once.

A mail is claimed by a conditional update and committed before the server is spoken to; whoever finds it claimed leaves
it alone. A worker that dies between the server's "250 OK" and our commit leaves a row in `sending`, and nobody can
know: `settle_stuck` makes it `unknown`. Only mails that somebody waits for (`resend_unknown`) then go again by
themselves, under the same Message-ID.
"""

import contextlib
import datetime as dt
import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from core.calendar import now, today
from notifications.models import Mail
from notifications.querysets import MailQuerySet
from notifications.smtp import Unanswered

log = structlog.get_logger(__name__)

# Longer than the longest conversation with a mail server can last (about ten answers, EMAIL_TIMEOUT each).
STUCK_AFTER = dt.timedelta(minutes=5)
# How long one pass goes on, so that a worker also comes to its other work.
PASS_SECONDS = 20.0
# A process that answers pages has less patience: for each answer of the server, and for all that it sends.
AT_ONCE_TIMEOUT, AT_ONCE_SECONDS = 5, 10.0
CLAIM_AHEAD = 20
# After so many tries a mail has failed. With `pause_after` that is about two days.
MAX_ATTEMPTS = 12
# A subject of so many English letters stands on one line as it is.
PLAIN_SUBJECT = 60


@dataclass(slots=True)
class Delivered:
    """What one pass did."""

    sent: int = 0
    kept: int = 0
    again_later: int = 0
    failed: int = 0
    unknown: int = 0
    is_server_away: bool = False
    is_more_left: bool = False


def pause_after(attempts: int) -> dt.timedelta:
    """Return how long a mail waits after its n-th failed try: 1, 4, 9, 16 minutes and so on, at most six hours."""
    return min(dt.timedelta(minutes=attempts**2), dt.timedelta(hours=6))


def deliver_due(*, seconds: float = PASS_SECONDS) -> Delivered:
    """Send the mails that are due, oldest first and sign-in mails before all others, for at most `seconds`.

    Without a mail server (`MAIL_IS_KEPT`) they are kept on the outbox page. Where the server cannot be reached
    nothing is claimed: the mails stay queued as they are and the next pass tries again. Any number of passes may run
    at once.
    """
    _drop_those_of_leavers()
    if settings.MAIL_IS_KEPT:
        return Delivered(kept=_keep_due())
    return _deliver(Mail.objects.all(), seconds=seconds)


def deliver_at_once() -> Delivered:
    """Send the due mails that go at once, with little patience; what does not go now waits for a worker."""
    mails = Mail.objects.filter(topic__in=Mail.AT_ONCE)
    return _deliver(mails, seconds=AT_ONCE_SECONDS, timeout=AT_ONCE_TIMEOUT)


def _deliver(mails: MailQuerySet, *, seconds: float, timeout: float | None = None) -> Delivered:
    done = Delivered()
    stop_at = time.monotonic() + seconds
    line = _Line(timeout)
    try:
        for pk in _due_ids(mails):
            if time.monotonic() > stop_at:
                done.is_more_left = True
                break
            # Reach the server before claiming: a mail that was never on its way is not "unknown".
            line.open()
            mail = _claim(pk)
            if mail is not None:
                _send(mail, line, done)
    except OSError as error:
        # `smtplib`'s own errors are among them. The text may hold an address or a password; the kind is enough.
        log.warning("mail_server_away", kind=type(error).__name__)
        done.is_server_away = True
        mails.due(now()).update(problem=f"Can't reach the mail server ({type(error).__name__}).")
    finally:
        line.close()
    return done


def _due_ids(mails: MailQuerySet) -> Iterator[int]:
    """Yield the due mails, asking again after each handful, for others take from the same heap."""
    seen: set[int] = set()
    while True:
        due = mails.due(now()).order_by("-is_private", "next_try_at", "pk")
        fresh = [pk for pk in due.values_list("pk", flat=True)[:CLAIM_AHEAD] if pk not in seen]
        if not fresh:
            return
        seen.update(fresh)
        yield from fresh


def _claim(pk: int) -> Mail | None:
    """Make the mail ours, committed, or return nothing where somebody else was faster."""
    moment = now()
    with transaction.atomic(durable=True):
        if not Mail.objects.claim(pk, moment):
            return None
    return Mail.objects.get(pk=pk)


def _keep_due() -> int:
    """Keep what is due: there is no server to send it by."""
    with transaction.atomic():
        due = Mail.objects.select_for_update().due(now())
        for mail in due:
            mail.move_to(Mail.Status.KEPT, **_wiped(mail, is_kept=True))
        return len(due)


def _drop_those_of_leavers() -> None:
    """Leave unsent what was written to somebody who has left since."""
    with transaction.atomic():
        for mail in Mail.objects.select_for_update().of_leavers(today()):
            mail.move_to(Mail.Status.DROPPED, problem="The person has left the trust.", **_wiped(mail))


def _wiped(mail: Mail, *, is_kept: bool = False) -> dict[str, str]:
    """Return the empty texts of a private mail that has ended. On a machine of one's own a kept code stays readable."""
    if not mail.is_private or (is_kept and settings.LOCAL):
        return {}
    return {"text": "", "html": ""}


class _Line:
    """The connection to the mail server, opened when first needed and again after it broke.

    No `timeout`: that of the settings.
    """

    def __init__(self, timeout: float | None = None) -> None:
        self._timeout = timeout
        self._connection: Any = None

    def open(self) -> None:
        """Reach the server, or raise `OSError`."""
        if self._connection is None:
            connection = get_connection(settings.MAIL_SERVER_BACKEND, timeout=self._timeout)
            connection.open()
            self._connection = connection

    def send(self, mail: Mail) -> None:
        """Hand one mail to the server and wait for its answer."""
        self._connection.send_messages([as_message(mail, self._connection)])

    def close(self) -> None:
        """Let go of the connection, however it feels about that."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()


class _Message(EmailMultiAlternatives):
    """A message whose subject is what it was, however long, once another program has read it."""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """Fold a subject so that its first line holds some of it.

        Django folds it as if "Subject: " took no room. A long one then begins on the second line, and mail programs
        show it with a space before it or not at all. What looks encoded already is encoded too.
        """
        message = super().message(*args, **kwargs)
        subject = str(self.subject)
        if len(subject) > PLAIN_SUBJECT or not subject.isascii() or "=?" in subject:
            message.replace_header("Subject", Header(subject, "utf-8", header_name="Subject").encode())
        return message


def as_message(mail: Mail, connection: Any = None) -> EmailMultiAlternatives:
    """Return the mail as it goes out: one recipient, text, HTML and calendar parts, its own Message-ID."""
    message = _Message(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to_address],
        headers={
            "Message-ID": mail.message_id,
            "Date": mail.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            # No holiday reply, please, and no bounce loops.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        method = "CANCEL" if "METHOD:CANCEL" in mail.calendar else "REQUEST"
        message.attach_alternative(mail.calendar, f"text/calendar; method={method}")
    return message


def _send(mail: Mail, line: _Line, done: Delivered) -> None:
    """Send a claimed mail and write down how it went."""
    try:
        line.send(mail)
    except Unanswered:
        line.close()
        _unknown(mail, "The connection to the mail server was lost before it confirmed delivery.", done)
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        _refused(mail, code, "the address", done)
    except smtplib.SMTPSenderRefused as error:
        _refused(mail, error.smtp_code, "the sender", done)
    except smtplib.SMTPResponseException as error:
        _refused(mail, error.smtp_code, "the email", done)
    except OSError as error:
        # The line broke before the text was handed over: this mail has certainly not gone.
        line.close()
        _later(mail, f"The connection to the mail server was lost ({type(error).__name__}).", done)
    except ValueError as error:
        # An address or header that no server would take; Django refuses to build the message.
        _settle(mail, Mail.Status.FAILED, problem=f"The email couldn't be created ({type(error).__name__}).")
        done.failed += 1
    else:
        _settle(mail, Mail.Status.SENT, sent_at=now(), problem="")
        done.sent += 1


def _refused(mail: Mail, code: int, what: str, done: Delivered) -> None:
    """A refusal with 5xx is for good; any other is for now."""
    problem = f"The mail server rejected {what} ({code})."
    if code >= 500:
        _settle(mail, Mail.Status.FAILED, problem=problem)
        done.failed += 1
    else:
        _later(mail, problem, done)


def _later(mail: Mail, problem: str, done: Delivered) -> None:
    """Queue the mail again with a longer pause, or give up after too many tries."""
    if mail.attempts >= MAX_ATTEMPTS:
        _settle(mail, Mail.Status.FAILED, problem=f"Not sent after {mail.attempts} attempts. {problem}"[:300])
        done.failed += 1
        return
    _settle(mail, Mail.Status.QUEUED, problem=problem, next_try_at=now() + pause_after(mail.attempts))
    done.again_later += 1


def _unknown(mail: Mail, problem: str, done: Delivered) -> None:
    """Nobody can know: say so, or send again what somebody waits for."""
    if mail.resend_unknown and mail.attempts < MAX_ATTEMPTS:
        _later(mail, problem, done)
        return
    _settle(mail, Mail.Status.UNKNOWN, problem=problem)
    done.unknown += 1


def _settle(mail: Mail, status: str, **facts: Any) -> None:
    """Write how our own claim ended.

    Where the row has moved on meanwhile (it looked stuck to the sweep) only one thing is still worth saying: that it
    was sent after all.
    """
    with transaction.atomic():
        row = Mail.objects.lock_for(pk=mail.pk)
        is_ours = row.status == Mail.Status.SENDING and row.claimed_at == mail.claimed_at
        if is_ours or (status == Mail.Status.SENT and row.status == Mail.Status.UNKNOWN):
            if status in (Mail.Status.SENT, Mail.Status.FAILED):
                facts |= _wiped(row)
            row.move_to(status, **facts)


def settle_stuck() -> Delivered:
    """Look after mails that have been "sending" for longer than any conversation lasts: their worker is gone.

    Sign-in and approval mails are queued again; everything else becomes `unknown` and waits for a person.
    """
    done = Delivered()
    stuck = Mail.objects.filter(status=Mail.Status.SENDING, claimed_at__lt=now() - STUCK_AFTER)
    for mail in stuck:
        _unknown(mail, "Sending was interrupted.", done)
    return done
