"""What the trust knows of a course: who went, what was paid, what there is instead (policy RM-2, AP-10)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, Q
from django.urls import reverse

from certificates.models import Requirement
from core.search import LOOKED_THROUGH, did_you_mean
from courses.models import Booking, Course, Provider, Request
from courses.querysets import CourseQuerySet
from courses.records import record_keys_of_course
from people.models import Person
from planning.money import pence
from planning.quotes import Quoted
from training.policies import can_read_library
from training.selectors import shared_on

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
class Experience:
    """Who of the trust went on a course before, and what was paid: numbers only."""

    people: int
    schools: int
    average_paid: Decimal | None
    times_paid: int


Knowledge = Callable[[Course, Person], dict[str, Any]]
_knowledge: list[Knowledge] = []


def register_knowledge(*sources: Knowledge) -> None:
    """Let a course's page show what these return, by name in its template: what is known of it above the catalogue."""
    _knowledge.extend(sources)


def known_of(course: Course, actor: Person) -> dict[str, Any]:
    """Return what the other rooms know of a course, for its page."""
    return {name: value for source in _knowledge for name, value in source(course, actor).items()}


def experience_with(course: Course) -> Experience:
    """Return how many people of how many schools went on the course, and what a place cost on average (policy AP-10).

    Cancelled bookings do not count, and no name, school or single price comes out.
    """
    went = Booking.objects.filter(request__course=course, status=Booking.Status.ATTENDED)
    counted = went.aggregate(people=Count("person", distinct=True), schools=Count("school", distinct=True))
    paid = Booking.objects.filter(request__course=course).exclude(status=Booking.Status.CANCELLED)
    cost = paid.aggregate(average=Avg("cost"), times=Count("pk"))
    return Experience(
        people=counted["people"],
        schools=counted["schools"],
        average_paid=None if cost["average"] is None else pence(cost["average"]),
        times_paid=cost["times"],
    )


def what_is_said_of(course: Course, actor: Person) -> Quoted | None:
    """Return the newest feedback that colleagues share of the course, to the staff, in two queries (policy IM-2)."""
    if not can_read_library(actor):
        return None
    more_url = f"{reverse('training:feedback-list')}?{urlencode({'q': course.title[:100]})}"
    return shared_on(actor, record_keys_of_course(course), more_url)


def paid_elsewhere(request: Request) -> Experience | None:
    """Return the trust's experience with the course that a request is for, by the course or else by its title."""
    if request.course_id is not None and request.course is not None:
        return experience_with(request.course)
    if not request.title:
        return None
    paid = (
        Booking.objects.filter(request__title__iexact=request.title)
        .exclude(request=request)
        .exclude(status=Booking.Status.CANCELLED)
    )
    counted = paid.aggregate(
        people=Count("person", distinct=True),
        schools=Count("school", distinct=True),
        average=Avg("cost"),
        times=Count("pk"),
    )
    if not counted["times"]:
        return None
    return Experience(
        people=counted["people"],
        schools=counted["schools"],
        average_paid=pence(counted["average"]),
        times_paid=counted["times"],
    )


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
    found = on_offer.filter(wanted).select_related("provider")
    if apart_from is not None:
        found = found.exclude(pk=apart_from.pk)
    own_first = Q(provider__kind=Provider.Kind.TRUST)
    return found.annotate(is_ours=own_first).order_by("-is_ours", F("price").asc(nulls_last=True), "title")[:5]


def alternatives_for(request: Request) -> CourseQuerySet:
    """Return what the trust offers instead of what a request is for, as its applicant sees the catalogue."""
    return in_trust_alternatives(
        actor=request.applicant, title=request.title, requirement=request.requirement, apart_from=request.course
    )
