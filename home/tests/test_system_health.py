"""The administrator's page of the system: mails, queue, room, versions; and no name on it."""

import pytest
from django.db import connection
from django.urls import reverse

from core import operations
from core.calendar import now
from core.models import ScheduledRun
from core.tasks import heartbeat
from cpd_trust.celery import app
from cpd_trust.tests.helpers import opening, same_cost
from notifications.models import Topic
from notifications.tests.factories import MailFactory
from notifications.tests.smtp_sink import free_port

pytestmark = pytest.mark.django_db
PAGE = "home:system-health"


def test_mails_in_trouble_are_told_by_kind_without_address_or_words(cast, sign_in):
    facts = {"topic": Topic.ACCOUNT, "to_address": "ada.private@example.org", "subject": "Private", "text": "Private"}
    failed = MailFactory(status="failed", problem="The mail server rejected the address (550).", **facts)
    MailFactory(status="unknown", **facts)
    MailFactory(status="queued", **facts)
    page = sign_in(cast.ann).get(reverse(PAGE)).text
    for words in ("1 waiting", "1 failed", "1 not known if sent", "Sign-in and account", failed.problem):
        assert words in page
    assert failed.get_absolute_url() in page
    assert "private" not in page.lower()


def test_only_the_newest_few_are_listed_and_none_costs_more(cast, sign_in):
    client = sign_in(cast.ann)

    def add(_: int) -> None:
        MailFactory(status="failed")
        ScheduledRun.objects.create(job="notifications.make_digests", started_at=now())

    same_cost(opening(client, reverse(PAGE)), add)
    for _ in range(9):
        MailFactory(status="failed")
    assert len(client.get(reverse(PAGE)).context["troubled_mails"]) == 5


def test_it_names_versions_and_room(cast, sign_in):
    page = sign_in(cast.ann).get(reverse(PAGE))
    assert page.context["versions"].keys() == {"CPD system", "Python", "Django", connection.display_name}
    assert all(number[0].isdigit() for number in page.context["versions"].values())
    assert page.context["storage"].database > 0
    assert page.context["storage"].free > 0
    assert operations.version() in page.text


def test_it_says_how_many_tasks_wait(cast, sign_in):
    before = operations.tasks_waiting()
    heartbeat.apply_async(expires=1)
    assert operations.tasks_waiting() == before + 1
    assert f"{before + 1} task" in sign_in(cast.ann).get(reverse(PAGE)).text


def test_a_queue_that_is_away_is_said(cast, sign_in):
    there = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    app.conf.update(
        broker_url=f"redis://127.0.0.1:{free_port()}/0",
        broker_transport_options={"socket_connect_timeout": 1, "max_retries": 1},
    )
    try:
        assert (
            "We can’t reach the task queue. Check that Redis is running." in sign_in(cast.ann).get(reverse(PAGE)).text
        )
    finally:
        app.conf.update(**there)
