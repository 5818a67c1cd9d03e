"""What planning gives to the rest."""

from typing import Any

from django.urls import reverse

from core.calendar import year_label
from core.navigation import Place
from core.plugins import register
from core.site_search import Hit, Searchable
from core.tabs import ListTab
from core.to_do import Tasks
from notifications.waiting import Waiting, asked_in
from people.merge_rules import Fate, relations
from planning import open_matters, to_do
from planning.conversations.notices import ARRANGE
from planning.links import missing_links, thread_steps
from planning.models import Action, ActionPlan, Conversation, Need, Priority
from planning.needs.answers import AnswerSource
from planning.needs.notices import READ_NEED
from planning.needs.policies import can_read_trust_register
from planning.overview import figures
from planning.overview import selectors as overview
from planning.overview.figures import PriorityFigures
from planning.plans.notices import AGREE_PLAN
from planning.plans.policies import reads_plans
from planning.scope import plans_for, plans_somewhere, reads_priorities, schools_to_read
from planning.sections import Section
from planning.thread.trace import ThreadModel, ThreadStep


def dated(thing: Any) -> str:
    """Return where and when something of planning belongs."""
    return f"{thing.school}, {year_label(thing.year)}"


register(
    Place("Planning", "planning:hub", "target", plans_somewhere, position=90),
    Place(
        "Priorities",
        "planning:hub",
        "target",
        lambda person: not plans_somewhere(person) and (person.authority.grants or person.authority.posts),
        position=90,
    ),
    Searchable(
        "Priorities",
        rows=lambda person: (
            Priority.objects.visible_to(person)
            .in_force()
            .prefetch_related("school")
            .order_by("-year", "school", "number", "pk")
        ),
        hit=lambda p: Hit(str(p), dated(p), p.get_absolute_url()),
        all_url=lambda person: f"{reverse('planning:priority-list')}?year=all" if schools_to_read(person) else "",
        position=30,
    ),
    Searchable(
        "Needs",
        rows=lambda person: Need.objects.visible_to(person).prefetch_related("school"),
        hit=lambda n: Hit(n.title, f"{dated(n)}, {n.get_status_display().lower()}", n.get_absolute_url()),
        all_url=lambda person: f"{reverse('planning:trust-needs')}?year=" if can_read_trust_register(person) else "",
        position=40,
    ),
    Searchable(
        "Actions of plans",
        rows=lambda person: Action.objects.visible_to(person).prefetch_related("school").order_by("-year", "-pk"),
        hit=lambda a: Hit(a.title, f"{dated(a)}, {a.get_status_display().lower()}", a.get_absolute_url()),
        position=50,
    ),
    Tasks(to_do.conversation_tasks, position=60),
    Tasks(to_do.need_tasks, position=70),
    Tasks(to_do.priority_tasks, position=80),
    Tasks(to_do.plan_tasks, position=90),
    Tasks(to_do.thread_tasks, position=120),
    ThreadStep("priority", "Priority", "None", thread_steps.find_priorities, position=10),
    ThreadStep("need", "Need", "None written down", thread_steps.find_needs, position=30),
    ThreadStep("action", "Action", "Not in the plan", thread_steps.find_actions, position=40),
    ThreadStep("impact", "Impact", "Not evaluated yet", thread_steps.find_impact, position=90),
    ThreadModel(Priority, thread_steps.thread_of_priority),
    ThreadModel(Need, thread_steps.thread_of_need),
    ThreadModel(Action, thread_steps.thread_of_action),
    AnswerSource(thread_steps.actions_seen_by, thread_steps.has_action),
    *missing_links.MISSING_LINKS,
    # The parts of a school's planning: why, what for, how, with what money.
    Section(
        "priorities",
        "Priorities",
        "planning:priorities",
        reads_priorities,
        overview.priorities_by_school,
        is_told_to_all=True,
        position=10,
    ),
    Section("needs", "Needs", "planning:needs", overview.reads_needs, overview.needs_by_school, position=20),
    Section("plan", "Action plan", "planning:plan", reads_plans, overview.plans_by_school, position=30),
    Section("missing", "Missing links", "planning:missing-links", plans_for, overview.missing_by_school, position=60),
    ListTab("mine", "My needs", "planning:my-needs", position=20),
    ListTab("mine", "Conversations", "planning:conversation-list", position=30),
    PriorityFigures(figures.impact_figures, position=80),
    PriorityFigures(figures.missing_figures, position=90),
    Waiting(ARRANGE, asked_in(Conversation, status=Conversation.Status.ASKED)),
    Waiting(READ_NEED, asked_in(Need, status=Need.Status.OPEN)),
    Waiting(AGREE_PLAN, asked_in(ActionPlan, status=ActionPlan.Status.DRAFT)),
    *open_matters.OPEN_MATTERS,
    *relations(
        Fate.MOVES,
        "planning.Action.lead",
        "planning.Conversation.manager",
        "planning.Conversation.person",
        "planning.Need.person",
        "planning.Need.raised_by",
        "planning.Priority.owner",
    ),
    *relations(
        Fate.STAYS,
        "planning.ActionPlan.agreed_by",
        "planning.ActionPlan.made_by",
        "planning.ActionPlan.override_by",
        "planning.Evaluation.made_by",
        "planning.ImprovementPlan.made_by",
        "planning.Need.ended_by",
    ),
)
