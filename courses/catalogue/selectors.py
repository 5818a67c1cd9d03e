"""Reads over the catalogue: what else there is on a subject, what a course counts for, what others know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from certificates.models import Requirement
from certificates.querysets import RequirementQuerySet
from core.calendar import today
from core.plugins import Plugin, registered
from core.search import LOOKED_THROUGH, did_you_mean
from courses.catalogue.models import Course, Provider
from courses.catalogue.querysets import CourseQuerySet
from people.models import Person

WORDS_THAT_SAY_NOTHING = frozenset(
    [
        "course",
        "training",
        "level",
        "award",
        "with",
        "your",
        "from",
        "into",
        "primary",
        "school",
        "schools",
        "introduction",
    ]
)


@dataclass(frozen=True, slots=True)
class CourseKnowledge(Plugin):
    """What a room above the catalogue knows of a course, by name in the template of its page."""

    known: Callable[[Course, Person], dict[str, Any]]


def known_of(course: Course, actor: Person) -> dict[str, Any]:
    """Return what the other rooms know of a course, for its page."""
    return {name: value for part in registered(CourseKnowledge) for name, value in part.known(course, actor).items()}


def suggested(actor: Person, words: str) -> str:
    """Return words near to those typed that find a course on offer to the actor, where these find none; or nothing."""
    offered = Course.objects.visible_to(actor).on_offer()
    texts = offered.values_list("title", "provider__name", "summary")[:LOOKED_THROUGH]
    meant = did_you_mean(words, (text for row in texts for text in row))
    return meant if meant and offered.matching(meant).exists() else ""


def telling_words(title: str) -> list[str]:
    """Return the words of a title by which something similar can be found, at most five."""
    words = ["".join(char for char in word if char.isalnum()) for word in title.lower().split()]
    return [word for word in words if len(word) > 3 and word not in WORDS_THAT_SAY_NOTHING][:5]


def in_trust_alternatives(
    *, actor: Person, title: str, requirement: Requirement | None = None, apart_from: Course | None = None
) -> CourseQuerySet:
    """Return up to five courses on offer that our own trust runs on the subject, or that credit the same requirement.

    Those of our own trust come first. Shown before a request is sent and on the decision card (policy AP-10).
    """
    on_offer = Course.objects.visible_to(actor).on_offer()
    wanted = Q(pk__in=[])
    if requirement is not None:
        wanted |= Q(pk__in=Course.objects.filter(credits=requirement).values("pk"))
    for word in telling_words(title):
        wanted |= Q(provider__kind=Provider.Kind.TRUST, title__icontains=word)
    found = on_offer.filter(wanted).select_related("provider").with_next_date(today())
    if apart_from is not None:
        found = found.exclude(pk=apart_from.pk)
    own_first = Q(provider__kind=Provider.Kind.TRUST)
    return found.annotate(is_ours=own_first).order_by("-is_ours", F("price").asc(nulls_last=True), "title")[:5]


def served_by(course: Course) -> RequirementQuerySet:
    """Return the requirements that a course of the catalogue counts for: those it credits, and those they satisfy."""
    return Requirement.objects.filter(Q(courses=course) | Q(satisfied_by__courses=course)).distinct()
