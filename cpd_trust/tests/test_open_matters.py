"""What every app keeps open with somebody who leaves, on one page, and handed on from there."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from appraisal.tests.factories import make_review
from core.calendar import LONDON, now, today
from courses.models import Booking, CourseRequest
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import opening, same_cost
from notifications.models import Notice
from people.open_matters import open_after
from people.services.leaving import record_leaving
from planning.tests.factories import ActionFactory, ConversationFactory, NeedFactory, PriorityFactory
from surveys.tests.factories import SurveyFactory
from training.events.tests.factories import EventFactory, SeriesFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def fill(cast, person):
    """Leave one of each open with the person."""
    make_request("deciding", applicant=person, school=cast.oak)
    make_request("booked", applicant=person, school=cast.oak, officer=cast.ben)
    PriorityFactory(school=cast.oak, owner=person)
    ActionFactory(school=cast.oak, lead=person)
    SurveyFactory(school=cast.oak, made_by=person)
    NeedFactory(school=cast.oak, person=person, raised_by=person)
    ConversationFactory(school=cast.oak, person=cast.bea, manager=person)
    EventFactory(school=cast.oak, organiser=person).facilitators.add(person)


def kinds(person, day=None):
    return {source.key: [m.what for m in matters] for source, matters in open_after(person, day or today())}


def test_everything_that_is_open_is_shown(cast, sign_in):
    fill(cast, cast.lin)
    make_review(reviewee=cast.ada, reviewer=cast.lin, school=cast.oak)
    found = kinds(cast.lin)
    assert set(found) == {
        "line_management", "requests", "bookings", "priorities", "actions", "surveys", "needs", "conversations",
        "reviews_led", "events_organised", "events_facilitated",
    }  # fmt: skip
    # Whose review it is, and what a conversation is about, is not for the administrator.
    assert "Ada" not in str(found["reviews_led"]) + str(found["conversations"])
    page = sign_in(cast.ann).get(reverse("people:person-leave", args=[cast.lin.public_id]))
    for matters in found.values():
        for what in matters:
            assert what.replace("'", "&#x27;") in page.content.decode()


def test_what_waits_for_an_approver_is_shown(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    assert kinds(cast.hal)["approvals"] == [request.title]
    assert "approvals" not in kinds(cast.eli)


@pytest.mark.parametrize(("days", "is_open"), [(-1, True), (0, False), (1, False)])
def test_a_booking_is_open_when_it_ends_after_the_last_day(cast, days, is_open):
    make_request("booked", applicant=cast.ada, school=cast.oak, officer=cast.ben)
    last_day = Booking.objects.get().ends_on + days * DAY
    assert ("bookings" in kinds(cast.ada, last_day)) == is_open


@pytest.mark.parametrize(("days", "is_open"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize(
    "key", ["requests", "approvals", "actions", "surveys", "conversations", "events_organised", "events_facilitated"]
)
def test_what_is_over_by_the_last_day_is_not_open(cast, key, days, is_open):
    """The last day is the day before it is over, the day itself, the day after."""
    over = today() + 30 * DAY
    person = cast.hal if key == "approvals" else cast.ada if key == "requests" else cast.lin
    if key in ("requests", "approvals"):
        make_request("deciding", applicant=cast.ada, school=cast.oak)
        CourseRequest.objects.update(starts_on=over, ends_on=over)
    elif key == "actions":
        ActionFactory(school=cast.oak, lead=person, ends_on=over)
    elif key == "surveys":
        SurveyFactory(school=cast.oak, made_by=person, status="open", opened_at=now(), closes_on=over)
    elif key.startswith("events"):
        EventFactory(school=cast.oak, organiser=person, day=over).facilitators.add(person)
    else:
        meeting = dt.datetime.combine(over, dt.time(23, 30), LONDON)
        ConversationFactory(school=cast.oak, person=cast.bea, manager=person, status="arranged", arranged_for=meeting)
    assert (key in kinds(person, over + days * DAY)) == is_open


@pytest.mark.parametrize("key", ["requests", "actions"])
def test_what_should_be_over_already_and_is_not_stays_open(cast, key):
    yesterday = today() - DAY
    make_request("deciding", applicant=cast.lin, school=cast.oak)
    CourseRequest.objects.update(starts_on=yesterday, ends_on=yesterday)
    ActionFactory(school=cast.oak, lead=cast.lin, ends_on=yesterday)
    assert key in kinds(cast.lin, today() + 30 * DAY)


@pytest.mark.parametrize(("days", "is_open"), [(-1, True), (0, False), (1, False)])
def test_priorities_of_a_year_are_over_with_its_last_day(cast, days, is_open):
    """The last day is 30 August, 31 August, 1 September: next year's priorities begin on the first."""
    priority = PriorityFactory(school=cast.oak, owner=cast.lin)
    last_day = dt.date(priority.year + 1, 8, 31) + days * DAY
    assert ("priorities" in kinds(cast.lin, last_day)) == is_open
    record_leaving(actor=cast.ann, person=cast.lin, left_on=last_day, hand_on={"priorities": cast.sid})
    priority.refresh_from_db()
    assert (priority.owner == cast.sid) == is_open


def test_priorities_and_actions_are_handed_on_and_told(cast):
    fill(cast, cast.lin)
    record_leaving(
        actor=cast.ann, person=cast.lin, left_on=today(), hand_on={"priorities": cast.sid, "actions": cast.sid}
    )
    assert {"priorities", "actions"}.isdisjoint(kinds(cast.lin))
    assert {"priorities", "actions"} <= set(kinds(cast.sid))
    told = Notice.objects.filter(person=cast.sid, topic="planning").values_list("subject", flat=True)
    assert set(told) == {"You're leading an improvement priority", "You lead an action of the yearly plan"}


def test_events_are_handed_on_and_told_once_for_a_series(cast):
    series = SeriesFactory()
    rows = [EventFactory(school=cast.oak, organiser=cast.lin, series=series) for _ in range(2)]
    EventFactory(school=cast.oak, organiser=cast.lin, cancelled=True)
    rows[0].facilitators.add(cast.lin, cast.ada)
    handed = {"events_organised": cast.sid, "events_facilitated": cast.tom}
    record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on=handed)
    assert {"events_organised", "events_facilitated"}.isdisjoint(kinds(cast.lin))
    assert len(kinds(cast.sid)["events_organised"]) == 2
    assert set(rows[0].facilitators.all()) == {cast.ada, cast.tom}
    told = Notice.objects.filter(topic="event").values_list("person__first_name", "subject")
    assert sorted(told) == [("Sid", "You're organising an event"), ("Tom", "You're a facilitator of an event")]


def test_nobody_of_another_school_organises_them(cast):
    EventFactory(school=cast.oak, organiser=cast.lin)
    with pytest.raises(ValidationError, match="Choose someone who works at Oak"):
        record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on={"events_organised": cast.tom})
    assert "events_organised" in kinds(cast.lin)


@pytest.mark.parametrize("key", ["priorities", "actions"])
def test_nobody_of_another_school_takes_them_and_then_nothing_is_saved(cast, key):
    fill(cast, cast.lin)
    with pytest.raises(ValidationError, match="Choose one of them"):
        record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on={key: cast.tom})
    cast.lin.refresh_from_db()
    assert cast.lin.left_on is None


def test_reviews_and_conversations_are_never_handed_on_by_an_administrator(cast):
    make_review(reviewee=cast.ada, reviewer=cast.lin, school=cast.oak)
    ConversationFactory(school=cast.oak, person=cast.bea, manager=cast.lin)
    hands = {source.key: source.hand_on for source, _ in open_after(cast.lin, today())}
    assert (hands["reviews_led"], hands["conversations"]) == (None, None)
    record_leaving(actor=cast.ann, person=cast.lin, left_on=today(), hand_on={"reviews_led": cast.ann})
    assert "reviews_led" in kinds(cast.lin)
    assert "reviews_led" not in kinds(cast.ann)


def test_the_page_costs_the_same_with_one_of_each_and_with_three(cast, sign_in):
    page = opening(sign_in(cast.ann), reverse("people:person-leave", args=[cast.lin.public_id]))
    same_cost(page, lambda _: fill(cast, cast.lin))
