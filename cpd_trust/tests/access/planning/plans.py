"""Who may open which page of action plans."""

import uuid
from types import SimpleNamespace
from typing import Any

from core.calendar import now
from cpd_trust.tests.access.row import Row, answers
from people.models import School
from planning.plans.selectors import seen_of_plan
from planning.tests.factories import ActionFactory, EvaluationFactory, this_year

# Years that no other part's world uses at Oak.
LAST, DRAFT, AGREED, RUNNING, EVALUATED = 2021, 2022, 2012, 2015, 2018


def plan_in(status: str, cast: SimpleNamespace, year: int, school: School | None = None) -> Any:
    """Make a plan with one action, and move it along to a state."""
    school = school or cast.oak
    action: Any = ActionFactory(school=school, year=year, title=f"Plans of {year}")
    plan: Any = action.plan
    if status == "evaluated":
        EvaluationFactory(action=action)
        action.move_to("evaluated")
    path = ["agreed", "in_progress", "evaluated", "closed"]
    for step in path[: path.index(status) + 1] if status != "draft" else []:
        facts = {"agreed_by": cast.hal, "agreed_at": now()} if step == "agreed" else {}
        plan.move_to(step, **facts)
    return plan


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make plans of Oak in every state; the gate holds one of the drafts back."""
    running = plan_in("in_progress", cast, LAST)
    draft = plan_in("draft", cast, DRAFT)
    free = plan_in("draft", cast, 2009)
    old = plan_in("in_progress", cast, RUNNING)
    return SimpleNamespace(
        plan_running=running,
        plan_draft=draft,
        plan_free=free,
        plan_agreed=plan_in("agreed", cast, AGREED),
        plan_evaluated=plan_in("evaluated", cast, EVALUATED),
        plan_seen=seen_of_plan(free),
        plan_action=running.actions.get(),
        plan_draft_action=draft.actions.get(),
        plan_old_action=old.actions.get(),
    )


def of(name: str) -> Any:
    """Return the arguments of an address: the public id of something in the world."""
    return lambda cast, world: [getattr(world, name).public_id]


def token(**data: Any) -> Any:
    """Return what a form that is sent once carries."""
    return lambda cast, world: {"token": str(uuid.uuid4())} | data


# A draft is for those who plan for Oak and for the central roles; ben and ann only read.
WRITES = answers(404, sid=200, hal=200, eve=200, cleo=200, ben=403, ann=403)
DRAFT_READERS = answers(404, sid=200, hal=200, eve=200, cleo=200, ben=200, ann=200)
# An agreed plan is for the school, its board and the trustees too.
READERS = answers(404, **dict.fromkeys(["ada", "bea", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"], 200)) | (
    dict.fromkeys(["gus", "chas", "cora", "tess", "tara"], 200)
)
READ_ONLY = {name: 403 for name, status in READERS.items() if status == 200}
# What those who plan do with an agreed plan, and what Hal alone does.
PLANNERS = answers(404) | READ_ONLY | dict.fromkeys(["sid", "hal", "eve", "cleo"], 302)
PLANNERS_READ = PLANNERS | dict.fromkeys(["sid", "hal", "eve", "cleo"], 200)
HEAD = answers(404) | READ_ONLY | {"hal": 302}
NOTE = {"note": "The year went well."}
EVALUATION = {
    "pupils": "some", "pupils_note": "More read.", "priorities": "some", "priorities_note": "Taught daily.",
    "value": "good", "value_note": "No fee.", "evidence": ["data"],
}  # fmt: skip

ROWS: dict[str, Row] = {
    "planning:plan-list": Row("GET", answers(200)),
    # It leads to the plan where there is one to read. Oak has none for 2003: those who plan are told why none is begun.
    "planning:plan": Row("GET", READERS, lambda cast, world: [cast.oak.public_id, 2003]),
    "planning:plan-start": Row(
        "POST",
        answers(404) | READ_ONLY | dict.fromkeys(["sid", "hal", "eve", "cleo"], 302),
        lambda cast, world: [cast.oak.public_id, this_year() + 1],
    ),
    "planning:plan-detail": Row("GET", DRAFT_READERS, of("plan_draft")),
    "planning:plan-edit": Row("GET", WRITES, of("plan_draft")),
    "planning:plan-pdf": Row("GET", READERS, of("plan_running")),
    "planning:plan-agree": Row(
        "POST",
        answers(404, hal=302, sid=403, eve=403, cleo=403, ben=403, ann=403),
        of("plan_free"),
        lambda cast, world: {"version": world.plan_seen},
    ),
    "planning:plan-override": Row(
        "POST", answers(404, eve=302, sid=403, hal=403, cleo=403, ben=403, ann=403), of("plan_draft"),
        lambda cast, world: NOTE,
    ),
    "planning:plan-reopen": Row("POST", HEAD, of("plan_agreed"), lambda cast, world: NOTE),
    "planning:plan-begin": Row("POST", PLANNERS, of("plan_agreed")),
    # Its one action is unsettled, so nobody can.
    "planning:plan-finish": Row("POST", HEAD | {"hal": 403}, of("plan_running"), lambda cast, world: NOTE),
    "planning:plan-take-up": Row("POST", HEAD, of("plan_evaluated"), lambda cast, world: NOTE),
    "planning:plan-close": Row("POST", HEAD, of("plan_evaluated")),
    "planning:plan-carry": Row("GET", PLANNERS_READ, of("plan_running")),
    "planning:action-create": Row("GET", WRITES, of("plan_draft")),
    "planning:lead-options": Row("GET", answers(200)),
    "planning:action-detail": Row("GET", READERS, of("plan_action")),
    "planning:action-edit": Row("GET", WRITES, of("plan_draft_action")),
    "planning:action-remove": Row(
        "POST", answers(404, sid=302, hal=302, eve=302, cleo=302, ben=403, ann=403), of("plan_draft_action")
    ),
    "planning:action-begin": Row("POST", PLANNERS, of("plan_old_action")),
    "planning:action-finish": Row("POST", PLANNERS, of("plan_old_action")),
    "planning:action-evaluate": Row("POST", PLANNERS, of("plan_old_action"), token(**EVALUATION)),
}  # fmt: skip
