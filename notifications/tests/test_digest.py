"""One mail a person a day, whatever happens to the clock and to beat."""

import datetime as dt

import pytest
import time_machine

from core.calendar import LONDON
from core.models import TrustSettings
from cpd_trust.tests.helpers import cost_of
from notifications.models import Mail, Notice, Topic
from notifications.services import make_digests, mark_read, tell
from notifications.tests.factories import NoticeFactory
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("CX-1")]


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> dt.datetime:
    """Return a moment in London, of the year 2026."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def test_it_comes_at_its_hour_with_everything_from_before_it_by_topic():
    person = PersonFactory(first_name="Ada")
    with time_machine.travel(at(23, 15), tick=False):
        tell(person=person, topic=Topic.REPORT, key="1", subject="A report", path="/reports/1")
        tell(person=person, topic=Topic.DECISION, key="2", subject="Two requests wait")
        tell(person=PersonFactory(), topic=Topic.DECISION, key="3", subject="For somebody else")
    with time_machine.travel(at(24, 6, 59), tick=False):
        assert make_digests() == 0
    with time_machine.travel(at(24, 7, 1), tick=False):
        assert make_digests() == 2
        assert make_digests() == 0
    mail = Mail.objects.get(person=person)
    assert mail.key == f"digest:{person.pk}:2026-11-24"
    assert mail.subject == "CPD: 2 new notifications"
    assert mail.text.index("Requests to approve") < mail.text.index("- Two requests wait")
    assert mail.text.index("- Two requests wait") < mail.text.index("Reports\n- A report")
    assert "For somebody else" not in mail.text + mail.html
    assert not mail.resend_unknown
    assert not Notice.objects.filter(mail=None).exists()


def test_what_comes_later_in_the_day_waits_until_tomorrow():
    person = PersonFactory()
    with time_machine.travel(at(24, 8), tick=False):
        NoticeFactory(person=person)
        assert make_digests() == 0
    with time_machine.travel(at(24, 23, 59), tick=False):
        assert make_digests() == 0
    with time_machine.travel(at(25, 7, 1), tick=False):
        assert make_digests() == 1


def test_read_refused_and_urgent_notices_are_not_in_it():
    person = PersonFactory()
    with time_machine.travel(at(23, 15), tick=False):
        mark_read(notice=NoticeFactory(person=person), actor=person)
        NoticeFactory(person=person, wants_mail=False)
        tell(person=person, topic=Topic.REQUEST, key="u", subject="Urgent", urgent=True)
    with time_machine.travel(at(24, 8), tick=False):
        assert make_digests() == 0


def test_nobody_who_left_or_has_no_address_gets_one():
    with time_machine.travel(at(23, 15), tick=False):
        NoticeFactory(person=PersonFactory(is_active=False))
        NoticeFactory(person=PersonFactory(email=None))
    with time_machine.travel(at(24, 8), tick=False):
        assert make_digests() == 0


@pytest.mark.parametrize(("left_on", "digests"), [(23, 0), (24, 1), (25, 1)])
def test_the_last_digest_comes_on_the_leaving_day(left_on, digests):
    person = PersonFactory()
    with time_machine.travel(at(22, 15), tick=False):
        NoticeFactory(person=person)
    person.left_on = dt.date(2026, 11, left_on)
    person.save()
    with time_machine.travel(at(24, 8), tick=False):
        assert make_digests() == digests


def test_after_three_days_without_beat_there_is_one_with_everything():
    person = PersonFactory()
    for day in (20, 21, 22, 23):
        with time_machine.travel(at(day, 12), tick=False):
            NoticeFactory(person=person, subject=f"News of day {day}")
    with time_machine.travel(at(24, 9, 1), tick=False):
        assert make_digests() == 1
    mail = Mail.objects.get()
    assert all(f"News of day {day}" in mail.text for day in (20, 21, 22, 23))


@pytest.mark.parametrize(("month", "first", "days"), [(3, 27, 5), (10, 23, 5)], ids=["clocks forward", "clocks back"])
def test_once_a_day_across_the_nights_in_which_clocks_change(month, first, days):
    """Beat looks every hour, by the clock on the wall; the hour that comes twice asks twice."""
    person = PersonFactory()
    moment = dt.datetime(2026, month, first, 0, 1, tzinfo=LONDON).astimezone(dt.UTC)
    made_on = []
    for hour in range(24 * days):
        with time_machine.travel(moment + dt.timedelta(hours=hour), tick=False):
            NoticeFactory(person=person)
            if make_digests():
                made_on.append((moment + dt.timedelta(hours=hour)).astimezone(LONDON))
            make_digests()
    assert [m.day for m in made_on] == list(range(first, first + days))
    assert {m.hour for m in made_on} == {7}
    assert Mail.objects.count() == days


def test_the_clock_going_back_an_hour_makes_no_second_one():
    person = PersonFactory()
    with time_machine.travel(at(23, 12), tick=False):
        NoticeFactory(person=person)
    for hour, made in ((7, 1), (6, 0), (7, 0), (8, 0)):
        with time_machine.travel(at(24, hour, 30), tick=False):
            NoticeFactory(person=person)
            assert make_digests() == made


def test_the_trust_sets_the_hour():
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"notifications.digest_hour": 16}})
    with time_machine.travel(at(23, 12), tick=False):
        NoticeFactory()
    with time_machine.travel(at(23, 15, 59), tick=False):
        assert make_digests() == 0
    with time_machine.travel(at(23, 16), tick=False):
        assert make_digests() == 1


def test_it_costs_each_person_the_same_number_of_queries(django_assert_max_num_queries):
    counts = []
    for day, notices in ((23, 1), (24, 3)):
        person = PersonFactory()
        with time_machine.travel(at(day - 1, 12), tick=False):
            for _ in range(notices):
                NoticeFactory(person=person)
        with time_machine.travel(at(day, 8), tick=False):
            counts.append(cost_of(make_digests))
        assert Mail.objects.filter(person=person).count() == 1
    assert counts[0] == counts[1]
