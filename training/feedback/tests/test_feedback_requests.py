"""Asking for feedback: once the day after, once more after some school days, and when a leader asks (IM-2, CX-1)."""

import datetime as dt
import uuid
from collections import Counter

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from certificates.tests.test_awards import at_once
from core.calendar import LONDON, add_school_days, today
from core.flow import IllegalMove
from core.models import AuditEvent, TrustSettings
from notifications.models import Notice
from notifications.services import tell
from people.models import LongAbsence, Person, Term
from people.tests.factories import PersonFactory
from training.feedback import requests as feedback_requests
from training.feedback.requests import ask_for_feedback, prompt_feedback
from training.models import FeedbackRequest, Record
from training.tasks import ask_for_feedback as sweep
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-2")]

DAY = dt.date(2026, 11, 10)  # a Tuesday


def at(day, hour=9):
    return dt.datetime.combine(day, dt.time(hour), LONDON)


def run_on(day, hour=9):
    with time_machine.travel(at(day, hour), tick=False):
        return ask_for_feedback()


def of_ada(cast, ends_on=DAY, **facts):
    return RecordFactory(person=cast.ada, school=cast.oak, starts_on=ends_on, **facts)


def told(what):
    keys = Notice.objects.filter(key__startswith=f"training.feedback.{what}").values_list("key", flat=True)
    return Counter(key.rsplit(":", 1)[1] for key in keys)


def test_everybody_is_asked_the_day_after_and_reminded_once_whatever_the_beat_does(cast):
    """Sixty days with a beat that stands still, runs twice, and whose clock goes back."""
    records = [of_ada(cast, DAY + dt.timedelta(days=n)) for n in range(0, 40, 4)]
    records += [RecordFactory(person=cast.tom, school=cast.elm, starts_on=DAY + dt.timedelta(days=n)) for n in (1, 9)]
    stopped = {DAY + dt.timedelta(days=n) for n in (1, 2, 3, 13, 14, 30)}
    first_run = {}
    for n in range(90):
        day = DAY + dt.timedelta(days=n)
        if day in stopped:
            continue
        for _ in range(1 + (n % 5 == 0)):
            run_on(day)
        if n % 7 == 0:
            run_on(day - dt.timedelta(days=1), 23)
        for record in records:
            if str(record.public_id) in told("asked"):
                first_run.setdefault(record.pk, day)
    expected = {str(record.public_id): 1 for record in records}
    assert told("asked") == told("reminded") == expected
    for record in records:
        due = record.ends_on + dt.timedelta(days=1)
        while due in stopped:
            due += dt.timedelta(days=1)
        assert first_run[record.pk] == due


def test_twin_a_query_for_exactly_yesterday_skips_and_doubles(cast):
    """The twin: "ended yesterday", without a mark, loses what fell in a stop and asks twice on a day of two runs."""
    records = [of_ada(cast, DAY + dt.timedelta(days=n)) for n in range(0, 40, 4)]
    asked = Counter()
    for n in range(60):
        day = DAY + dt.timedelta(days=n)
        if n in (1, 2, 3):
            continue
        for _ in range(1 + (n % 5 == 0)):
            asked.update(Record.objects.filter(ends_on=day - dt.timedelta(days=1)).values_list("pk", flat=True))
    assert {record.pk for record in records} - set(asked), "a stop should have lost some"
    assert max(asked.values()) > 1, "two runs should have doubled some"


def test_nobody_is_asked_on_the_last_day_itself(cast):
    record = of_ada(cast)
    run_on(DAY, 23)
    assert not told("asked")
    run_on(DAY + dt.timedelta(days=1), 0)
    assert told("asked") == {str(record.public_id): 1}


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ({}, True),
        ({"is_external": False}, False),
        ({"ends_on": DAY - dt.timedelta(days=59)}, True),
        ({"ends_on": DAY - dt.timedelta(days=60)}, False),
        ({"ends_on": DAY - dt.timedelta(days=900)}, False),
    ],
)
def test_who_is_asked_about_what(cast, facts, is_asked):
    of_ada(cast, **facts)
    run_on(DAY + dt.timedelta(days=1))
    assert bool(told("asked")) == is_asked == FeedbackRequest.objects.exists()


def test_the_trust_sets_how_old_and_after_how_many_days(cast):
    TrustSettings.objects.update_or_create(
        pk=1,
        defaults={
            "values": {"training.feedback_not_older_than_days": 5, "training.feedback_remind_after_school_days": 2}
        },
    )
    old, new = of_ada(cast, DAY - dt.timedelta(days=5)), of_ada(cast)
    run_on(DAY + dt.timedelta(days=1))
    assert told("asked") == {str(new.public_id): 1}
    run_on(DAY + dt.timedelta(days=2))
    assert not told("reminded")
    run_on(DAY + dt.timedelta(days=3))
    assert told("reminded") == {str(new.public_id): 1}
    assert not FeedbackRequest.objects.filter(record=old).exists()


def test_the_school_days_count_from_the_day_in_london(cast):
    """Asked at half past eleven on Sunday in UTC, on Monday in London: ten school days end on a Monday."""
    FeedbackRequestFactory(
        record=of_ada(cast, dt.date(2027, 6, 12)), asked_at=dt.datetime(2027, 6, 13, 23, 30, tzinfo=dt.UTC)
    )
    run_on(dt.date(2027, 6, 27))
    assert not told("reminded")
    run_on(dt.date(2027, 6, 28))
    assert sum(told("reminded").values()) == 1


@pytest.mark.parametrize(("days", "is_asked"), [(0, False), (1, True), (2, True)])
def test_whoever_leaves_is_asked_up_to_the_last_day(cast, days, is_asked):
    RecordFactory(person=PersonFactory(left_on=DAY + dt.timedelta(days=days)), school=cast.oak, starts_on=DAY)
    run_on(DAY + dt.timedelta(days=1))
    assert bool(told("asked")) == is_asked


@pytest.mark.parametrize(
    "facts", [{"left_on": DAY}, {"is_active": False}, {"email": None}], ids=["left", "may not sign in", "no email"]
)
def test_nobody_is_asked_or_reminded_who_cannot_answer(cast, facts):
    person = PersonFactory(**facts)
    RecordFactory(person=person, school=cast.oak, starts_on=DAY)
    asked = RecordFactory(person=person, school=cast.oak, starts_on=DAY - dt.timedelta(days=80))
    FeedbackRequestFactory(record=asked, asked_at=at(DAY - dt.timedelta(days=79)))
    run_on(DAY + dt.timedelta(days=1))
    assert not Notice.objects.exists()


def test_whoever_is_away_is_asked_when_back(cast):
    of_ada(cast)
    LongAbsence.objects.create(person=cast.ada, starts_on=DAY, ends_on=DAY + dt.timedelta(days=2))
    assert [run_on(DAY + dt.timedelta(days=n)).asked for n in (1, 2, 3)] == [0, 0, 1]


def test_whoever_has_given_it_is_neither_asked_nor_reminded(cast):
    FeedbackFactory(record=of_ada(cast))
    answered = of_ada(cast)
    FeedbackRequestFactory(record=answered, asked_at=at(DAY))
    FeedbackFactory(record=answered)
    run_on(DAY + dt.timedelta(days=1))
    run_on(DAY + dt.timedelta(days=40))
    assert not Notice.objects.exists()


def test_the_reminder_counts_the_school_days_of_the_records_own_school(cast):
    """Oak has a holiday of its own in between; Elm has not."""
    autumn = {"year": 2026, "name": "autumn"}
    whole, first, second = dt.date(2026, 9, 1), dt.date(2026, 11, 13), dt.date(2026, 11, 23)
    last = dt.date(2026, 12, 18)
    Term.objects.create(school=None, **autumn, starts_on=whole, ends_on=last)
    Term.objects.create(school=cast.oak, **autumn, starts_on=whole, ends_on=first)
    Term.objects.create(school=cast.oak, **autumn, half=2, starts_on=second, ends_on=last)
    oak = of_ada(cast)
    elm = RecordFactory(person=cast.tom, school=cast.elm, starts_on=DAY)
    run_on(DAY + dt.timedelta(days=1))
    days = {}
    for n in range(2, 40):
        run_on(DAY + dt.timedelta(days=n))
        for key in told("reminded"):
            days.setdefault(key, DAY + dt.timedelta(days=n))
    asked_on = DAY + dt.timedelta(days=1)
    assert days[str(elm.public_id)] == add_school_days(asked_on, 10, ())
    assert days[str(oak.public_id)] == add_school_days(asked_on, 15, ())


def test_a_sweep_that_dies_is_taken_up_by_the_next_and_holds_up_no_other(cast, monkeypatch):
    first, second = of_ada(cast), of_ada(cast)
    real = feedback_requests.notices.asked

    def dies(record):
        if record.pk == first.pk:
            raise ConnectionError
        return real(record)

    with time_machine.travel(at(DAY + dt.timedelta(days=1)), tick=False):
        monkeypatch.setattr(feedback_requests.notices, "asked", dies)
        with pytest.raises(RuntimeError, match="1 people"):
            sweep()
        assert told("asked") == {str(second.public_id): 1}
        monkeypatch.setattr(feedback_requests.notices, "asked", real)
        sweep()
    assert told("asked") == {str(first.public_id): 1, str(second.public_id): 1}
    assert FeedbackRequest.objects.count() == 2


def test_a_fault_in_one_schools_terms_holds_up_no_other_school(cast, monkeypatch):
    broken = FeedbackRequestFactory(record=of_ada(cast)).record
    whole = FeedbackRequestFactory(record=RecordFactory(person=cast.tom, school=cast.elm, starts_on=DAY)).record
    real = feedback_requests.term_spans

    def dies(school):
        if school == cast.oak:
            raise ValueError("terms that cannot be read")
        return real(school)

    monkeypatch.setattr(feedback_requests, "term_spans", dies)
    done = run_on(today() + dt.timedelta(days=60))
    assert (done.reminded, done.failed) == (1, 1)
    assert FeedbackRequest.objects.get(record=whole).reminded_at
    assert FeedbackRequest.objects.get(record=broken).reminded_at is None


def test_the_notice_names_nobody_and_leads_to_the_form(cast):
    record = of_ada(cast, title="Phonics for all")
    run_on(DAY + dt.timedelta(days=1))
    notice = Notice.objects.get()
    assert (notice.person, notice.topic, notice.urgent, notice.wants_mail) == (cast.ada, "feedback", False, True)
    assert notice.path == f"/records/{record.public_id}/feedback/"
    assert "Phonics" not in notice.subject
    assert "“Phonics for all”" in notice.body
    assert "Ada" not in notice.subject + notice.body + notice.key


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_and_remind_once(live_cast):
    cast = live_cast
    records = [of_ada(cast) for _ in range(4)]
    for day in (DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=40)):
        with time_machine.travel(at(day), tick=True):
            assert at_once(*[ask_for_feedback] * 3) == []
    expected = {str(record.public_id): 1 for record in records}
    assert told("asked") == told("reminded") == expected


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twin_without_mark_and_key_two_sweeps_tell_twice(live_cast):
    """The twin: the same harness finds doubles where nothing but a look beforehand stands against them."""
    cast = live_cast
    for _ in range(6):
        of_ada(cast)

    def careless():
        for record in Record.objects.to_ask(DAY + dt.timedelta(days=1), not_older_than=60).order_by("pk"):
            key = f"training.feedback.careless:{record.public_id}"
            if not Notice.objects.filter(key__startswith=key).exists():
                tell(person=cast.ada, topic="feedback", key=f"{key}:{uuid.uuid4()}", subject="Twice")

    for _ in range(10):
        Notice.objects.all().delete()
        assert at_once(*[careless] * 3) == []
        if Notice.objects.count() > 6:
            return
    pytest.fail("Without a guard some should have been told twice.")


# --- When a leader asks ----------------------------------------------------------------------------------------------


def test_a_leader_reminds_at_most_once_a_day(cast):
    record = of_ada(cast)
    FeedbackRequestFactory(record=record)
    with time_machine.travel(at(DAY + dt.timedelta(days=30)), tick=False):
        prompt_feedback(obj=record, actor=cast.hal)
        for leader in (cast.hal, cast.sid):
            with pytest.raises(IllegalMove, match="today already"):
                prompt_feedback(obj=record, actor=leader)
    with time_machine.travel(at(DAY + dt.timedelta(days=31)), tick=False):
        prompt_feedback(obj=record, actor=Person.objects.get(pk=cast.sid.pk))
    notices = Notice.objects.filter(person=cast.ada)
    assert notices.count() == AuditEvent.objects.filter(code="training.feedback.prompted").count() == 2
    assert not [n for n in notices if "Hal" in n.subject + n.body]


def test_nobody_is_reminded_of_what_is_there_or_cannot_be(cast):
    given, unasked, left = of_ada(cast), of_ada(cast), RecordFactory(person=cast.bea, school=cast.oak)
    FeedbackRequestFactory(record=given)
    FeedbackFactory(record=given)
    FeedbackRequestFactory(record=left)
    Person.objects.filter(pk=cast.bea.pk).update(left_on=today() - dt.timedelta(days=1))
    for record in (given, unasked, left):
        with pytest.raises(IllegalMove):
            prompt_feedback(obj=record, actor=cast.hal)
    with pytest.raises(PermissionDenied):
        prompt_feedback(obj=unasked, actor=cast.lin)
    assert not Notice.objects.exists()
