"""A mail server for these tests."""

import pytest

from notifications.tests.smtp_sink import SmtpSink, free_port


@pytest.fixture
def sink(settings):
    """A real mail server, which the delivery is set to use."""
    server = SmtpSink().start()
    settings.MAIL_IS_KEPT = False
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def no_mail_server(settings):
    """A mail server is set, and nothing listens there."""
    settings.MAIL_IS_KEPT = False
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
