"""Who sees which courses, requests and bookings. Pages, totals, searches and exports all start here."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from core.flow import FlowQuerySet

if TYPE_CHECKING:
    from people.models import Person


class CourseQuerySet(models.QuerySet):
    """Courses of the catalogue, open to all who sign in (policy RM-2)."""

    model: Any

    def visible_to(self, actor: "Person") -> Self:
        """Return the courses open to every school or to one of the actor's; all for the central roles."""
        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(
            Q(schools=None) | Q(pk__in=self.model.objects.filter(schools__in=actor.authority.schools_belonged_to()))
        ).distinct()

    def on_offer(self) -> Self:
        """Return those in the catalogue."""
        return self.filter(is_active=True, provider__is_active=True)

    def with_next_date(self, first: date, last: date | None = None) -> Self:
        """Add the next day on which each runs (`next_on`), from `first` and, where it is given, until `last`."""
        from courses.models import CourseDate

        dates = CourseDate.objects.filter(course=OuterRef("pk"), starts_on__gte=first).order_by("starts_on")
        if last is not None:
            dates = dates.filter(starts_on__lte=last)
        return self.annotate(next_on=Subquery(dates.values("starts_on")[:1]))

    def matching(self, text: str) -> Self:
        """Return the courses with every word of `text` in title, summary, provider, or a requirement credited."""
        found = self
        for word in text.split()[:5]:
            credited = self.model.objects.filter(Q(credits__name__icontains=word) | Q(credits__code__iexact=word))
            found = found.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(provider__name__icontains=word)
                | Q(pk__in=credited.values("pk"))
            )
        return found


class CourseDateQuerySet(models.QuerySet):
    """Dates of courses."""

    def coming(self, day: date) -> Self:
        """Return the dates that have not begun on `day`."""
        return self.filter(starts_on__gte=day)


class RequestQuerySet(FlowQuerySet):
    """Requests for courses."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own requests, those of the schools that one leads, and those that one decides on.

        A draft belongs to its writer alone. The Executive Lead and the CEO see every request that was sent, and so
        does the administrator; the central booking officer sees what is approved. Line managers see what their
        people sent. Governors see none: reports give them numbers.
        """
        from people.models import Post, Role

        authority = actor.authority
        sent = ~Q(status="draft") & Q(sent_at__isnull=False)
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR]):
            return self.filter(Q(applicant=actor) | sent)
        seen = Q(applicant=actor) | (sent & Q(school__in=authority.schools_led()))
        if authority.holds(Role.BOOKING_OFFICER):
            seen |= sent & Q(pk__in=self._with_final_approval())
        if authority.manages_people:
            seen |= sent & Q(applicant__in=Post.objects.current().filter(line_manager=actor).values("person"))
        return self.filter(seen | (sent & self._on_desk_of(actor)))

    def _with_final_approval(self) -> Any:
        return self.model.objects.filter(agreed_cost__isnull=False).values("pk")

    def _on_desk_of(self, actor: "Person") -> Q:
        """Return the condition that a stage of the request is decided by the actor's roles or those stood in for."""
        from courses.models import Stage

        desks = Stage.objects.filter(deciders(actor))
        return Q(pk__in=desks.values("request"))

    def awaiting(self, actor: "Person") -> Self:
        """Return what waits for a decision by the actor, oneself or as deputy, in policy order (IM-3, AP-7)."""
        from courses.models import Stage

        waiting = Stage.objects.filter(request=OuterRef("pk"), outcome="waiting").filter(deciders(actor))
        earlier = Stage.objects.filter(
            request=OuterRef("request"),
            round=OuterRef("round"),
            position__lt=OuterRef("position"),
        ).exclude(outcome="approved")
        return (
            self.filter(Exists(waiting.exclude(Exists(earlier))), status="deciding")
            .exclude(applicant=actor)
            .in_policy_order()
        )

    def with_current_stage(self) -> Self:
        """Add whose turn it is (`current_role`, `current_school_name`) and the applicant, for lists."""
        from courses.models import Stage

        waiting = Stage.objects.filter(request=OuterRef("pk"), outcome="waiting").order_by("-round", "position")
        return self.select_related("applicant", "school").annotate(
            current_role=Subquery(waiting.values("role")[:1]),
            current_school_name=Subquery(waiting.values("school__name")[:1]),
        )

    def in_policy_order(self) -> Self:
        """Order by rank, then by how long it has waited."""
        return self.order_by("rank", "waiting_since", "pk")

    def to_book(self) -> Self:
        """Return the approved requests that the central booking officer is to book."""
        return self.filter(status="to_book")

    def overlapping(self, first: date, last: date) -> Self:
        """Return the requests whose dates touch the days from `first` to `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


def deciders(actor: "Person") -> Q:
    """Return the condition on stages that the actor's roles, or those of people stood in for today, decide."""
    from people.authority import Authority

    condition = Q(pk__in=[])
    for authority in [actor.authority, *[Authority(person) for person in actor.authority.delegators]]:
        for grant in authority.grants:
            where = Q(school=grant.school_id) if grant.school_id else Q(school=None)
            condition |= Q(role=grant.role) & where
            condition |= Q(escalated_to=grant.role) & (Q(school=grant.school_id) if grant.school_id else Q())
    return condition


class BookingQuerySet(FlowQuerySet):
    """Bookings."""

    def visible_to(self, actor: "Person") -> Self:
        """Return all for central roles, a school's for its leaders, one's own for everybody, reports' for managers."""
        from people.models import Post

        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        seen = Q(person=actor) | Q(school__in=authority.schools_led())
        if authority.manages_people:
            seen |= Q(person__in=Post.objects.current().filter(line_manager=actor).values("person"))
        return self.filter(seen)

    def open(self) -> Self:
        """Return the bookings that hold: booked and not cancelled."""
        return self.filter(status="booked")

    def attendance_due(self, day: date) -> Self:
        """Return the bookings whose last day is over, with nothing said about attendance."""
        return self.filter(status="booked", ends_on__lt=day)
