"""Planning's places on the thread: priorities, needs, actions, and the impact of actions."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core.components import Onward
from people.models import Person
from planning.improvement.models import Priority
from planning.needs.answers import Answer
from planning.needs.models import Need
from planning.plans.models import Action, Evaluation
from planning.scope import plans_for
from planning.thread.trace import Found, Thread, on_thread
from planning.vocabulary import Reason, duty_of


def _named(pk: int | None) -> list[int]:
    return [] if pk is None else [pk]


def find_priorities(thread: Thread, actor: Person) -> Found:
    """Return the priority that the object serves; the page says it anyway, the link is for its readers."""
    return on_thread(
        Priority.objects.filter(pk__in=_named(thread.priority_id)), open_to=Priority.objects.visible_to(actor)
    )


def find_needs(thread: Thread, actor: Person) -> Found:
    """Return the needs behind a priority or an action that the reader sees, or the one that the object answers."""
    seen = Need.objects.visible_to(actor)
    if thread.here == "priority":
        return on_thread(seen.filter(priority=thread.obj), more_url="#needs")
    if thread.here == "action":
        answered = Action.needs.through.objects.filter(action=thread.obj).values("need")
        return on_thread(seen.filter(Q(pk__in=answered) | Q(pk=thread.obj.review_need_id)))
    if thread.need_ids is not None:
        return on_thread(seen.filter(pk__in=thread.need_ids))
    return on_thread(Need.objects.filter(pk__in=_named(thread.need_id)), open_to=seen)


def _actions_on(thread: Thread, actor: Person) -> "QuerySet[Action]":
    """Return the actions that serve a priority or answer a need, as far as the reader sees them."""
    seen = Action.objects.visible_to(actor)
    if thread.here == "priority":
        return seen.filter(priority=thread.obj)
    if thread.here == "need":
        answering = Action.needs.through.objects.filter(need=thread.obj).values("action")
        return seen.filter(Q(pk__in=answering) | Q(review_need=thread.obj))
    if thread.need_ids is not None:
        answering = Action.needs.through.objects.filter(need__in=thread.need_ids).values("action")
        return seen.filter(Q(pk__in=answering) | Q(review_need__in=thread.need_ids))
    return seen.filter(pk__in=_named(thread.action_id))


def find_actions(thread: Thread, actor: Person) -> Found:
    """Return the actions that serve a priority or answer a need, or the one that the object is part of."""
    if thread.here in ("priority", "need"):
        return on_thread(_actions_on(thread, actor), more_url="#actions")
    if thread.need_ids is not None:
        return on_thread(_actions_on(thread, actor))
    return on_thread(Action.objects.filter(pk__in=_named(thread.action_id)), open_to=Action.objects.visible_to(actor))


def find_impact(thread: Thread, actor: Person) -> Found:
    """Return what the evaluations of the actions say of the priority that they serve (policy RM-1)."""
    actions = _actions_on(thread, actor).order_by().values("pk")
    rows = Evaluation.objects.filter(action__in=actions).select_related("action").order_by("-created_at", "-pk")
    return on_thread(
        rows,
        label=lambda row: f"{row.get_priorities_display()}: {row.action}",
        url=lambda row: f"{row.action.get_absolute_url()}#evaluation",
    )


def actions_seen_by(actor: Person, need: Need) -> list[Answer]:
    """Return the actions that answer a need and that the actor may see."""
    # An action also answers a need that it serves as what a review agreed.
    answers = Q(needs=need) | Q(review_need=need)
    rows = Action.objects.visible_to(actor).filter(answers).distinct().order_by("-year", "pk")
    return [Answer("Action", row.title, row.get_status_display(), row.get_absolute_url()) for row in rows]


def has_action() -> Q:
    """Return the condition that an action answers a need."""
    links = Action.needs.through.objects.filter(need=OuterRef("pk"))
    return Q(Exists(links)) | Q(Exists(Action.objects.filter(review_need=OuterRef("pk"))))


def thread_of_priority(priority: Priority, actor: Person) -> Thread:
    """Return where a priority stands: at the beginning."""
    return Thread("priority", priority, priority_id=priority.pk)


def thread_of_need(need: Need, actor: Person) -> Thread:
    """Return where a need stands. That it has no answer is for those who could see what does to know."""
    lacks: frozenset[str] = frozenset()
    fix_url = ""
    if plans_for(actor, need.school):
        if Need.objects.filter(pk=need.pk).unanswered().exists():
            lacks |= {"action"}
        if need.reason == Reason.PRIORITY and need.priority_id is None:
            lacks |= {"priority"}
        if lacks:
            fix_url = reverse("planning:fix-link", args=["need", need.public_id])
    return Thread(
        "need", need, priority_id=need.priority_id, need_id=need.pk, lacks=lacks, fix_url=fix_url, duty=duty_of(need)
    )


def thread_of_action(action: Action, actor: Person) -> Thread:
    """Return where an action stands, and whether it answers no need."""
    lacks = Action.objects.filter(pk=action.pk).without_need().exists()
    fixable = lacks and plans_for(actor, action.school)
    return Thread(
        "action",
        action,
        priority_id=action.priority_id,
        action_id=action.pk,
        lacks=frozenset({"need"}) if lacks else frozenset(),
        fix_url=reverse("planning:fix-link", args=["action", action.public_id]) if fixable else "",
        duty=Onward(str(action.requirement), action.requirement.get_absolute_url()) if action.requirement else None,
    )
