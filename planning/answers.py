"""What answers a need: actions of a plan, and whatever apps above this one add (requests for courses).

An app above registers an `AnswerSource` when it is loaded, because planning stands below it and cannot ask it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from people.models import Person
from planning.models import Action, Need


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that answers a need: what it is, its name, how far it is, and its page."""

    kind: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """Where answers come from: those that a person may see, and whether there is any at all."""

    seen_by: Callable[[Person, Need], list[Answer]]
    has_any: Callable[[Need], bool]


_sources: list[AnswerSource] = []


def register_answers(source: AnswerSource) -> None:
    """Add a source of answers; a second call with the same one changes nothing."""
    if source not in _sources:
        _sources.append(source)


def answers_to(actor: Person, need: Need) -> list[Answer]:
    """Return what answers the need, as far as the actor may see it."""
    return [answer for source in _sources for answer in source.seen_by(actor, need)]


def is_answered(need: Need) -> bool:
    """Say whether anything answers the need, whoever may see it: an action, a request, a common provision."""
    return need.gathered_into_id is not None or any(source.has_any(need) for source in _sources)


def _actions(actor: Person, need: Need) -> list[Answer]:
    rows = Action.objects.visible_to(actor).filter(_answers(need)).distinct().order_by("-year", "pk")
    return [Answer("Action", row.title, row.get_status_display(), row.get_absolute_url()) for row in rows]


def _answers(need: Need) -> Q:
    """Return the condition that an action answers the need, or serves it as what a review agreed."""
    return Q(needs=need) | Q(review_need=need)


register_answers(AnswerSource(_actions, lambda need: Action.objects.filter(_answers(need)).exists()))
