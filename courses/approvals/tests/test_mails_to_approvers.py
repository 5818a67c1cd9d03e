"""Approvers hear by mail, the same day, that a request has come to them, unless they prefer the daily mail (IM-5)."""

import datetime as dt

import pytest
import time_machine

from core.calendar import LONDON
from courses.approvals.sending import send_request
from courses.approvals.services import approve_request
from courses.tests.factories import RequestFactory
from notifications.models import Mail, Preference, Topic
from notifications.services import make_digests

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]


def at(month: int, day: int, hour: int, minute: int = 0, *, later: int = 0):
    moment = dt.datetime(2026, month, day, hour, minute, tzinfo=LONDON) + dt.timedelta(days=later)
    return time_machine.travel(moment, tick=False)


def mailed(person) -> list[tuple[dt.date, str]]:
    """Return the day in London and the subject of each mail to the person."""
    mails = Mail.objects.filter(person=person).order_by("pk")
    return [(mail.next_try_at.astimezone(LONDON).date(), mail.subject) for mail in mails]


@pytest.fixture
def request_of_ada(cast):
    return RequestFactory(
        applicant=cast.ada, school=cast.oak, title="Phonics", starts_on=dt.date(2027, 3, 1), ends_on=dt.date(2027, 3, 1)
    )


@pytest.mark.parametrize(
    ("month", "day"),
    [(7, 3), (7, 4), (7, 5), (7, 6), (8, 31), (10, 25), (12, 25)],
    ids=["Friday", "Saturday", "Sunday", "Monday", "bank holiday", "clocks back", "Christmas"],
)
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (6, 59), (7, 1), (16, 0), (23, 59)])
def test_each_approver_in_turn_hears_the_same_day(cast, request_of_ada, month, day, hour, minute):
    with at(month, day, hour, minute):
        send_request(request=request_of_ada, actor=cast.ada)
        sent_on = dt.date(2026, month, day)
        assert mailed(cast.hal) == [(sent_on, "To approve: “Phonics”")]
        assert mailed(cast.eve) == []
    with at(month, day, hour, minute, later=1):
        approve_request(request=request_of_ada, actor=cast.hal)
        assert mailed(cast.eve) == [(sent_on + dt.timedelta(days=1), "To approve: “Phonics”")]
    mail = Mail.objects.get(person=cast.hal)
    assert "Ada Example has requested “Phonics”" in mail.text
    assert mail.resend_unknown
    with at(month, day, 8, later=2):
        make_digests()
    assert not Mail.objects.filter(person__in=[cast.hal, cast.eve], key__startswith="digest:").exists()


def test_who_prefers_the_daily_mail_gets_that(cast, request_of_ada):
    Preference.objects.create(person=cast.hal, topic=Topic.DECISION, at_once=False)
    with at(7, 3, 12):
        send_request(request=request_of_ada, actor=cast.ada)
        make_digests()
    assert mailed(cast.hal) == []
    with at(7, 4, 7, 1):
        make_digests()
    assert mailed(cast.hal) == [(dt.date(2026, 7, 4), "CPD: 1 new notification")]


def test_who_wants_no_mail_of_it_gets_none(cast, request_of_ada):
    Preference.objects.create(person=cast.hal, topic=Topic.DECISION, by_mail=False)
    with at(7, 3, 12):
        send_request(request=request_of_ada, actor=cast.ada)
    with at(7, 4, 8):
        make_digests()
    assert mailed(cast.hal) == []
    assert cast.hal.notices.filter(topic=Topic.DECISION).count() == 1
