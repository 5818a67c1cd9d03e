"""Improvement plans: who writes them, and what each verb does and refuses (policy AP-1, AP-2, AP-4, AP-5)."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.audit import audit_trail
from core.calendar import now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from core.tests.guarded import refuses
from cpd_trust.tests.helpers import PEOPLE
from notifications.models import Notice
from people.models import Grant, Person
from people.tests.factories import GrantFactory
from planning.improvement import policies, services
from planning.improvement.selectors import people_of
from planning.improvement.services import TargetFacts
from planning.models import ImprovementPlan, Priority, Target
from planning.tests.factories import ImprovementPlanFactory, PriorityFactory, TargetFactory, this_year

pytestmark = pytest.mark.django_db

OAKS = {"hal", "sid", "eve", "cleo"}
THE_TRUSTS = {"eve", "cleo"}


def values(**facts):
    return {"number": 1, "title": "Every child a fluent reader", "area": "reading", "detail": "", "owner": None} | facts


# --- Who may -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-1", "AP-2")
@pytest.mark.parametrize("name", PEOPLE)
def test_who_writes_the_priorities_of_oak_and_of_the_trust(cast, name):
    actor = getattr(cast, name)
    assert bool(policies.can_keep(actor, cast.oak)) == (name in OAKS)
    assert bool(policies.can_keep(actor, cast.central)) == (name in THE_TRUSTS)
    there = PriorityFactory(school=cast.oak)
    dropped = PriorityFactory(school=cast.oak, dropped_at=now(), dropped_reason="Not now.")
    carried = PriorityFactory(school=cast.oak, year=this_year() - 1)
    PriorityFactory(school=cast.oak, carried_from=carried)
    for policy in (policies.can_change, policies.can_drop, policies.can_carry):
        assert bool(policy(actor, there)) == (name in OAKS)
        assert not policy(actor, dropped)
    assert bool(policies.can_take_up(actor, dropped)) == (name in OAKS)
    assert not policies.can_take_up(actor, there)
    assert not policies.can_carry(actor, carried)
    assert bool(policies.can_see_leaders(actor, cast.oak)) == (name in OAKS)
    refusals = [policies.can_keep(actor, cast.oak), policies.can_change(actor, dropped)]
    assert all(refusal.reason.endswith(".") for refusal in refusals if not refusal)


@pytest.mark.policy("AP-4")
@pytest.mark.parametrize("name", PEOPLE)
def test_who_judges_the_targets(cast, name):
    actor = getattr(cast, name)
    priority = TargetFactory(priority__school=cast.oak, priority__owner=cast.lin).priority
    assert bool(policies.can_judge(actor, priority)) == (name in OAKS | {"lin"})
    for useless in (
        PriorityFactory(school=cast.oak, owner=cast.lin),
        TargetFactory(priority__school=cast.oak, priority__year=this_year() + 1).priority,
        TargetFactory(
            priority__school=cast.oak, priority__dropped_at=now(), priority__dropped_reason="Not now."
        ).priority,
    ):
        assert not policies.can_judge(actor, useless)


@pytest.mark.policy("AP-2")
def test_a_grant_that_ended_writes_nothing(cast):
    Grant.objects.filter(person=cast.hal).update(ends_on=today() - dt.timedelta(days=1))
    hal = Person.objects.get(pk=cast.hal.pk)
    for verb in (
        partial(services.save_plan, school=cast.oak, year=this_year(), version=0, vision=""),
        partial(services.add_priority, school=cast.oak, year=this_year(), values=values()),
    ):
        with pytest.raises(PermissionDenied):
            verb(actor=hal)
    assert not ImprovementPlan.objects.exists()


def test_every_verb_asks_its_policy(cast):
    priority = TargetFactory(priority__school=cast.oak).priority
    facts = {"actor": cast.ada, "priority": priority, "version": priority.version}
    for verb in (
        partial(services.change_priority, values=values(), targets=[]),
        partial(services.drop_priority, reason="No."),
        services.take_up_priority,
        services.carry_priority,
        partial(services.judge_targets, judgements={}),
    ):
        with pytest.raises(PermissionDenied):
            verb(**facts)
    assert not AuditEvent.objects.filter(code__startswith="planning.").exists()


def test_who_can_lead_a_priority(cast):
    oak = set(people_of(cast.oak))
    assert {cast.ada, cast.bea, cast.lin, cast.sid, cast.hal, cast.gus, cast.chas, cast.cora} == oak
    trust = set(people_of(cast.central))
    assert {cast.kim, cast.eve, cast.cleo, cast.ben, cast.ann} <= trust
    assert not trust & {cast.ada, cast.hal, cast.gus}


# --- The plan and its priorities ---------------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_a_plan_is_started_once_and_its_words_are_not_written_over(cast):
    plan = services.save_plan(actor=cast.hal, school=cast.oak, year=this_year(), version=0, vision="Reading first.")
    with pytest.raises(StaleVersion):
        services.save_plan(actor=cast.sid, school=cast.oak, year=this_year(), version=0, vision="Sums first.")
    services.save_plan(actor=cast.sid, school=cast.oak, year=this_year(), version=1, vision="Both.")
    with pytest.raises(StaleVersion):
        services.save_plan(actor=cast.hal, school=cast.oak, year=this_year(), version=1, vision="Reading.")
    with pytest.raises(StaleVersion):
        services.save_plan(actor=cast.hal, school=cast.oak, year=this_year() + 1, version=3, vision="Reading.")
    plan.refresh_from_db()
    assert (plan.vision, plan.version) == ("Both.", 2)
    codes = [event.code for event in audit_trail(plan)]
    assert codes == ["planning.improvementplan.changed", "planning.improvementplan.started"]


@pytest.mark.policy("AP-2")
def test_a_priority_is_written_with_its_targets_and_its_owner_is_told(cast):
    targets = [TargetFacts("Nine in ten pass", "Screening", dt.date(2027, 6, 15)), TargetFacts("Daily fluency")]
    priority = services.add_priority(
        actor=cast.hal, school=cast.oak, year=this_year(), values=values(owner=cast.lin), targets=targets
    )
    assert priority.plan.made_by == cast.hal
    assert [(t.position, t.text, t.measure) for t in priority.targets.all()] == [
        (1, "Nine in ten pass", "Screening"),
        (2, "Daily fluency", ""),
    ]
    notice = Notice.objects.get()
    assert (notice.person, notice.path) == (cast.lin, priority.get_absolute_url())
    assert "Hal" not in notice.subject
    event = audit_trail(priority).get()
    assert (event.code, event.school_id, event.changes) == ("planning.priority.added", cast.oak.pk, {"targets": 2})


def test_nobody_is_told_of_what_they_did_themselves(cast):
    services.add_priority(actor=cast.hal, school=cast.oak, year=this_year(), values=values(owner=cast.hal))
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"number": 3}, "number"), ({"owner": "tom"}, "owner"), ({"owner": "nora"}, "owner")]
)
def test_a_number_stands_once_and_the_owner_belongs_to_the_school(cast, wrong, field):
    PriorityFactory(school=cast.oak, number=3)
    if "owner" in wrong:
        wrong = {"owner": getattr(cast, wrong["owner"])}
    with pytest.raises(ValidationError) as refusal:
        services.add_priority(actor=cast.hal, school=cast.oak, year=this_year(), values=values(**wrong))
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.policy("AP-2")
def test_a_change_keeps_targets_by_their_row_and_tells_a_new_owner(cast):
    priority = PriorityFactory(school=cast.oak, owner=cast.lin)
    kept, gone = TargetFactory(priority=priority), TargetFactory(priority=priority, text="Gone")
    facts = [TargetFacts("New one"), TargetFacts("Kept and reworded", pk=kept.pk)]
    services.change_priority(
        actor=cast.hal, priority=priority, version=1, values=values(title="Read", owner=cast.sid), targets=facts
    )
    priority.refresh_from_db()
    assert (priority.title, priority.owner, priority.version) == ("Read", cast.sid, 2)
    assert [(t.text, t.pk == kept.pk) for t in priority.targets.all()] == [
        ("New one", False),
        ("Kept and reworded", True),
    ]
    assert not Target.objects.filter(pk=gone.pk).exists()
    assert [notice.person for notice in Notice.objects.all()] == [cast.sid]
    assert set(audit_trail(priority).get().changes["fields"]) >= {"title", "owner", "targets"}
    assert "Sid" not in str(audit_trail(priority).get().changes)


def test_an_owner_who_left_the_school_may_stay_until_somebody_else_is_chosen(cast):
    priority = PriorityFactory(school=cast.oak, owner=cast.nora)
    services.change_priority(
        actor=cast.hal, priority=priority, version=1, values=values(owner=cast.nora, title="Read"), targets=[]
    )
    assert Priority.objects.get(pk=priority.pk).title == "Read"


@pytest.mark.policy("AP-4")
def test_a_judged_target_stays(cast):
    target = TargetFactory(priority__school=cast.oak, outcome="not_met", outcome_note="Six in ten passed.")
    with pytest.raises(ValidationError):
        services.change_priority(
            actor=cast.hal, priority=target.priority, version=1, values=values(), targets=[TargetFacts("Another")]
        )
    assert target.priority.targets.get() == target


def test_a_target_of_another_priority_is_not_taken(cast):
    other = TargetFactory(priority__school=cast.elm)
    with pytest.raises(StaleVersion), transaction.atomic():
        services.change_priority(
            actor=cast.hal, priority=PriorityFactory(school=cast.oak), version=1, values=values(),
            targets=[TargetFacts("Mine", pk=other.pk)],
        )  # fmt: skip
    other.refresh_from_db()
    assert other.priority.school == cast.elm


@pytest.mark.policy("AP-2")
def test_a_priority_is_dropped_with_a_reason_and_taken_up_again(cast):
    priority = PriorityFactory(school=cast.oak)
    services.drop_priority(actor=cast.hal, priority=priority, version=1, reason="Ofsted asked for sums.")
    assert not Priority.objects.in_force().exists()
    with pytest.raises(StaleVersion):
        services.drop_priority(actor=cast.sid, priority=priority, version=1, reason="Me too.")
    with pytest.raises(PermissionDenied):
        services.drop_priority(actor=cast.sid, priority=priority, version=2, reason="Me too.")
    services.take_up_priority(actor=cast.sid, priority=priority, version=2)
    assert Priority.objects.in_force().get().dropped_reason == ""
    notes = [(event.code, event.note) for event in audit_trail(priority).order_by("pk")]
    assert notes == [("planning.priority.dropped", "Ofsted asked for sums."), ("planning.priority.taken_up", "")]


@pytest.mark.policy("AP-5")
def test_a_priority_is_carried_over_once_with_what_is_not_met_yet(cast):
    priority = PriorityFactory(school=cast.oak, number=2, owner=cast.lin, detail="Why.")
    TargetFactory(priority=priority, outcome="met", outcome_note="Yes.")
    TargetFactory(priority=priority, text="Half done", due_on=dt.date(2028, 2, 29), outcome="partly", outcome_note="So")
    carried = services.carry_priority(actor=cast.hal, priority=priority, version=1)
    assert (carried.year, carried.number, carried.carried_from, carried.owner, carried.detail) == (
        this_year() + 1, 2, priority, cast.lin, "Why.",
    )  # fmt: skip
    assert [(t.text, t.due_on, t.outcome) for t in carried.targets.all()] == [
        ("Half done", dt.date(2029, 2, 28), "open")
    ]
    with pytest.raises(IllegalMove):
        services.carry_priority(actor=cast.sid, priority=priority, version=1)
    assert {notice.person for notice in Notice.objects.all()} == {cast.lin}


def test_a_carried_priority_takes_the_next_number_and_no_owner_who_left(cast):
    priority = PriorityFactory(school=cast.oak, number=2, owner=cast.nora)
    PriorityFactory(school=cast.oak, year=this_year() + 1, number=2)
    carried = services.carry_priority(actor=cast.hal, priority=priority, version=1)
    assert (carried.number, carried.owner) == (3, None)


@pytest.mark.policy("AP-4")
def test_targets_are_judged_with_what_was_reached(cast):
    target = TargetFactory(priority__school=cast.oak, priority__owner=cast.lin)
    other = TargetFactory(priority__school=cast.elm)
    services.judge_targets(
        actor=cast.lin, priority=target.priority, version=1,
        judgements={target.pk: ("partly", "Seven in ten."), other.pk: ("met", "Not mine.")},
    )  # fmt: skip
    target.refresh_from_db()
    other.refresh_from_db()
    assert (target.outcome, target.outcome_note, other.outcome) == ("partly", "Seven in ten.", "open")
    assert audit_trail(target.priority).get().changes == {"targets": {str(target.pk): ["open", "partly"]}}


# --- What the database refuses by itself --------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_the_database_keeps_a_priority_in_its_plan_and_carries_it_once(cast):
    last = PriorityFactory(school=cast.oak, year=this_year() - 1)
    row = PriorityFactory(school=cast.oak, carried_from=last)
    rows = Priority.objects.filter(pk=row.pk)
    assert refuses(lambda: rows.update(year=this_year() + 1))
    assert refuses(lambda: rows.update(school=cast.elm))
    assert refuses(lambda: rows.update(plan=ImprovementPlanFactory(school=cast.elm)))
    assert refuses(lambda: PriorityFactory(school=cast.oak, carried_from=last))
    assert refuses(lambda: PriorityFactory(school=cast.elm, carried_from=PriorityFactory(school=cast.oak)))
    assert refuses(lambda: rows.update(dropped_at=now()))
    assert refuses(lambda: PriorityFactory(school=cast.oak, number=row.number))


@pytest.mark.policy("AP-4")
def test_the_database_refuses_a_judgement_without_a_word():
    target = TargetFactory()
    assert refuses(lambda: Target.objects.filter(pk=target.pk).update(outcome="met"))
    assert refuses(lambda: Target.objects.filter(pk=target.pk).update(outcome="so_so", outcome_note="Well."))


def test_a_second_role_of_the_trust_leads_its_priorities_too(cast):
    GrantFactory(person=cast.nora, role="booking_officer")
    assert cast.nora in people_of(cast.central)
