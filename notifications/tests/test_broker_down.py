"""The broker, beat or the worker may be away: pages work and stay quick, and mail goes later, once."""

import datetime as dt
import socket
import threading
import time

import pytest
import time_machine
from celery.schedules import crontab
from django.conf import settings as project
from django.urls import reverse
from kombu.exceptions import OperationalError

from core.calendar import now
from cpd_trust.celery import app
from notifications import tasks
from notifications.models import Mail, Topic
from notifications.queue import Waker
from notifications.services import deliver_due, settle_stuck, tell
from notifications.tests.factories import MailFactory
from notifications.tests.smtp_sink import free_port
from notifications.tests.worker_process import wait_until
from people.tests.factories import PersonFactory


@pytest.fixture
def broker_away():
    """The queue at a port where nothing listens."""
    there = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}

    def use(**places):
        app.conf.update(**places)
        app._pool = app.amqp._producer_pool = None

    use(
        broker_url=f"redis://127.0.0.1:{free_port()}/0",
        broker_transport_options={"socket_connect_timeout": 1, "max_retries": 1},
    )
    with pytest.raises(OperationalError):
        tasks.deliver_due.apply_async(retry=False)
    yield
    use(**there)


@pytest.fixture
def broker_that_hangs(broker_away):
    """A queue that takes connections and never says a word; `release()` lets them fail."""
    server = socket.create_server(("127.0.0.1", 0))
    patient = {"socket_connect_timeout": 60, "socket_timeout": 60, "max_retries": 1}
    app.conf.update(broker_url=f"redis://127.0.0.1:{server.getsockname()[1]}/0", broker_transport_options=patient)
    app._pool = app.amqp._producer_pool = None
    yield server.close
    server.close()


def wakers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "wake-delivery"]


def test_telling_does_not_wait_for_a_broker_that_hangs(transactional_db, broker_that_hangs, sink):
    for person in [PersonFactory() for _ in range(20)]:
        tell(person=person, topic=Topic.REQUEST, key=f"k:{person.pk}", subject="Approved", urgent=True)
    assert Mail.objects.count() == 20
    assert len(wakers()) == 1, "one thread waits for the broker, and nobody for the thread"
    broker_that_hangs()
    wait_until(lambda: not wakers(), seconds=20)
    assert deliver_due().sent == 20
    assert deliver_due().sent == 0
    assert set(sink.count_by_id().values()) == {1}


def test_500_pages_answer_while_the_broker_and_the_mail_server_are_away(live_cast, client, broker_away, no_mail_server):
    client.force_login(live_cast.ann, backend="people.backends.AuthenticationBackend")
    mail = MailFactory(status="failed")
    bad = []
    for number in range(500):
        if number % 5:
            answer = client.get(reverse("notifications:inbox"))
        else:
            Mail.objects.filter(pk=mail.pk).update(status="failed")
            answer = client.post(reverse("notifications:mail-send-again", args=[mail.public_id]))
        if answer.status_code >= 500:
            bad.append(answer.status_code)
    assert bad == []
    assert Mail.objects.get(pk=mail.pk).attempts == mail.attempts, "no page spoke to the mail server"
    assert len(wakers()) <= 1, "no page waits for the broker: a thread does, one for all of them"
    wait_until(lambda: not wakers(), seconds=20)


def test_a_burst_of_wishes_becomes_few_messages(monkeypatch):
    sent, gate = [], threading.Event()

    class Slow(Waker):
        def _send(self):
            gate.wait(60)
            sent.append(1)

    wake = Slow()
    for _ in range(1000):
        wake()
    assert sent == [], "a thousand wishes were taken while the first message was still on its way"
    gate.set()
    wait_until(lambda: not wakers(), seconds=10)
    assert len(sent) == 2, "the one that was on its way, and one for all that came meanwhile"


@pytest.mark.django_db
def test_beat_stopped_for_three_days_loses_nothing(sink):
    """What was due meanwhile is due still: sweeps ask for "due and not done", never for "due now"."""
    start = dt.datetime(2026, 10, 23, 12, tzinfo=dt.UTC)  # the clocks go back in between
    with time_machine.travel(start, tick=False):
        first = MailFactory()
        stuck = MailFactory()
        Mail.objects.claim(stuck.pk, now())
    with time_machine.travel(start + dt.timedelta(days=3), tick=False):
        settle_stuck()
        deliver_due()
        deliver_due()
    assert sink.count_by_id() == {first.message_id: 1}
    assert Mail.objects.get(pk=stuck.pk).status == "unknown"


def test_every_job_is_on_a_crontab_and_an_old_message_of_it_is_thrown_away():
    ours = {name: job for name, job in project.CELERY_BEAT_SCHEDULE.items() if job["task"].startswith("notifications.")}
    assert {job["task"] for job in ours.values()} == {
        tasks.deliver_due.name,
        tasks.settle_stuck.name,
        tasks.make_digests.name,
    }
    assert all(isinstance(job["schedule"], crontab) for job in project.CELERY_BEAT_SCHEDULE.values())
    assert all(job["options"]["expires"] < 3600 for job in ours.values())


@pytest.mark.services
def test_a_commit_wakes_a_worker(worker, sink):
    wait_until(lambda: _is_listening(worker), seconds=30, say=lambda: worker.words)
    tell(person=PersonFactory(), topic=Topic.REQUEST, key="k", subject="Approved", urgent=True)
    wait_until(lambda: bool(sink.taken), seconds=20, say=lambda: worker.words)
    wait_until(lambda: Mail.objects.get().status == "sent")


@pytest.mark.services
def test_a_worker_that_is_away_finds_the_mail_later(make_worker, sink):
    tell(person=PersonFactory(), topic=Topic.REQUEST, key="k", subject="Approved", urgent=True)
    worker = make_worker()
    tasks.deliver_due.apply_async(expires=30)
    wait_until(lambda: bool(sink.taken), seconds=30, say=lambda: worker.words)
    tasks.deliver_due.apply_async(expires=30)
    time.sleep(1)
    assert len(sink.taken) == 1


def _is_listening(worker) -> bool:
    return bool(app.control.ping(timeout=1)) and worker.is_alive
