"""Every dated rule on the day before, on the day, and on the day after."""

import datetime as dt
from contextlib import nullcontext

import pytest
import time_machine

from certificates.compliance import compliance_of_people, compliance_of_school, valid_holders
from certificates.expiry import Status
from certificates.models import NamedHolder
from certificates.services.people import give_exemption
from certificates.services.reminders import send_reminders
from certificates.summary import summarise
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from notifications.models import Notice
from people.models import Person
from people.tests.factories import GrantFactory, PostFactory, ResponsibilityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("HS-1", "CX-1")]
DAY = dt.date(2026, 11, 24)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def on_a_day_before():
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


def statuses(person, requirement, *days):
    """Return how somebody stands on each day, as the names and as the counts say it."""
    found = []
    for day in days:
        line = compliance_of_people([person.pk], day).line(person.pk, requirement)
        counted = [status for status, number in summarise(day).total(requirement).items() if number]
        assert counted == ([] if line.status == Status.NOT_APPLICABLE else [line.status])
        found.append(str(line.status))
    return found


def around(day):
    return [day + dt.timedelta(days=step) for step in (-1, 0, 1)]


# --- Who needs it, from when to when --------------------------------------------------------------------------------

PLACES = {
    "post": ({"staff_groups": ["technician"]}, lambda p, s, **d: PostFactory(
        person=p, school=s, staff_group="technician", **d)),
    "duty": ({"responsibilities": ["dsl"]}, lambda p, s, **d: ResponsibilityFactory(
        person=p, school=s, kind="dsl", **d)),
    "role": ({"roles": ["governor"], "audience": "governance"}, lambda p, s, **d: GrantFactory(
        person=p, school=s, role="governor", **d)),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_post_a_duty_and_a_role_ask_from_their_first_day_to_their_last(place, cast):
    rule, begin = PLACES[place]
    cast.oak.grants.all().delete()
    requirement = RequirementFactory(**rule)
    last = DAY + dt.timedelta(days=40)
    begin(cast.nora, cast.oak, starts_on=DAY, ends_on=last)
    assert statuses(cast.nora, requirement, *around(DAY)) == ["not_applicable", "never_done", "never_done"]
    assert statuses(cast.nora, requirement, *around(last)) == ["never_done", "never_done", "not_applicable"]


@pytest.mark.parametrize("place", PLACES)
def test_the_deadline_counts_from_the_first_day_of_the_post_duty_or_role(place, cast):
    rule, begin = PLACES[place]
    cast.oak.grants.all().delete()
    requirement = RequirementFactory(first_due_days=120, **rule)
    begin(cast.nora, cast.oak, starts_on=DAY)
    due, soon = DAY + dt.timedelta(days=120), DAY + dt.timedelta(days=30)
    assert statuses(cast.nora, requirement, *around(DAY)) == ["not_applicable", "not_yet_due", "not_yet_due"]
    assert statuses(cast.nora, requirement, *around(soon)) == ["not_yet_due", "due_soon", "due_soon"]
    assert statuses(cast.nora, requirement, *around(due)) == ["due_soon", "due_soon", "never_done"]


def test_somebody_named_must_from_that_day_on_and_within_the_deadline(cast):
    requirement = RequirementFactory(coverage="named", first_due_days=0)
    NamedHolder.objects.create(person=cast.ada, requirement=requirement, since=DAY, named_by=cast.hal)
    assert statuses(cast.ada, requirement, *around(DAY)) == ["not_applicable", "due_soon", "never_done"]


def test_nothing_is_asked_of_somebody_after_the_leaving_day(cast):
    requirement = RequirementFactory(staff_groups=["teaching_assistant"])
    Person.objects.filter(pk=cast.bea.pk).update(left_on=DAY)
    assert statuses(cast.bea, requirement, *around(DAY)) == ["never_done", "never_done", "not_applicable"]


# --- Until when it holds --------------------------------------------------------------------------------------------


def test_valid_due_soon_and_expired(cast):
    requirement = RequirementFactory(staff_groups=["teaching_assistant"])
    CertificateFactory(person=cast.bea, requirement=requirement, awarded_on=dt.date(2026, 1, 5), expires_on=DAY)
    assert statuses(cast.bea, requirement, *around(DAY)) == ["due_soon", "due_soon", "expired"]
    soon = DAY - dt.timedelta(days=90)
    assert statuses(cast.bea, requirement, *around(soon)) == ["valid", "due_soon", "due_soon"]


def test_cover_and_the_list_of_first_aiders_hold_to_the_last_day(cast):
    requirement = RequirementFactory(code="FA-PFA", coverage="one_per_school")
    CertificateFactory(person=cast.ada, requirement=requirement, awarded_on=dt.date(2026, 1, 5), expires_on=DAY)
    enough = [compliance_of_school(cast.oak, day).cover[0].is_enough for day in around(DAY)]
    listed = [len(valid_holders(cast.oak, "FA-PFA", day)) for day in around(DAY)]
    assert (enough, listed) == ([True, True, False], [1, 1, 0])


# --- Reminders ------------------------------------------------------------------------------------------------------


def told_on(day):
    """Return whom a run on that day tells, by their first names."""
    Notice.objects.all().delete()
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        send_reminders()
    return sorted(Notice.objects.values_list("person__first_name", flat=True))


RUNGS = {90: ["Ada"], 60: ["Ada"], 30: ["Ada", "Lin"], 7: ["Ada", "Lin"], 0: ["Ada", "Hal", "Lin"]}


def test_each_threshold_is_told_on_its_day_and_not_the_day_before_or_after(cast):
    requirement = RequirementFactory(staff_groups=["teacher"], first_due_days=None)
    for person in (cast.lin, cast.tom):
        CertificateFactory(person=person, requirement=requirement, awarded_on=dt.date(2026, 1, 5), expires_on=None)
    CertificateFactory(person=cast.ada, requirement=requirement, awarded_on=dt.date(2026, 1, 5), expires_on=DAY)
    told = {}
    for left in (91, 90, 89, 61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0, -1, -6, -7, -8, -13, -14, -15):
        told[left] = told_on(DAY - dt.timedelta(days=left))
    weekly = {left: ["Ada", "Hal", "Lin"] for left in (-7, -14)}
    assert {left: names for left, names in told.items() if names} == RUNGS | weekly


def test_what_must_first_be_done_is_told_on_its_thresholds(cast):
    RequirementFactory(staff_groups=["technician"], first_due_days=100)
    PostFactory(person=cast.nora, school=cast.oak, staff_group="technician", starts_on=DAY)
    due = DAY + dt.timedelta(days=100)
    days = (91, 90, 89, 61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0, -1, -7, -14, -27, -28, -29)
    told = {left: told_on(due - dt.timedelta(days=left)) for left in days}
    assert [left for left, names in told.items() if names == ["Nora"]] == [90, 60, 30, 7, 0, -28]
    assert [names for names in told.values() if names not in ([], ["Nora"])] == []


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (1, True)])
def test_an_exemption_may_end_today(cast, days, is_taken):
    until = today() + dt.timedelta(days=days)
    facts = {"person": cast.ada, "requirement": RequirementFactory(), "actor": cast.hal, "reason": "On leave"}
    with nullcontext() if is_taken else pytest.raises(IllegalMove, match="must end today or later"):
        give_exemption(until=until, **facts)
    assert cast.ada.exemptions.filter(until=until).exists() is is_taken
