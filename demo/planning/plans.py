"""The demo's action plans: last year's evaluated (at one school nearly so), this year's in progress, a draft held back.

Six schools and the central team. One plan was agreed before the last was evaluated, with the reason of the exception.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from budgets.models import ActionFunding, BudgetLine
from certificates.models import Requirement
from core.calendar import academic_year, year_bounds
from demo.people import DemoPeople
from demo.planning.improvement import leaders_of
from demo.school_year import on_or_after, on_or_before, past
from people.models import Person, School
from planning.models import Action, ActionPlan, Evaluation, Need, Priority, Reason

# What the actions for duties serve: the yearly safeguarding update, and paediatric first aid.
DUTIES = ("SG-STAFF-ANN", "FA-PFA")
NEARLY, HELD_BACK, BY_EXCEPTION = 1, 1, 2  # places in the list of schools

INTRODUCTION = (
    "Little and often: one thing at a time, tried in class and discussed in teams. We use our own expertise first "
    "and only buy in what we can’t do ourselves."
)
SUMMARY = (
    "Most of what we set out to do is now part of daily practice. Training in the autumn made more difference than "
    "training in the summer, so next year we’ll start earlier and do less."
)
EXCEPTION = (
    "The deputy head who led last year’s plan left in July, and two evaluations need data that isn’t available "
    "until the end of the autumn term. We don’t want to hold up this year’s work."
)
CARRIED = "Two classes changed teacher in the spring. The new teachers will do the second half this autumn."


@dataclass(frozen=True, slots=True)
class Idea:
    """What a school could do: title, approach, for whom, people, hours, pounds, months from September (from, to)."""

    title: str
    approach: str
    audience: str
    people: int
    hours: str
    cost: int
    months: tuple[int, int]
    success: str


FOR_PRIORITIES = (
    Idea("Six staff meetings to plan and try ideas together", "staff_meeting", "teachers", 14, "7.5", 0, (0, 3),
         "Every teacher has tried it in class and brought work to discuss."),
    Idea("Peer observation in pairs across year groups", "peer_observation", "teachers", 14, "4", 420, (2, 6),
         "Each pair has observed each other three times and made one lasting change."),
    Idea("Training for teaching assistants, led by the subject leader", "training_day", "support", 12, "6", 0, (1, 2),
         "Teaching assistants lead small groups consistently in every class."),
    Idea("Staff and governor evening on what good looks like", "governance_evening", "staff_and_governors", 30,
         "1.5", 85, (4, 4), "Governors ask about this on visits and know what to look for."),
    Idea("Coaching from a local hub specialist", "coaching", "named", 4, "10", 1250, (3, 8),
         "The four teachers each coach a colleague in the summer term."),
    Idea("Visit to a trust school with strong practice", "visit", "leaders", 5, "5", 180, (5, 5),
         "Each person has brought back one idea and tried it with a colleague."),
)  # fmt: skip
FOR_REVIEWS = Idea(
    "Programme for new subject leaders", "mentoring", "named", 3, "12", 640, (1, 9),
    "Each has led a staff meeting and acted on what they saw in lessons.",
)  # fmt: skip
FOR_DUTIES = (
    Idea("Annual update for all staff on the first INSET day", "training_day", "all_staff", 38, "2", 0, (0, 0),
         "All staff have completed it by October, including anyone who was absent."),
    Idea("Plan certificate renewals for the year", "course", "named", 6, "6", 540, (0, 10),
         "No certificates expire this year."),
)  # fmt: skip

# Pupils, priority, value, with their words and what follows.
FOUND = (
    ("strong", "Pupils in all year groups do this without prompting, and it shows in books.",
     "strong", "We saw it in every lesson observed in the summer term.",
     "good", "The only real cost was staff time.",
     ["observation", "work_scrutiny"], "New staff will have this in their first half term."),
    ("some", "It’s clear in two thirds of classes, but not yet in the others.",
     "some", "June monitoring saw it in most lessons.",
     "good", "We only needed cover for four afternoons.",
     ["observation", "pupil_voice", "data"], "Continue with the two year groups that started late."),
    ("none", "Spring assessment results haven’t changed.",
     "some", "Teachers discuss it more, but practice is still inconsistent.",
     "poor", "The speaker was expensive and little of it was practical.",
     ["data"], "Next time we’d ask a colleague from another school."),
    ("too_early", "We won’t have results until next term.",
     "some", "The programme ran as planned.",
     "fair", "The cost was as expected.",
     ["performance_management", "observation"], "Review again once we have the autumn data."),
)  # fmt: skip


def make_plans(random: Random, day: dt.date, people: DemoPeople) -> None:
    """Write last and this year's action plans of each school and of the central team."""
    year = academic_year(day)
    assert people.central is not None
    central = [people.central_staff["executive-lead"], people.central_staff["ceo"]]
    places = [(school, leaders_of(people, school), people.heads[school.pk]) for school in people.schools]
    for index, (school, leads, head) in enumerate([*places, (people.central, central, central[1])]):
        last = write(random, school, year - 1, leads, head)
        settle(random, last, leave_open=2 if index in (NEARLY, BY_EXCEPTION) else 0)
        this = write(random, school, year, leads, head)
        carry(last, this)
        move(last, head, "in_progress" if index in (NEARLY, BY_EXCEPTION) else "closed", day)
        if index == BY_EXCEPTION:
            this.override_reason, this.override_by = EXCEPTION, people.central_staff["executive-lead"]
            this.override_at = at(past(dt.date(year, 9, 10), day))
            this.save(update_fields=["override_reason", "override_by", "override_at"])
        if index != HELD_BACK:
            move(this, head, "in_progress", day)
            begin(this, day)


def write(random: Random, school: School, year: int, leads: list[Person], head: Person) -> ActionPlan:
    """Write a draft with actions for each priority, for a need agreed in a review where there is one, for duties."""
    plan = ActionPlan.objects.create(school=school, year=year, introduction=INTRODUCTION, made_by=head)
    rows = []
    for number, priority in enumerate(Priority.objects.in_force().filter(school=school, year=year).order_by("number")):
        for step in range(2):
            idea = FOR_PRIORITIES[(2 * number + step) % len(FOR_PRIORITIES)]
            facts = {"serves": Action.Serves.PRIORITY, "priority": priority, "lead": priority.owner}
            rows.append(make(random, plan, idea, develops_leaders=step == 0, **facts))
    reviewed = Need.objects.filter(school=school, year=year, reason=Reason.REVIEW).order_by("pk").first()
    if reviewed is not None:
        facts = {"serves": Action.Serves.REVIEW, "review_need": reviewed, "lead": leads[0]}
        rows.append(make(random, plan, FOR_REVIEWS, **facts))
    for idea, code in zip(FOR_DUTIES, DUTIES, strict=True):
        requirement = Requirement.objects.get(code=code)
        facts = {"serves": Action.Serves.STATUTORY, "requirement": requirement, "lead": head}
        rows.append(make(random, plan, idea, **facts))
    Action.objects.bulk_create(rows)
    answer(plan)
    return plan


def make(random: Random, plan: ActionPlan, idea: Idea, **facts: object) -> Action:
    """Return an action that is not saved yet."""
    first, last = (month(plan.year, number) for number in idea.months)
    return Action(
        plan=plan, school=plan.school, year=plan.year, title=idea.title, approach=idea.approach,
        audience=idea.audience, people_count=max(1, idea.people + random.randint(-2, 4)), hours=Decimal(idea.hours),
        planned_cost=idea.cost, starts_on=on_or_after(first + dt.timedelta(days=random.randint(6, 16))),
        ends_on=on_or_after(last + dt.timedelta(days=random.randint(19, 26))), success_criteria=idea.success, **facts,
    )  # fmt: skip


def month(year: int, number: int) -> dt.date:
    """Return the first day of the month that is `number` months after September."""
    return dt.date(year + (8 + number) // 12, (8 + number) % 12 + 1, 1)


def at(day: dt.date) -> dt.datetime:
    """Return an afternoon."""
    return dt.datetime.combine(day, dt.time(15, 30), dt.UTC)


def answer(plan: ActionPlan) -> None:
    """Let actions answer the needs that serve the same priority, and those of the reviews."""
    links = []
    needs = list(Need.objects.filter(school=plan.school, year=plan.year).exclude(priority=None, reason=Reason.PRIORITY))
    for action in plan.actions.order_by("pk"):
        fitting = [
            need
            for need in needs
            if (action.priority_id and need.priority_id == action.priority_id)
            or (action.serves == Action.Serves.REVIEW and need.reason == Reason.REVIEW)
        ]
        links += [Action.needs.through(action=action, need=need) for need in fitting[:3]]
    Action.needs.through.objects.bulk_create(links, ignore_conflicts=True)


def settle(random: Random, plan: ActionPlan, *, leave_open: int) -> None:
    """Evaluate a plan's actions but for the first, which goes on, and some that are done and not evaluated."""
    actions = list(plan.actions.order_by("pk"))
    judged = actions[1 : len(actions) - leave_open]
    _, last_day = year_bounds(plan.year)
    Evaluation.objects.bulk_create(
        Evaluation(
            action=action, pupils=found[0], pupils_note=found[1], priorities=found[2], priorities_note=found[3],
            value=found[4], value_note=found[5], evidence=found[6], next_step=found[7],
            made_by=action.lead or plan.made_by,
            created_at=at(on_or_before(dt.date(last_day.year, 7, random.randint(1, 14)))),
        )
        for action, found in ((action, random.choice(FOUND)) for action in judged)
    )  # fmt: skip
    Action.objects.filter(pk__in=[action.pk for action in judged]).update(status=Action.Status.EVALUATED)
    Action.objects.filter(pk__in=[a.pk for a in actions[len(actions) - leave_open :]]).update(status=Action.Status.DONE)


def carry(last: ActionPlan, this: ActionPlan) -> None:
    """Carry last year's first action into this year's plan, where its priority goes on."""
    source = last.actions.order_by("pk").first()
    goes_on = Priority.objects.filter(carried_from=source.priority, year=this.year).first() if source else None
    successor = this.actions.filter(priority=goes_on).order_by("pk").first() if goes_on else None
    assert source is not None
    assert successor is not None, "The first priority of each improvement plan continues."
    successor.title, successor.carried_from = source.title, source
    successor.save(update_fields=["title", "carried_from"])
    Action.objects.filter(pk=source.pk).update(status=Action.Status.CARRIED_FORWARD, carried_reason=CARRIED)


def move(plan: ActionPlan, head: Person, status: str, day: dt.date) -> None:
    """Move a plan along to a status, step by step as the database asks."""
    steps = [*ActionPlan.Status.values]
    for step in steps[1 : steps.index(status) + 1]:
        facts = {}
        if step == ActionPlan.Status.AGREED:
            facts = {"agreed_by": head, "agreed_at": at(past(dt.date(plan.year, 9, 18), day))}
        if step == ActionPlan.Status.EVALUATED:
            facts = {"summary": SUMMARY}
        plan.move_to(step, **facts)


def begin(plan: ActionPlan, day: dt.date) -> None:
    """Let this year's actions stand where the day has them: under way, or done."""
    plan.actions.filter(starts_on__lte=day).update(status=Action.Status.UNDER_WAY)
    plan.actions.filter(ends_on__lt=day).update(status=Action.Status.DONE)


def charge_plans() -> None:
    """Let each action that costs something name the budget line that it is planned on, after budgets are made."""
    lines = list(BudgetLine.objects.filter(is_open=True).order_by("position"))
    by_priority: dict[tuple[int, int, int | None], BudgetLine] = {
        (line.school_id, line.year, line.priority_id): line for line in lines if line.priority_id
    }
    kinds = {Action.Serves.REVIEW: BudgetLine.Kind.REVIEW, Action.Serves.STATUTORY: BudgetLine.Kind.STATUTORY}
    by_kind = {(line.school_id, line.year, line.kind): line for line in reversed(lines)}
    fundings = []
    for action in Action.objects.filter(planned_cost__gt=0).order_by("pk"):
        place = (action.school_id, action.year)
        line = by_priority.get((*place, action.priority_id)) or by_kind.get(
            (*place, kinds.get(Action.Serves(action.serves), BudgetLine.Kind.OTHER))
        )
        if line is not None:
            fundings.append(ActionFunding(action=action, line=line))
    ActionFunding.objects.bulk_create(fundings, batch_size=200)
