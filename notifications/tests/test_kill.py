"""`kill -9` of a real worker in the middle of its work, against a real mail server.

Half of the kills come at the worst moment there is: the server has taken the message, and has not yet said so.
"""

import random
import threading
import uuid
from dataclasses import dataclass

import pytest
import time_machine
from django.urls import reverse

from core.calendar import now
from notifications.models import Mail, Notice, Topic
from notifications.services import settle_stuck
from notifications.services.delivery import STUCK_AFTER
from notifications.tasks import deliver_due
from notifications.tests.factories import MailFactory
from notifications.tests.reminding import read_send_mark, remind
from notifications.tests.smtp_sink import SmtpSink
from notifications.tests.worker_process import CeleryWorker, wait_until
from people.models import Person
from people.tests.factories import GrantFactory, PersonFactory


@dataclass
class Butcher:
    """Kills the worker while the server takes its messages."""

    sink: SmtpSink
    worker: CeleryWorker

    def kill_during_a_message(self, after: int, *, before_yes: bool) -> None:
        """Let `after` messages pass, then kill: before the server's yes, or some milliseconds after it."""
        start = len(self.sink.taken)
        delay = random.uniform(0, 0.02)

        def strike(taken):
            if len(self.sink.taken) < start + after:
                return
            if before_yes:
                self.worker.kill()
            else:
                threading.Timer(delay, self.worker.kill).start()

        self.sink.before_yes = strike


def none_waits() -> bool:
    return Mail.objects.exists() and not Mail.objects.filter(status="queued").exists()


def run_with_kills(make_worker, sink, *, kills: int, per_life: int, tasks: list, done=none_waits) -> CeleryWorker:
    """Start a worker, kill it during its work, and so on; then let a last one work until `done`, and return it."""
    queue = f"test-{uuid.uuid4()}"
    worker = make_worker(queue=queue, include="notifications.tests.reminding")
    butcher = Butcher(sink, worker)
    for life in range(kills):
        butcher.kill_during_a_message(random.randint(1, per_life), before_yes=life % 2 == 0)
        sweep_until(lambda: not worker.is_alive, queue, tasks, worker)
        sink.before_yes = None
        worker.wait()
        worker.start()
    sweep_until(done, queue, tasks, worker)
    return worker


def sweep_until(condition, queue: str, tasks: list, worker) -> None:
    """Put the tasks into the queue every second, as beat does every minute, until the condition holds.

    A worker that hangs from its start, as one did once on a busy machine, is started again, as a supervisor would.
    """
    for second in range(90):
        if second and second % 30 == 0:
            worker.kill()
            worker.wait()
            worker.start()
        for task in tasks:
            task.apply_async(queue=queue, expires=5)
        try:
            wait_until(condition, seconds=1)
        except AssertionError:
            continue
        return
    raise AssertionError(worker.words)


def reminders_survive(make_worker, sink, client, *, people: int, kills: int, per_life: int) -> int:
    """Run the whole story and check it; return how many mails nobody can know about."""
    Person.objects.bulk_create(
        Person(first_name="Example", last_name=f"Person{n}", email=f"person{n}@example.org") for n in range(people)
    )

    def done() -> bool:
        """Everybody is told: as long as beat asks again, a slow worker makes up for what its killed one left."""
        return Notice.objects.count() == people and none_waits()

    worker = run_with_kills(make_worker, sink, kills=kills, per_life=per_life, tasks=[remind, deliver_due], done=done)
    worker.stop()
    with time_machine.travel(now() + 2 * STUCK_AFTER):
        settle_stuck()

    assert Notice.objects.filter(topic=Topic.CERTIFICATE).values("person").distinct().count() == people
    assert Notice.objects.count() == people
    assert not Notice.objects.filter(mail=None).exists()
    by_id = sink.count_by_id()
    assert max(by_id.values()) == 1, "a mail went twice"
    sent = set(Mail.objects.filter(status="sent").values_list("message_id", flat=True))
    unknown = set(Mail.objects.filter(status="unknown").values_list("message_id", flat=True))
    assert sent <= set(by_id), "silently lost: said to be sent and never arrived"
    assert len(sent) + len(unknown) == people
    assert set(by_id) <= sent | unknown
    assert 0 < len(unknown) <= kills * worker.concurrency

    administrator = GrantFactory(role="administrator", person=PersonFactory(first_name="Ann", email="ann@example.org"))
    client.force_login(administrator.person, backend="people.backends.AuthenticationBackend")
    page = client.get(reverse("notifications:outbox"), {"status": "unknown"})
    assert page.context["counts"].unknown == len(unknown)
    assert page.context["table"].page.paginator.count == len(unknown)
    return len(unknown)


@pytest.mark.services
def test_1000_reminders_survive_20_kills(make_worker, sink, client, record_property):
    unknown = reminders_survive(make_worker, sink, client, people=1000, kills=20, per_life=50)
    record_property("unknown", unknown)


def test_reminders_survive_kills_on_whatever_database_and_broker(make_worker, sink, client):
    reminders_survive(make_worker, sink, client, people=60, kills=2, per_life=15)


def test_twin_read_send_mark_sends_twice(make_worker, sink, transactional_db):
    person = PersonFactory()
    for _ in range(40):
        MailFactory(person=person)
    run_with_kills(make_worker, sink, kills=2, per_life=10, tasks=[read_send_mark])
    assert max(sink.count_by_id().values()) > 1
