"""What planning gives to the rest."""

from typing import Any

from django.urls import reverse

from core.calendar import year_label
from core.first_page import FirstPage, of_person
from core.navigation import Place, nobody
from core.plugins import register
from core.setting_up import SetupStep
from core.site_search import Hit, Searchable
from notifications.waiting import Waiting, asked_in
from people.merge_rules import Fate, relations
from people.policies import can_administer
from planning import open_matters, to_do
from planning.conversations.notices import ARRANGE
from planning.links import missing_links, thread_steps
from planning.models import Action, ActionPlan, Conversation, Need, Priority
from planning.needs.answers import AnswerSource
from planning.needs.notices import READ_NEED
from planning.needs.policies import can_read_trust_register, can_see_similar
from planning.overview import figures
from planning.overview import selectors as overview
from planning.overview.figures import PriorityFigures
from planning.plans.notices import AGREE_PLAN
from planning.plans.policies import reads_plans
from planning.scope import (
    belongs_somewhere,
    plans_for,
    plans_somewhere,
    reads_priorities,
    reads_several_schools,
    reads_some_plans,
    schools_to_read,
)
from planning.sections import Section
from planning.thread.policies import can_see_all_missing
from planning.thread.trace import ThreadModel, ThreadStep


def dated(thing: Any) -> str:
    """Return where and when something of planning belongs."""
    return f"{thing.school}, {year_label(thing.year)}"


register(
    Place("admin", "Types of training", "planning:approach-list", can_administer, position=174),
    Place(
        "school",
        "At a glance",
        "planning:hub",
        lambda person: plans_somewhere(person) or reads_several_schools(person),
        also=("planning:missing-links", "planning:trust-missing-links", "planning:fix-link"),
        position=70,
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
        all_url=lambda person: f"{reverse('planning:trust-needs')}?year=all" if can_read_trust_register(person) else "",
        position=40,
    ),
    Searchable(
        "Actions of plans",
        rows=lambda person: Action.objects.visible_to(person).prefetch_related("school").order_by("-year", "-pk"),
        hit=lambda a: Hit(a.title, f"{dated(a)}, {a.get_status_display().lower()}", a.get_absolute_url()),
        position=50,
    ),
    FirstPage(of_person(to_do.conversation_tasks), position=60),
    FirstPage(of_person(to_do.need_tasks), position=70),
    FirstPage(to_do.priority_tasks, position=80),
    FirstPage(of_person(to_do.plan_tasks), position=90),
    FirstPage(of_person(to_do.thread_tasks), position=120),
    FirstPage(to_do.coming_conversations),
    SetupStep(
        "Enter improvement priorities",
        to_do.priorities_missing,
        lambda: reverse("planning:priority-list"),
        position=100,
    ),
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
        key="priorities",
        label="Priorities",
        name="planning:priority-list",
        is_for=belongs_somewhere,
        url_name="planning:priorities",
        is_at=reads_priorities,
        states=overview.priorities_by_school,
        also=("planning:improvement-edit", "planning:priority-add", "planning:priority-import"),
        is_told_to_all=True,
        position=78,
    ),
    Section(
        key="plan",
        label="Plan",
        name="planning:plan-list",
        is_for=reads_some_plans,
        url_name="planning:plan",
        is_at=reads_plans,
        states=overview.plans_by_school,
        also=("planning:action-detail", "planning:action-edit", "planning:action-evaluate"),
        position=79,
    ),
    Section(
        key="needs",
        label="Needs",
        name="planning:trust-needs",
        is_for=can_see_similar,
        lists_all=can_read_trust_register,
        url_name="planning:needs",
        is_at=overview.reads_needs,
        tab="Needs",
        states=overview.needs_by_school,
        position=80,
    ),
    Section(
        key="missing",
        label="Missing links",
        name="planning:trust-missing-links",
        # No tab of its own: the overview says how many links are missing, and leads there.
        is_for=nobody,
        lists_all=can_see_all_missing,
        url_name="planning:missing-links",
        is_at=plans_for,
        states=overview.missing_by_school,
        position=88,
    ),
    Place(
        "my-cpd",
        "Training needs",
        "planning:my-needs",
        belongs_somewhere,
        also=("planning:need-raise",),
        position=53,
    ),
    Place("my-cpd", "Conversations", "planning:conversation-list", belongs_somewhere, tab="Reviews", position=56),
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
