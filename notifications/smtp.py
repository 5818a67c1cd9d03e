"""Django's SMTP connection, which also knows whether a message was being handed over when the line broke."""

import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class Unanswered(Exception):
    """The message was handed over and the server's answer never came: nobody can know whether it was sent."""


class _Watched:
    """Remembers whether the body of the message at hand may have reached the server."""

    is_handed_over = False

    def mail(self, *args: Any, **kwargs: Any) -> Any:
        """Begin a message."""
        self.is_handed_over = False
        return super().mail(*args, **kwargs)  # type: ignore[misc]

    def data(self, *args: Any, **kwargs: Any) -> Any:
        """Hand the body over."""
        self.is_handed_over = True
        return super().data(*args, **kwargs)  # type: ignore[misc]


class WatchedSMTP(_Watched, smtplib.SMTP):
    """A connection that starts in the clear, with STARTTLS where it is set."""


class WatchedSMTPOverTLS(_Watched, smtplib.SMTP_SSL):
    """A connection that is encrypted from its start."""


class EmailBackend(DjangoBackend):
    """Django's own, but for `Unanswered`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of the connection."""
        return WatchedSMTPOverTLS if self.use_ssl else WatchedSMTP

    def _send(self, email_message: EmailMessage) -> bool:
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        except smtplib.SMTPResponseException:
            raise  # the server has answered
        except OSError as error:  # also what smtplib raises when the line breaks
            if getattr(self.connection, "is_handed_over", False):
                raise Unanswered from error
            raise
