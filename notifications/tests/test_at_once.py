"""Mails that somebody waits for at the screen go at once, by the process that wrote them, and no page waits for them.

No worker runs in these tests but where one is named.
"""

import socket
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import Mail, Topic
from notifications.queue import Messenger
from notifications.services import deliver_due, delivery, mail_test, tell
from notifications.tasks import deliver_due as deliver_task
from notifications.tests.factories import MailFactory
from notifications.tests.worker_process import wait_until
from people.services.people import invite_person
from people.tests.factories import PersonFactory


@pytest.fixture(autouse=True)
def as_in_an_installation(settings):
    settings.EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"
    yield
    wait_until(lambda: not messengers(), seconds=30)


def messengers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == Messenger.name]


def ask_for_code(client, address):
    return client.post(reverse("account_request_login_code"), {"email": address})


WAYS = {
    "sign-in code": lambda cast, client: ask_for_code(client, cast.ada.email),
    "password reset": lambda cast, client: client.post(reverse("account_reset_password"), {"email": cast.ada.email}),
    "invitation": lambda cast, client: invite_person(person=cast.ada, actor=cast.ann),
    "test": lambda cast, client: mail_test(actor=cast.ann),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_without_a_worker_and_once(live_cast, client, sink, way):
    WAYS[way](live_cast, client)
    wait_until(lambda: Mail.objects.filter(status="sent").exists(), seconds=20)
    assert deliver_due().sent == 0
    assert list(sink.count_by_id().values()) == [1]


def test_many_invitations_go_all_of_them_however_long_that_takes(live_cast, sink, monkeypatch):
    monkeypatch.setattr(delivery, "AT_ONCE_SECONDS", 0.01)
    with transaction.atomic():
        for person in [PersonFactory() for _ in range(30)]:
            invite_person(person=person, actor=live_cast.ann)
    wait_until(lambda: not messengers(), seconds=60)
    assert sorted(sink.count_by_id().values()) == [1] * 30
    assert Mail.objects.filter(status="sent").count() == 30


def test_everything_else_waits_for_a_worker(live_cast, sink):
    other = MailFactory(topic=Topic.REPORT)
    tell(person=live_cast.ada, topic=Topic.REQUEST, key="k", subject="Approved", urgent=True)
    assert not messengers()
    mail_test(actor=live_cast.ann)
    wait_until(lambda: not messengers(), seconds=20)
    assert len(sink.taken) == 1
    other.refresh_from_db()
    assert (other.status, other.attempts) == ("queued", 0)


@pytest.mark.parametrize("speaks", [b"", b"220 hello\r\n"])
def test_no_page_waits_for_a_mail_server_that_hangs_and_the_mail_goes_later(
    live_cast, client, sink, settings, monkeypatch, speaks
):
    monkeypatch.setattr(delivery, "AT_ONCE_TIMEOUT", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.EMAIL_PORT = mute.getsockname()[1]
        assert ask_for_code(client, live_cast.ada.email).status_code == 302
        assert messengers(), "the answer came while the mail was still to go"
        line, _ = mute.accept()
        with line:
            line.sendall(speaks)
            wait_until(lambda: not messengers(), seconds=30)
    mail = Mail.objects.get()
    assert mail.status == "queued"
    assert mail.text
    settings.EMAIL_PORT = sink.port
    with time_machine.travel(mail.next_try_at):
        assert deliver_due().sent == 1
    assert list(sink.count_by_id().values()) == [1]


def test_a_mail_that_was_left_behind_goes_with_the_next_one(live_cast, sink, client):
    sink.stop()
    ask_for_code(client, live_cast.ada.email)
    wait_until(lambda: not messengers(), seconds=20)
    assert Mail.objects.get().status == "queued"
    sink.start()
    client.cookies.clear()
    ask_for_code(client, live_cast.hal.email)
    wait_until(lambda: Mail.objects.filter(status="sent").count() == 2, seconds=20)
    assert sorted(sink.count_by_id().values()) == [1, 1]


def test_without_a_mail_server_no_process_begins_to_send(live_cast, client, settings):
    settings.MAIL_IS_KEPT = True
    ask_for_code(client, live_cast.ada.email)
    assert Mail.objects.get().status == "queued"
    assert not messengers()


@pytest.mark.services
def test_a_worker_and_the_page_send_it_once(live_cast, client, worker, sink):
    ask_for_code(client, live_cast.ada.email)
    deliver_task.apply_async(expires=30)
    wait_until(lambda: Mail.objects.filter(status="sent").exists(), seconds=30, say=lambda: worker.words)
    wait_until(lambda: not messengers(), seconds=20)
    assert list(sink.count_by_id().values()) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["account_request_login_code", "account_reset_password"])
def test_a_page_does_the_same_work_for_an_address_that_nobody_has(
    client, cast, sink, view, django_capture_on_commit_callbacks
):
    """How long an answer takes must not say whether an address is known here."""
    work, woken = {}, {}
    for address in ("warm@example.org", cast.ada.email, "stranger@example.org"):
        client.cookies.clear()
        connection.run_on_commit.clear()
        with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks() as callbacks:
            client.post(reverse(view), {"email": address})
        words = [query["sql"].split() for query in asked]
        work[address] = [" ".join(sql[:3]) for sql in words if sql[0] in {"INSERT", "UPDATE", "DELETE"}]
        woken[address] = callbacks
    assert work[cast.ada.email] == work["stranger@example.org"]
    assert any("notifications_mail" in sql for sql in work["stranger@example.org"])
    assert woken[cast.ada.email] == woken["stranger@example.org"] != []
    assert [mail.to_address for mail in Mail.objects.all()] == [cast.ada.email]
