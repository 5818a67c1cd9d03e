"""Planning's own figures of a priority: what its actions changed, and which links are missing; and all for its page."""

from typing import Any

from django.db.models import Count
from django.urls import reverse

from people.models import Person
from planning.figures import Figure, Reading, figures_of, register_figures
from planning.mending import counts
from planning.models import Action, Evaluation, Priority
from planning.quotes import quotes_of
from planning.standing import plans_everywhere, plans_for
from planning.thread import trace_of


def thread_of_page(actor: Person, priority: Priority) -> dict[str, Any]:
    """Return what the thread adds to a priority's page: the trace line, the figures, and what people say."""
    return {
        "trace": trace_of(priority, actor),
        "figures": figures_of(priority, actor),
        "quotes": quotes_of(priority, actor),
    }


def impact_figures(reading: Reading) -> list[Figure]:
    """Return how many actions were evaluated, and how many of each judgement on the priority (policy RM-1)."""
    actions = Action.objects.visible_to(reading.actor).filter(reading.scope, priority=reading.priority)
    rows = Evaluation.objects.filter(action__in=actions.order_by().values("pk")).order_by()
    found = dict(rows.values_list("priorities").annotate(number=Count("pk")))
    words = [f"{found[j.value]} {j.label.lower()}" for j in Evaluation.Judgement if found.get(j.value)]
    total = sum(found.values())
    label = "action evaluated" if total == 1 else "actions evaluated"
    return [Figure(str(total), label, hint=", ".join(words) or "No impact is judged yet")]


def missing_figures(reading: Reading) -> list[Figure]:
    """Return how many links are missing on the priority's own thread, for those who plan for its school."""
    priority = reading.priority
    if not plans_for(reading.actor, priority.school):
        return []
    number = sum(counts(reading.actor, priority.year, priority=priority.pk).values())
    url = f"{reverse('planning:missing-links', args=[priority.school.public_id, priority.year])}?"
    if priority.school.is_central and plans_everywhere(reading.actor):
        # What serves the trust's own priority is at every school.
        url = f"{reverse('planning:trust-missing-links')}?year={priority.year}&"
    url += f"priority={priority.public_id}"
    return [Figure(str(number), "links missing", url, tone="warning" if number else "success")]


def register() -> None:
    """Put planning's figures on a priority's page."""
    register_figures(80, impact_figures)
    register_figures(90, missing_figures)
