"""The trust's own events beside an external course: when it is asked for, and when it is decided (policy AP-10)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.approvals.decision_card import decision_card
from courses.tests.factories import CourseFactory, RequestFactory, make_request
from cpd_trust.tests.helpers import fresh, opening, same_cost, text_of
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from training.events.tests.factories import EventFactory, SeriesFactory, audience_of
from training.places.alternatives import AHEAD, Wanted, events_instead
from training.places.tests.factories import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-10")]
DAY = dt.timedelta(days=1)


def event(cast, title="Something", school=None, organiser=None, **facts):
    """Return an event for all staff of Oak."""
    school = school or cast.oak
    audience = facts.pop("audience", None) or audience_of(kind="staff", school=school)
    return EventFactory(school=school, organiser=organiser or cast.hal, title=title, audience=audience, **facts)


def found(wanted, person, reader=None):
    return [one.event for one in events_instead(wanted, fresh(person), fresh(reader) if reader else None)]


@pytest.mark.both
def test_what_answers_the_same_comes_first_then_the_priority_then_a_title_alike(cast):
    requirement, priority = RequirementFactory(), PriorityFactory(school=cast.oak)
    alike = event(cast, "Phonics for reception", day=today() + DAY)
    serves = event(cast, priority=priority, day=today() + 2 * DAY)
    same = event(cast, day=today() + 3 * DAY)
    same.requirements.add(requirement)
    event(cast, "Staff wellbeing")
    assert found(Wanted("Phonics refresher", requirement, priority=priority), cast.ada) == [same, serves, alike]
    assert found(Wanted("Fire safety"), cast.ada) == []
    assert found(Wanted(), cast.ada) == []


def test_what_renews_something_that_satisfies_the_requirement_is_the_same(cast):
    lower, higher = RequirementFactory(), RequirementFactory()
    lower.satisfied_by.add(higher)
    row = event(cast)
    row.requirements.add(higher)
    assert found(Wanted("x", requirement=lower), cast.ada) == [row]
    assert found(Wanted("x", requirement=RequirementFactory()), cast.ada) == []


@pytest.mark.both
def test_the_same_need_or_action_and_needs_that_are_alike(cast):
    need = NeedFactory(school=cast.oak, person=cast.ada, title="Leading guided reading")
    action = ActionFactory(school=cast.oak)
    by_need, by_action, by_other = event(cast, need=need), event(cast, action=action), event(cast)
    by_other.needs.add(NeedFactory(school=cast.elm, title="Guided reading: leading it"))
    event(cast).needs.add(NeedFactory(school=cast.elm, title="Guided reading", area="maths"))
    assert set(found(Wanted("x", need=need), cast.ada)) == {by_need, by_other}
    assert found(Wanted("x", action=action), cast.ada) == [by_action]


@pytest.mark.parametrize(
    ("facts", "is_shown"),
    [
        ({}, True),
        ({"sign_up": "invited"}, False),
        ({"sign_up": "agreed"}, True),
        ({"sign_up_until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, False),
        ({"cancelled": True}, False),
        ({"day": today() + AHEAD + 2 * DAY}, False),
    ],
)
def test_only_what_they_can_sign_up_for_in_the_coming_months(cast, facts, is_shown):
    row = event(cast, "Phonics", **facts)
    assert found(Wanted("Phonics"), cast.ada) == [row] * is_shown
    assert found(Wanted("Phonics"), cast.tom) == []


def test_an_invitation_and_a_place_are_shown_as_such_and_a_series_once(cast):
    row = event(cast, "Phonics", sign_up="invited")
    PlaceFactory(event=row, person=cast.ada, school=cast.oak)
    series = SeriesFactory()
    first, _ = (event(cast, "Phonics club", series=series, day=today() + n * DAY, capacity=2) for n in (9, 10))
    PlaceFactory(event=first, person=cast.bea, school=cast.oak)
    own, other = events_instead(Wanted("Phonics"), fresh(cast.ada))
    assert (own.event, own.place, other.event, other.place) == (row, "Going", first, "")
    assert other.words.endswith("1 place left")
    PlaceFactory(event=first, person=cast.lin, school=cast.oak)
    assert events_instead(Wanted("Phonics"), fresh(cast.ada))[1].words.endswith("full, with a waiting list")


@pytest.mark.both
def test_an_approver_sees_what_is_open_to_the_applicant_and_visible_to_them(cast):
    """The Headteacher of Elm decides on somebody who works at both schools: nothing of Oak's is theirs to see."""
    ours = event(cast, "Phonics at Oak")
    everybody = event(cast, "Phonics for all", audience=audience_of(kind="staff"))
    only_named = event(cast, "Phonics for one", audience=audience_of(kind="person", person=cast.ada))
    elsewhere = event(cast, "Phonics at Elm", school=cast.elm, organiser=cast.eli)
    assert set(found(Wanted("Phonics"), cast.ada)) == {ours, everybody, only_named}
    assert found(Wanted("Phonics"), cast.ada, cast.eli) == [everybody]
    assert elsewhere not in found(Wanted("Phonics"), cast.ada, cast.eve)


def test_it_is_shown_before_asking_before_sending_and_before_deciding(cast, sign_in):
    row = event(cast, "Phonics for all", room="Hall", capacity=12)
    course = CourseFactory(title="Phonics for all teachers")
    start = text_of(sign_in(cast.ada).get(f"{reverse('courses:request-start')}?course={course.public_id}"))
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, title="Phonics for all teachers")
    check = text_of(sign_in(cast.ada).get(reverse("courses:request-check", args=[draft.public_id])))
    for page in (start, check):
        assert "The trust is running this itself" in page
        assert page.count(f'href="{row.get_absolute_url()}"') == 1
        assert "12 places left" in page
        assert "Hall, Oak Primary School" in page
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak, title="Phonics for all teachers")
    card = text_of(sign_in(cast.hal).get(reverse("courses:request-decide", args=[asked.public_id])))
    assert "The trust is running this itself" in card
    assert row.get_absolute_url() in card
    assert [one.event for one in decision_card(asked, fresh(cast.hal)).events] == [row]


def test_without_such_an_event_no_page_speaks_of_it(cast, sign_in):
    event(cast, "Staff wellbeing")
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, title="Phonics")
    page = text_of(sign_in(cast.ada).get(reverse("courses:request-check", args=[draft.public_id])))
    assert "The trust is running this itself" not in page


@pytest.mark.both
def test_the_card_and_the_check_cost_the_same_with_one_event_and_three(cast, sign_in):
    need = NeedFactory(school=cast.oak, person=cast.ada, title="Phonics")
    facts = {"applicant": cast.ada, "school": cast.oak, "title": "Phonics", "need": need}
    card = reverse("courses:request-decide", args=[make_request("deciding", **facts).public_id])
    check = reverse("courses:request-check", args=[RequestFactory(**facts).public_id])
    for person, url in ((cast.hal, card), (cast.ada, check)):
        same_cost(opening(sign_in(person), url), lambda _: event(cast, "Phonics", need=need))


@pytest.mark.parametrize(("days", "is_shown"), [(-1, True), (0, True), (1, False)])
def test_whoever_leaves_is_shown_what_is_on_by_their_last_day(cast, days, is_shown):
    row = event(cast, "Phonics")
    cast.ada.left_on = row.day - days * DAY
    cast.ada.save()
    assert found(Wanted("Phonics"), cast.ada) == [row] * is_shown


def test_what_has_begun_is_not_shown(cast):
    row = event(cast, "Phonics")
    with time_machine.travel(row.starts_at - dt.timedelta(minutes=1), tick=False):
        assert found(Wanted("Phonics"), cast.ada) == [row]
    with time_machine.travel(row.starts_at, tick=False):
        assert found(Wanted("Phonics"), cast.ada) == []
