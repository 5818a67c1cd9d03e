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
from courses.value.policies import fewest_told, is_told, schools_known
from people.models import Person
from planning.overview.figures import Quoted
from planning.suppression import smallest_group
from training.feedback.policies import can_read_library
from training.feedback.selectors import quoted
from training.models import Feedback


@dataclass(frozen=True, slots=True)
class Experience:
    """Who of the trust went on a course before, and what was paid: numbers only."""

    people: int
    schools: int
    average_paid: Decimal | None
    times_paid: int


def others(actor: Person) -> Count:
    """Return how many people of bookings are of no school that the actor knows, to aggregate."""
    known = schools_known(actor)
    return Count("person", distinct=True, filter=~Q(school__in=known) if known else None)


def experience_with(course: Course, actor: Person) -> Experience:
    """Return how many people of how many schools went on the course, and what a place cost on average (policy AP-10).

    Cancelled bookings do not count, and no name, school or single price comes out: of fewer people than the actor is
    told of (`is_told`) nothing is said.
    """
    fewest = fewest_told(actor)
    went = Booking.objects.filter(request__course=course, status=Booking.Status.ATTENDED)
    counted = went.aggregate(
        people=Count("person", distinct=True), others=others(actor), schools=Count("school", distinct=True)
    )
    paid = Booking.objects.filter(request__course=course).exclude(status=Booking.Status.CANCELLED)
    cost = paid.aggregate(
        average=Avg("cost"), times=Count("pk"), people=Count("person", distinct=True), others=others(actor)
    )
    told = is_told(counted["people"], counted["others"], fewest)
    priced = is_told(cost["people"], cost["others"], fewest)
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
        others=others(actor),
        schools=Count("school", distinct=True),
        average=Avg("cost"),
        times=Count("pk"),
    )
    if not is_told(counted["people"], counted["others"], fewest_told(actor)):
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
    """What other schools paid for the same course a person, in the last two years.

    Of few people the lowest and the highest are the prices of two of them: a leader is told the middle alone.
    """

    count: int
    middle: Decimal
    lowest: Decimal | None = None
    highest: Decimal | None = None


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
        .values_list("cost", "person", "school")[:50]
    )
    fewest, known = fewest_told(actor), schools_known(actor)
    people = len({person for _, person, _ in paid})
    unknown = len({person for _, person, school in paid if school not in known})
    if not is_told(people, unknown, fewest):
        return None
    costs = [cost for cost, _, _ in paid]
    middle = Decimal(median(costs))
    if fewest > 1 and not is_told(people, unknown, smallest_group()):
        return Prices(len(costs), middle)
    return Prices(len(costs), middle, min(costs), max(costs))
