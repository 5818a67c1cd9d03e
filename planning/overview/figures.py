"""What came of a priority, in figures and in people's words: apps give theirs, and the priority's page shows all.

What a figure counts is said in decision 11: a request, booking or record counts for the priority that it names itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core.plugins import Plugin, registered
from people.models import Person
from planning.improvement.models import Priority
from planning.plans.models import Action, Evaluation
from planning.scope import plans_everywhere, plans_for, reads_all_priorities
from planning.suppression import smallest_group
from planning.thread.missing_links import counts
from planning.thread.trace import trace_of


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the number in words, what it is, the list that it is the sum of, a hint, a tone of the kit."""

    number: str
    label: str
    url: str = ""
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom figures are made: `scope` narrows rows to the schools whose sums the reader may know.

    `with_money`: for those who plan for the priority's school and the central roles alone. `smallest`: of how many
    people a figure must be for this reader; those who plan know their people, and read all.
    """

    priority: Priority
    actor: Person
    scope: Q
    with_money: bool
    smallest: int


@dataclass(frozen=True, slots=True)
class PriorityFigures(Plugin):
    """What an app adds to the figures on a priority's page."""

    figures: Callable[[Reading], list[Figure]]


def reading_of(priority: Priority, actor: Person) -> Reading:
    """Return what the actor may know of a priority's figures.

    A school's priority is served at that school alone. The trust's own is served everywhere, and its sums tell of
    every school: whoever does not read all of them gets those of their own.
    """
    scope = Q()
    if priority.school.is_central and not reads_all_priorities(actor):
        scope = Q(school__in=actor.authority.schools_belonged_to())
    with_money = actor.authority.is_trust_wide or plans_for(actor, priority.school)
    return Reading(priority, actor, scope, with_money, 0 if with_money else smallest_group())


def figures_of(priority: Priority, actor: Person) -> list[Figure]:
    """Return every figure of a priority that the actor may see; the number of queries does not depend on the rows."""
    reading = reading_of(priority, actor)
    return [figure for part in registered(PriorityFigures) for figure in part.figures(reading)]


@dataclass(frozen=True, slots=True)
class Quote:
    """One person's words: what they said, on what, who said it, and the page of it."""

    words: str
    about: str
    who: str
    url: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The newest words of one kind: a heading, the quotes, how many there are, and where all of them are listed."""

    heading: str
    quotes: tuple[Quote, ...]
    total: int
    more_url: str = ""

    @property
    def more(self) -> int:
        """Return how many are not quoted."""
        return self.total - len(self.quotes)


@dataclass(frozen=True, slots=True)
class PriorityQuotes(Plugin):
    """What an app quotes of people on a priority's page; nothing for a reader who may read none of it."""

    quoted: Callable[[Reading], Quoted | None]


def quotes_of(priority: Priority, actor: Person) -> list[Quoted]:
    """Return what is said of a priority and the actor may read, in one query a source."""
    reading = reading_of(priority, actor)
    everything = (part.quoted(reading) for part in registered(PriorityQuotes))
    return [found for found in everything if found and found.quotes]


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
    return [Figure(str(total), label, hint=", ".join(words) or "Impact not evaluated yet")]


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
    return [Figure(str(number), "items not linked to a priority", url, tone="warning" if number else "success")]
