"""What the trust knows of a course: who went, what was paid, what colleagues say (policy RM-2, AP-10)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

from django.db.models import Avg, Count, Q
from django.urls import reverse

from core.calendar import today
from core.money import pence
from courses.bookings.models import Booking
from courses.catalogue.models import Course
from courses.requests.models import CourseRequest
from courses.value.policies import fewest_told
from people.models import Person
from planning.overview.figures import Quoted
from training.models import Feedback
from training.policies import can_read_library
from training.selectors import quoted


@dataclass(frozen=True, slots=True)
class Experience:
    """Who of the trust went on a course before, and what was paid: numbers only."""

    people: int
    schools: int
    average_paid: Decimal | None
    times_paid: int


def experience_with(course: Course, actor: Person) -> Experience:
    """Return how many people of how many schools went on the course, and what a place cost on average (policy AP-10).

    Cancelled bookings do not count, and no name, school or single price comes out: of fewer people than the actor is
    told of (`fewest_told`) nothing is said.
    """
    fewest = fewest_told(actor)
    went = Booking.objects.filter(request__course=course, status=Booking.Status.ATTENDED)
    counted = went.aggregate(people=Count("person", distinct=True), schools=Count("school", distinct=True))
    paid = Booking.objects.filter(request__course=course).exclude(status=Booking.Status.CANCELLED)
    cost = paid.aggregate(average=Avg("cost"), times=Count("pk"), people=Count("person", distinct=True))
    told = counted["people"] >= fewest
    priced = cost["people"] >= fewest
    return Experience(
        people=counted["people"] if told else 0,
        schools=counted["schools"] if told else 0,
        average_paid=pence(cost["average"]) if priced else None,
        times_paid=cost["times"] if priced else 0,
    )


def what_is_said_of(course: Course, actor: Person) -> Quoted | None:
    """Return the newest feedback that colleagues share of the course, to the staff, in two queries (policy IM-2)."""
    if not can_read_library(actor):
        return None
    more_url = f"{reverse('training:feedback-list')}?{urlencode({'q': course.title[:100]})}"
    return quoted(Feedback.objects.in_library_of(actor).filter(record__booking__request__course=course), more_url)


def paid_elsewhere(request: CourseRequest, actor: Person) -> Experience | None:
    """Return the trust's experience with the course that a request is for, by the course or else by its title.

    Nothing where fewer people went than the actor is told of.
    """
    if request.course_id is not None and request.course is not None:
        return experience_with(request.course, actor)
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
    if counted["people"] < fewest_told(actor):
        return None
    return Experience(
        people=counted["people"],
        schools=counted["schools"],
        average_paid=pence(counted["average"]),
        times_paid=counted["times"],
    )


PRICES_OF_DAYS = 2 * 365


@dataclass(frozen=True, slots=True)
class Prices:
    """What other schools paid for the same course a person, in the last two years."""

    count: int
    lowest: Decimal
    middle: Decimal
    highest: Decimal


def prices_elsewhere(request: CourseRequest, actor: Person) -> Prices | None:
    """Return what other schools paid for the same course a person in the last two years; nothing where none did.

    Nothing either where it was for fewer people than the actor is told of.
    """
    same = (
        Q(request__course=request.course_id)
        if request.course_id
        else Q(request__title__iexact=request.title, request__provider_name__iexact=request.provider_name)
    )
    paid = list(
        Booking.objects.filter(same, starts_on__gte=today() - dt.timedelta(days=PRICES_OF_DAYS))
        .exclude(status=Booking.Status.CANCELLED)
        .exclude(school=request.school_id)
        .order_by("-starts_on", "-pk")
        .values_list("cost", "person")[:50]
    )
    if len({person for _, person in paid}) < fewest_told(actor):
        return None
    costs = [cost for cost, _ in paid]
    return Prices(len(costs), min(costs), Decimal(median(costs)), max(costs))
