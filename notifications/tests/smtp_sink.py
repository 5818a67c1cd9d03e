"""A real SMTP server on a port of its own, which keeps what it is given. The fixtures stand in `conftest.py`."""

import email
import email.policy
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Taken:
    """One message that the server said yes to."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"The message has no {kind} part."
        return str(part.get_content())


class SmtpSink:
    """Takes every message and lists it in `taken`.

    `refuse` maps an address to the answer that it gets ("550 No such user", "451 Try later"). `before_yes` is called
    with each message once it is kept and before the server says yes: the worst moment for the sender to die.
    `hang_up`: keep the message and break the line without an answer.
    """

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.refuse: dict[str, str] = {}
        self.before_yes: Callable[[Taken], None] | None = None
        self.hang_up = False
        self._lock = threading.Lock()
        self._controller: Controller | None = None
        self.host, self.port = "127.0.0.1", 0

    def start(self) -> "SmtpSink":
        """Listen; on a second start, on the same port as before."""
        # A free port that we look for ourselves: the library takes a fixed number only.
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname=self.host, port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 -- aiosmtpd's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        taken = Taken(envelope.mail_from, list(envelope.rcpt_tos), message)
        with self._lock:
            self.taken.append(taken)
        if self.before_yes is not None:
            self.before_yes(taken)
        if self.hang_up:
            server.transport.abort()
        return "250 OK"

    def count_by_id(self) -> Counter[str]:
        """Return how often each Message-ID has come."""
        with self._lock:
            return Counter(taken.message_id for taken in self.taken)


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
