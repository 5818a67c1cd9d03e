"""What training costs: by person-hour, by provider, beside what is prepaid (policy AP-10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import NullIf

from core.calendar import today
from core.money import pence
from courses.bookings.models import Booking
from courses.catalogue.models import Course
from courses.catalogue.selectors import telling_words
from courses.requests.models import CourseRequest
from courses.value.experience import experience_with, others, what_is_said_of
from courses.value.models import ServiceAgreement
from courses.value.policies import fewest_told, is_told
from people.models import Person, School
from planning.approaches.selectors import approach_names
from planning.vocabulary import KINDS, reason_kind
from training.models import Record


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider's course beside others on the same subject: its price, and what the trust paid and got for it."""

    title: str
    provider: str
    is_ours: bool
    price: Decimal | None
    hours: Decimal
    people: int
    average_paid: Decimal | None
    course: Course

    @property
    def price_an_hour(self) -> Decimal | None:
        """Return pounds for an hour of one person, by what was paid where anybody went, else by the price."""
        return per_hour(self.average_paid if self.average_paid is not None else self.price, self.hours)


def per_hour(cost: Decimal | None, hours: Decimal | None) -> Decimal | None:
    """Return the cost of one person-hour in pounds and pence; nothing where there are no hours."""
    return pence(Decimal(cost) / Decimal(hours)) if cost is not None and hours else None


def offers_beside(course: Course, actor: Person) -> list[Offer]:
    """Return the course and up to nine others on offer on its subject, the cheapest person-hour first (policy AP-10).

    Others credit the same requirement, or share two telling words of the title (one, where it has only one). What was
    paid is an average over the whole trust: no school, no person, no single price comes out, and nothing of fewer
    people than the actor is told of (`is_told`).
    """
    words = telling_words(course.title)
    wanted = Q(pk=course.pk)
    if credited := list(course.credits.values_list("pk", flat=True)):
        wanted |= Q(pk__in=Course.objects.filter(credits__in=credited).values("pk"))
    for word in words:
        wanted |= Q(title__icontains=word)
    found = Course.objects.visible_to(actor).on_offer().filter(wanted).select_related("provider").distinct()
    credits_same = set(Course.objects.filter(credits__in=credited).values_list("pk", flat=True)) if credited else set()
    enough = min(2, len(words))
    alike = [
        other
        for other in found[:200]
        if other.pk == course.pk
        or other.pk in credits_same
        or (enough and sum(word in other.title.lower() for word in words) >= enough)
    ]
    fewest = fewest_told(actor)
    paid = {
        row["request__course"]: row
        for row in Booking.objects.filter(request__course__in=[other.pk for other in alike])
        .exclude(status=Booking.Status.CANCELLED)
        .order_by()
        .values("request__course")
        .annotate(people=Count("person", distinct=True), others=others(actor), total=Sum("cost"), times=Count("pk"))
        if is_told(row["people"], row["others"], fewest)
    }
    offers = [_offer(other, paid.get(other.pk)) for other in alike]
    return sorted(offers, key=lambda offer: (offer.price_an_hour is None, offer.price_an_hour, offer.title))[:10]


def _offer(course: Course, paid: Any) -> Offer:
    average = pence(Decimal(paid["total"]) / paid["times"]) if paid else None
    return Offer(
        title=course.title,
        provider=course.provider.name,
        is_ours=not course.is_external,
        price=course.price,
        hours=course.hours,
        people=paid["people"] if paid else 0,
        average_paid=average,
        course=course,
    )


def worth_of(course: Course, actor: Person) -> dict[str, Any]:
    """Return what a course's page shows of its worth: who went, what colleagues say, and others beside it."""
    return {
        "experience": experience_with(course, actor),
        "said": what_is_said_of(course, actor),
        "offers": offers_beside(course, actor),
    }


# --- What is prepaid -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prepaid:
    """An agreement that could pay for a place: what is left of it, and until when. `left` nothing: no limit."""

    agreement: ServiceAgreement
    left: Decimal | None


def prepaid_for(request: CourseRequest) -> list[Prepaid]:
    """Return the agreements with credits left that could pay for a request: those with its own provider.

    An agreement fits where its period holds the day (today, where none is known yet) and it is for the school.
    Shown at the moment of asking, of deciding and of booking (policy AP-10, GV-2).
    """
    day = request.starts_on or today()
    rows = (
        ServiceAgreement.objects.with_provider_of(request)
        .running_on(day)
        .filter(Q(schools=None) | Q(schools=request.school_id))
        .select_related("provider")
        .with_used()
        .distinct()
        .order_by("ends_on", "pk")
    )
    return [Prepaid(row, row.left) for row in rows if row.left is None or row.left > 0]


# --- The comparison --------------------------------------------------------------------------------------------------

GROUPINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "course": ("Course", ("title", "provider")),
    "provider": ("Provider", ("provider",)),
    "approach": ("Way of learning", ("approach",)),
    "reason": ("What it was for", ("kind",)),
    "school": ("School", ("school__name",)),
}
LABELS: dict[str, Callable[[], dict[str, str]]] = {"approach": approach_names, "reason": lambda: KINDS}


def recorded(
    actor: Person, *, first: date, last: date, school: School | None = None, words: str = ""
) -> "QuerySet[Record]":
    """Return the records between two days that the actor compares: a leader's own school's, or the trust's (AP-10)."""
    rows = Record.objects.in_register_of(actor).counted().filter(starts_on__range=(first, last))
    if school is not None:
        rows = rows.filter(school=school)
    return rows.matching(words)


def value_rows(rows: "QuerySet[Record]", by: str) -> "QuerySet[Any, dict[str, Any]]":
    """Return records summed by `by` (a key of `GROUPINGS`), a dictionary each: places, people, hours, cost.

    `lowest` and `highest` are the least and the most that a place cost; `an_hour` is there to sort by.
    """
    _, fields = GROUPINGS[by]
    return (
        rows.order_by()
        .annotate(kind=reason_kind())
        .values(*fields)
        .annotate(
            places=Count("pk"),
            people=Count("person", distinct=True),
            total_hours=Sum("hours"),
            total_cost=Sum("cost"),
            lowest=Min("cost"),
            highest=Max("cost"),
        )
        .annotate(an_hour=F("total_cost") / NullIf(F("total_hours"), Value(Decimal(0))))
    )


def label_of(row: dict[str, Any], by: str) -> str:
    """Return what a row of `value_rows` is about, in words."""
    _, fields = GROUPINGS[by]
    value = str(row[fields[0]])
    labels = LABELS[by]() if by in LABELS else {}
    return labels.get(value, value) or "Not named"


@dataclass(frozen=True, slots=True)
class ValueTotals:
    """What some records come to: places, hours, pounds, and the cost of a person-hour."""

    places: int
    hours: Decimal
    cost: Decimal
    an_hour: Decimal | None


def value_totals(rows: "QuerySet[Record]") -> ValueTotals:
    """Return the sums of some records, in one query."""
    found = rows.order_by().aggregate(places=Count("pk"), hours=Sum("hours"), cost=Sum("cost"))
    hours, cost = found["hours"] or Decimal(0), pence(found["cost"])
    return ValueTotals(found["places"], hours, cost, per_hour(cost, hours))
