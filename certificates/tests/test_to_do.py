"""What of required training stands on a first page: one's own, one's people's, a school's, the trust's."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from certificates.audience import audience_on
from certificates.bookings import BookingsKnown
from certificates.compliance import compliance_of_people, compliance_of_school
from certificates.tests.factories import CertificateFactory, RequirementFactory
from certificates.to_do import required_training
from core.calendar import today
from core.first_page import Concern, Task, Tile, Urgency
from core.reading import run_steps
from core.tests.plugging import plugged_in
from cpd_trust.tests.helpers import fresh, same_cost
from people.first_page import Visit
from people.tests.factories import PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("HS-1", "IM-3")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        yield


def items(person, kind=Task):
    return [item for item in run_steps(required_training(Visit(fresh(person)))) if isinstance(item, kind)]


def said(person):
    return [(task.text, task.hint, task.urgency) for task in items(person)]


def held(person, last_day, requirement, school):
    return CertificateFactory(
        person=person, requirement=requirement, school=school, awarded_on=DAY - dt.timedelta(400), expires_on=last_day
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, ("Prevent is overdue", "Since 24 Nov 2026", Urgency.OVERDUE)),
        (0, ("Prevent is due soon", "By 24 Nov 2026", Urgency.SOON)),
        (7, ("Prevent is due soon", "By 1 Dec 2026", Urgency.SOON)),
        (8, ("Prevent is due soon", "By 2 Dec 2026", Urgency.LATER)),
        (90, ("Prevent is due soon", "By 22 Feb 2027", Urgency.LATER)),
        (91, None),
    ],
)
def test_ones_own_training_is_named_with_its_day(cast, days, words):
    prevent = RequirementFactory(name="Prevent")
    held(cast.ada, DAY + dt.timedelta(days=days), prevent, cast.oak)
    assert said(cast.ada) == ([words] if words else [])


def test_several_of_ones_own_have_a_line_together_the_oldest_first(cast):
    fire, prevent = RequirementFactory(name="Fire safety"), RequirementFactory(name="Prevent")
    held(cast.ada, dt.date(2026, 10, 31), fire, cast.oak)
    held(cast.ada, dt.date(2026, 9, 30), prevent, cast.oak)
    assert said(cast.ada) == [
        ("2 of your required trainings are overdue", "Prevent: since 1 Oct 2026 · 1 more", Urgency.OVERDUE)
    ]


def test_what_is_booked_presses_no_more_but_is_never_called_done(cast):
    late, soon = RequirementFactory(name="Prevent"), RequirementFactory(name="Fire safety")
    held(cast.ada, DAY - dt.timedelta(days=1), late, cast.oak)
    held(cast.ada, DAY + dt.timedelta(days=5), soon, cast.oak)
    day = DAY + dt.timedelta(days=3)
    known = {(cast.ada.pk, late.pk): day, (cast.ada.pk, soon.pk): day}
    with plugged_in(BookingsKnown(lambda people: known)):
        assert said(cast.ada) == [("Prevent is overdue and booked", "Booked for 27 Nov 2026", Urgency.LATER)]


def test_a_starter_with_a_booking_is_not_overdue_before_the_day_it_is_due(cast):
    prevent = RequirementFactory(name="Prevent", staff_groups=["teacher"], first_due_days=60)
    cast.ada_post.starts_on = today() - dt.timedelta(days=5)
    cast.ada_post.save()
    (before,) = said(cast.ada)
    assert before[0] == "Prevent is due soon"
    with plugged_in(BookingsKnown(lambda people: {(cast.ada.pk, prevent.pk): today() + dt.timedelta(days=3)})):
        assert said(cast.ada) == []


def test_a_line_manager_reads_what_is_overdue_of_each_of_their_people(cast):
    prevent = RequirementFactory(name="Prevent", staff_groups=["teacher"])
    for person in (cast.ada, cast.lin):
        held(person, dt.date(2026, 9, 30), prevent, cast.oak)
    (own, theirs) = said(cast.lin)
    assert own[0] == "Prevent is overdue"
    assert theirs == (
        f"1 required training of {cast.ada} is overdue",
        "Prevent: since 1 Oct 2026",
        Urgency.OVERDUE,
    )
    assert items(cast.lin)[1].url == reverse("certificates:person-compliance", args=[cast.ada.public_id])
    cast.ada_post.line_manager = None
    cast.ada_post.save()
    assert [words[0] for words in said(cast.lin)] == ["Prevent is overdue"]


def test_a_head_reads_binding_training_first_then_what_most_are_without(cast):
    binding = RequirementFactory(name="Safeguarding", staff_groups=["teacher"])
    many, few, rest = (RequirementFactory(name=name, statutory="recommended") for name in ("Fire", "Data", "Risk"))
    for person in (cast.ada, cast.bea, cast.lin, cast.sid, cast.hal):
        for requirement in (few, rest):
            held(person, DAY if person in (cast.ada, cast.bea) else DAY + dt.timedelta(200), requirement, cast.oak)
    for person in (cast.lin, cast.hal):
        held(person, DAY + dt.timedelta(200), binding, cast.oak)
    held(cast.hal, DAY + dt.timedelta(200), many, cast.oak)
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC), tick=False):
        tasks = items(cast.hal)
        assert [task.text for task in tasks] == [
            "1 person without Safeguarding",
            "4 people without Fire",
            "2 other required trainings are overdue",
        ]
        assert tasks[0].hint == f"{cast.ada} · no certificate yet"
        assert tasks[1].hint.endswith(", 2 more · no certificate yet")
        assert tasks[2].hint == "4 certificates missing or out of date"
        assert all(task.urgency == Urgency.OVERDUE for task in tasks)
        assert items(cast.eli)[0].text != tasks[0].text


def test_a_duty_with_too_few_people_is_the_heads_to_arrange(cast):
    RequirementFactory(name="Fire warden", coverage="one_per_school", minimum_holders=2)
    (task,) = items(cast.hal)
    assert (task.text, task.hint) == ("1 duty with too few trained people", "Fire warden: 0 of 2")


def test_a_school_in_a_larger_read_is_the_school_read_by_itself(cast):
    """Also of somebody who works at two schools: each matrix counts what they do there alone."""
    for groups in ([], ["teacher"], ["technician"]):
        RequirementFactory(staff_groups=groups, first_due_days=30)
    RequirementFactory(audience="governance")
    PostFactory(person=cast.ada, school=cast.elm, staff_group="technician", starts_on=DAY)
    alone = compliance_of_school(cast.oak)
    everybody = {person.pk for person in alone.people} | {cast.tom.pk}
    within = compliance_of_people(everybody).at(cast.oak)
    assert within.needs == alone.compliance.needs
    assert all(within.lines(pk) == alone.compliance.lines(pk) for pk in everybody)


def test_some_people_of_a_larger_audience_are_those_read_by_themselves(cast):
    requirements = [
        RequirementFactory(),
        RequirementFactory(audience="governance"),
        RequirementFactory(roles=["clerk"]),
    ]
    some = [cast.ada.pk, cast.gus.pk, cast.cora.pk]
    cut, alone = audience_on(DAY).of_people(some), audience_on(DAY, people=some)
    for requirement in requirements:
        for place in alone.places:
            assert cut.who(requirement, place) == alone.who(requirement, place)


def test_which_schools_need_attention_is_for_those_who_look_after_all(cast):
    prevent = RequirementFactory(name="Prevent", staff_groups=["teacher"])
    held(cast.tom, DAY + dt.timedelta(200), prevent, cast.elm)
    for person in (cast.eve, cast.cleo, cast.ann):
        concerns = items(person, Concern)
        assert [(row.school, row.words) for row in concerns] == [(cast.oak.pk, "2 overdue trainings, 0% up to date")]
    for name in ("ada", "hal", "ben", "gus", "tess", "tara", "mel"):
        assert items(getattr(cast, name), Concern) == []


def test_a_member_who_must_meet_nothing_has_no_figure_and_nothing_to_do(cast):
    RequirementFactory()
    assert items(cast.mel) == items(cast.mel, Tile) == []


@pytest.mark.parametrize("name", ["ada", "lin", "hal", "eve"])
def test_it_costs_the_same_with_one_person_and_three(cast, name):
    RequirementFactory()
    person = getattr(cast, name)

    def add(number):
        PostFactory(person=PersonFactory(), school=cast.oak, line_manager=cast.lin)
        RequirementFactory()

    same_cost(lambda: items(person), add)
