"""Fixtures for the tests of every app: a real mail server, and real Celery workers. Loaded by the root conftest."""

import pytest
from django.db import connection

from notifications.tests.smtp_sink import SmtpSink, free_port
from notifications.tests.worker_process import CeleryWorker


@pytest.fixture
def sink(settings):
    """A real mail server, which the delivery of this process is set to use."""
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


@pytest.fixture
def make_worker(transactional_db, sink, tmp_path):
    """Return a function that starts a Celery worker on this test's database, broker and mail server.

    Its keyword arguments are those of `CeleryWorker`. Whatever still runs at the end is stopped.
    """
    workers = []

    def _make(**facts) -> CeleryWorker:
        worker = CeleryWorker(str(connection.settings_dict["NAME"]), sink, tmp_path, **facts)
        workers.append(worker)
        return worker.start()

    yield _make
    for worker in workers:
        worker.stop()


@pytest.fixture
def worker(make_worker):
    """A Celery worker that takes what this process puts into the queue."""
    return make_worker()
