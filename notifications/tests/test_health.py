"""The outbox turns `/readyz` red exactly while a mail waits too long."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import now
from core.health import parts
from notifications.health import REFUSED, UNTAKEN
from notifications.models import Mail

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)


def make_mail(**facts) -> Mail:
    moment = now()
    return Mail.objects.create(
        **{
            "to_address": "somebody@example.org",
            "topic": "request",
            "key": "one",
            "message_id": "<one@example.org>",
            "subject": "Something private",
            "text": "Something private",
            "next_try_at": moment,
            "created_at": moment,
        }
        | facts
    )


def outbox_is_red(client) -> bool:
    part = client.get(reverse("readyz")).json()["parts"]["outbox"]
    assert "private" not in str(part)
    assert part["status"] in {"ok", "red"}
    return part["status"] == "red"


def test_outbox_is_well_when_empty(client, db):
    assert not outbox_is_red(client)


def test_outbox_is_red_when_nobody_takes_a_mail(client, db):
    mail = make_mail(next_try_at=now() - UNTAKEN + MINUTE)
    assert not outbox_is_red(client)
    Mail.objects.filter(pk=mail.pk).update(next_try_at=now() - UNTAKEN - SECOND)
    assert outbox_is_red(client)


def test_outbox_is_red_when_the_server_refuses_for_too_long(client, db):
    later = now() + dt.timedelta(minutes=30)
    mail = make_mail(attempts=3, next_try_at=later, created_at=now() - REFUSED + MINUTE)
    assert not outbox_is_red(client)
    Mail.objects.filter(pk=mail.pk).update(created_at=now() - REFUSED - SECOND)
    assert outbox_is_red(client)


def test_outbox_is_well_when_a_mail_is_meant_for_later(client, db):
    make_mail(created_at=now() - dt.timedelta(days=1), next_try_at=now() + dt.timedelta(hours=8))
    assert not outbox_is_red(client)


@pytest.mark.parametrize("status", ["sent", "kept", "dropped", "unknown", "failed"])
def test_outbox_is_well_when_a_mail_is_no_longer_waiting(db, status):
    mail = make_mail(next_try_at=now() - dt.timedelta(days=3))
    assert not parts(["outbox"])["outbox"].ok
    Mail.objects.filter(pk=mail.pk).update(status=status)
    assert parts(["outbox"])["outbox"].ok
