import datetime as dt
import io

from django.test import Client
from django.urls import reverse

from core.calendar import now, today
from cpd_trust.tests.test_missing_links import sign
from planning.approaches import services as approaches
from planning.conversations import services as conversations
from planning.improvement import services as improvement
from planning.improvement.importing import plan_priorities, read_priorities
from planning.links import services as thread
from planning.needs import services as needs
from planning.plans import action_services as actions
from planning.plans import evaluating
from planning.plans import services as plans
from planning.similar import services as gathering_needs
from planning.tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    ConversationFactory,
    ImprovementPlanFactory,
    NeedFactory,
    PriorityFactory,
    TargetFactory,
    this_year,
)
from planning.tests.plans import EVALUATION, make_plan, settle, values_of

YEAR = this_year()
PRIORITY = {"number": 1, "title": "Every child a fluent reader", "area": "reading", "detail": "", "owner": None}
NEED = {"title": "Phonics", "area": "reading", "source": "individual", "reason": "personal"}


def at_oak(factory, c, **facts):
    return factory(school=c.oak, **facts)


# --- Improvement -----------------------------------------------------------------------------------------------------


def import_file(c):
    rows = read_priorities(io.BytesIO(b"Number,Priority\n1,Fluent readers\n"), owners={}, there=None).rows
    fingerprint = plan_priorities(rows, []).fingerprint()
    improvement.import_priorities(actor=c.hal, school=c.oak, year=YEAR, rows=rows, fingerprint=fingerprint)


def keep_vision(c, *, there):
    if there:
        at_oak(ImprovementPlanFactory, c)
    version = 1 if there else 0
    improvement.save_plan(actor=c.hal, school=c.oak, year=YEAR, version=version, vision="All read.")


def judge(c):
    target = TargetFactory(priority=at_oak(PriorityFactory, c))
    improvement.judge_targets(
        actor=c.hal, priority=target.priority, version=1, judgements={target.pk: ("met", "It was.")}
    )


def dropped(c):
    return at_oak(PriorityFactory, c, dropped_at=now(), dropped_reason="Not now.")


IMPROVEMENT = {
    "planning.improvementplan.started": ("hal", lambda c: keep_vision(c, there=False)),
    "planning.improvementplan.changed": ("hal", lambda c: keep_vision(c, there=True)),
    "planning.improvementplan.imported": ("hal", import_file),
    "planning.priority.added": (
        "hal", lambda c: improvement.add_priority(actor=c.hal, school=c.oak, year=YEAR, values=PRIORITY),
    ),
    "planning.priority.changed": (
        "hal",
        lambda c: improvement.change_priority(
            actor=c.hal, priority=at_oak(PriorityFactory, c), version=1, values=PRIORITY, targets=[]
        ),
    ),
    "planning.priority.dropped": (
        "hal",
        lambda c: improvement.drop_priority(
            actor=c.hal, priority=at_oak(PriorityFactory, c), version=1, reason="Not now."
        ),
    ),
    "planning.priority.taken_up": (
        "hal", lambda c: improvement.take_up_priority(actor=c.hal, priority=dropped(c), version=1),
    ),
    "planning.priority.carried": (
        "hal",
        lambda c: improvement.carry_priority(
            actor=c.hal, priority=at_oak(PriorityFactory, c, year=YEAR - 1), version=1
        ),
    ),
    "planning.priority.judged": ("hal", judge),
}  # fmt: skip

# --- Needs and conversations -----------------------------------------------------------------------------------------


def adas_need(c, **facts):
    return at_oak(NeedFactory, c, person=c.ada, raised_by=c.ada, **facts)


def needs_of_two_schools(c):
    facts = {"person": None, "needed_by": "group", "staff_group": "teaching_assistant", "people_count": 4}
    return [NeedFactory(school=school, raised_by=c.eve, **facts) for school in (c.oak, c.elm)]


def together(c):
    values = NEED | {"people_count": 8, "staff_group": "teaching_assistant"}
    rows = needs_of_two_schools(c)
    gathering_needs.plan_together(needs=rows, actor=c.eve, values=values)
    return type(rows[0]).objects.get(pk=rows[0].pk)


def let_go(c):
    row = together(c)
    gathering_needs.let_need_go(need=row, actor=c.eve, version=row.version)


def reopen_need(c):
    row = needs.close_need(need=adas_need(c), actor=c.hal, version=1, note="No longer wanted.")
    needs.reopen_need(need=row, actor=c.hal, version=row.version, note="It is, after all.")


def carry(c):
    needs.carry_need_forward(need=adas_need(c), actor=c.hal, version=1, note="Next year.")


def link_need(c):
    row = adas_need(c, reason="priority")
    values = {"priority": at_oak(PriorityFactory, c)}
    thread.fix_need(obj=row, actor=c.hal, seen=sign("need", row), values=values)


def link_action(c):
    priority = at_oak(PriorityFactory, c)
    row = at_oak(ActionFactory, c, priority=priority)
    need = at_oak(NeedFactory, c, reason="priority", priority=priority)
    thread.fix_action(obj=row, actor=c.hal, seen=sign("action", row), values={"need": need})


def conversation(c):
    return at_oak(ConversationFactory, c, person=c.ada, manager=c.lin)


NEEDS = {
    "planning.need.raised": (
        "ada", lambda c: needs.raise_need(actor=c.ada, school=c.oak, needed_by="person", person=c.ada, values=NEED),
    ),
    "planning.need.changed": (
        "ada",
        lambda c: needs.change_need(need=adas_need(c), actor=c.ada, version=1, values=NEED | {"title": "Reading"}),
    ),
    "planning.need.met": (
        "hal", lambda c: needs.mark_need_met(need=adas_need(c), actor=c.hal, version=1, note="Done in school."),
    ),
    "planning.need.closed": (
        "hal", lambda c: needs.close_need(need=adas_need(c), actor=c.hal, version=1, note="Not wanted."),
    ),
    "planning.need.carried_forward": ("hal", carry),
    "planning.need.carried_in": ("hal", carry),
    "planning.need.reopened": ("hal", reopen_need),
    "planning.need.planned_together": ("eve", together),
    "planning.need.gathered": ("eve", together),
    "planning.need.let_go": ("eve", let_go),
    "planning.need.linked": ("hal", link_need),
    "planning.action.linked": ("hal", link_action),
    "planning.conversation.asked": (
        "ada", lambda c: conversations.ask_conversation(actor=c.ada, manager=c.lin, school=c.oak, topic="Leading."),
    ),
    "planning.conversation.arranged": (
        "lin",
        lambda c: conversations.arrange_conversation(
            conversation=conversation(c), actor=c.lin, version=1, arranged_for=now() + dt.timedelta(days=2)
        ),
    ),
    "planning.conversation.held": (
        "lin",
        lambda c: conversations.record_conversation(
            conversation=conversation(c), actor=c.lin, version=1, held_on=today(), outcome="A course."
        ),
    ),
    "planning.conversation.withdrawn": (
        "ada", lambda c: conversations.withdraw_conversation(conversation=conversation(c), actor=c.ada, version=1),
    ),
}  # fmt: skip

# --- Plans -----------------------------------------------------------------------------------------------------------


def on_plan(verb, status, by="hal", **also):
    def deed(c):
        verb(plan=make_plan(status, c.oak, c.hal, action_status=also.get("of", "planned")), actor=getattr(c, by),
             **{name: value for name, value in also.items() if name != "of"})  # fmt: skip

    return by, deed


def action(c, plan_status="draft", status="planned"):
    plan = make_plan(plan_status, c.oak, c.hal)
    return settle(plan.actions.get(), status)


def override(c):
    make_plan("in_progress", c.oak, c.hal, year=YEAR - 1)
    plans.override_gate(plan=make_plan("draft", c.oak, c.hal), actor=c.eve, note="A new Headteacher.")


def finish_plan(c):
    plan = make_plan("in_progress", c.oak, c.hal)
    settle(plan.actions.get(), "evaluated")
    plans.finish_plan(plan=plan, actor=c.hal, note="A good year.")


def print_plan(c):
    client = Client()
    client.force_login(c.hal, backend="people.backends.AuthenticationBackend")
    plan = make_plan("agreed", c.oak, c.hal)
    assert client.get(reverse("planning:plan-pdf", args=[plan.public_id])).status_code == 200


def carried_action(c):
    row = action(c, "in_progress", "under_way")
    ActionPlanFactory(school=c.oak, year=YEAR + 1)
    return evaluating.carry_forward(action=row, actor=c.hal, reason="Half of it is still to do.")


def take_back(c):
    made = carried_action(c)
    actions.remove_action(action=made, actor=c.hal)


def change_evaluation(c):
    row = action(c, "in_progress", "evaluated")
    evaluating.change_evaluation(
        action=row, actor=c.hal, version=row.evaluation.version, values=EVALUATION | {"next_step": "More."}
    )


PLANS = {
    "planning.plan.started": ("hal", lambda c: plans.start_plan(actor=c.hal, school=c.oak, year=YEAR)),
    "planning.plan.changed": on_plan(plans.change_plan, "draft", version=1, values={"introduction": "New."}),
    "planning.plan.agreed": on_plan(plans.agree_plan, "draft"),
    "planning.plan.reopened": on_plan(plans.reopen_plan, "agreed", note="An action is missing."),
    "planning.plan.gate_overridden": ("eve", override),
    "planning.plan.begun": on_plan(plans.begin_plan, "agreed"),
    "planning.plan.evaluated": ("hal", finish_plan),
    "planning.plan.taken_up_again": on_plan(plans.take_up_again, "evaluated", note="One evaluation was wrong."),
    "planning.plan.closed": on_plan(plans.close_plan, "evaluated"),
    "planning.plan.printed": ("hal", print_plan),
    "planning.action.added": (
        "hal",
        lambda c: actions.add_action(
            plan=at_oak(ActionPlanFactory, c),
            actor=c.hal,
            values=values_of(ActionFactory.build(school=c.oak, plan=None, priority=None, review_need=None))
            | {"priority": at_oak(PriorityFactory, c)},
        ),
    ),
    "planning.action.changed": (
        "hal",
        lambda c: actions.change_action(
            action=(row := action(c)), actor=c.hal, version=row.version, values=values_of(row, title="Ten meetings")
        ),
    ),
    "planning.action.removed": ("hal", lambda c: actions.remove_action(action=action(c), actor=c.hal)),
    "planning.action.taken_back": ("hal", take_back),
    "planning.action.begun": ("hal", lambda c: actions.begin_action(action=action(c, "in_progress"), actor=c.hal)),
    "planning.action.done": (
        "hal", lambda c: actions.finish_action(action=action(c, "in_progress", "under_way"), actor=c.hal),
    ),
    "planning.action.evaluated": (
        "hal",
        lambda c: evaluating.evaluate_action(
            action=action(c, "in_progress", "done"), actor=c.hal, values=EVALUATION
        ),
    ),
    "planning.action.evaluation_changed": ("hal", change_evaluation),
    "planning.action.carried_forward": ("hal", carried_action),
}  # fmt: skip

APPROACHES = {
    "planning.approach.added": ("ann", lambda c: approaches.add_approach(actor=c.ann, name="Book club", after="")),
    "planning.approach.changed": (
        "ann",
        lambda c: approaches.change_approach(
            actor=c.ann, code="network", version=1, name="Hub meeting", in_use=True, after="staff_meeting"
        ),
    ),
}

DEEDS = IMPROVEMENT | NEEDS | PLANS | APPROACHES
