"""Who sees which courses, requests and bookings. Pages, totals, searches and exports all start here."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Lower, Trim

from core.calendar import today
from core.flow import FlowQuerySet
from core.search import Searched, terms_of
from people.querysets import names

if TYPE_CHECKING:
    from courses.models import Request
    from people.authority import Authority
    from people.models import Person


class CourseQuerySet(Searched, models.QuerySet):
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
        if not text.strip():
            return self
        found = self if (terms := terms_of(text)) else self.none()
        for term in terms:
            credited = self.model.objects.filter(term.found_in("credits__name", "credits__code"))
            found = found.filter(
                term.found_in("title", "summary", "provider__name") | Q(pk__in=credited.order_by().values("pk"))
            )
        return found


class ProviderQuerySet(Searched, models.QuerySet):
    """Providers of courses."""

    SEARCHED = ("name",)


class CourseDateQuerySet(models.QuerySet):
    """Dates of courses."""

    def coming(self, day: date) -> Self:
        """Return the dates that have not begun on `day`."""
        return self.filter(starts_on__gte=day)


class RequestQuerySet(Searched, FlowQuerySet):
    """Requests for courses."""

    SEARCHED = ("title", "provider_name", *names("applicant"))

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own requests, those of the schools that one leads, and those that one decides on.

        A draft belongs to its writer alone. The Executive Lead and the CEO see every request that was sent, and so
        does the administrator; the central booking officer and the officer's deputy see what is approved. Line
        managers see what their people sent for the school where they manage them. Governors see none: reports give
        them numbers.
        """
        from courses.standing import books_as
        from people.models import Role

        authority = actor.authority
        sent = ~Q(status="draft") & Q(sent_at__isnull=False)
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR]):
            return self.filter(Q(applicant=actor) | sent)
        seen = Q(applicant=actor) | (sent & Q(school__in=authority.schools_led()))
        if books_as(actor):
            seen |= sent & Q(agreed_cost__isnull=False)
        seen |= sent & authority.of_managed("applicant")
        return self.filter(seen | (sent & self._on_desk_of(actor)))

    def _on_desk_of(self, actor: "Person") -> Q:
        """Return the condition that a stage of the request is decided by the actor's roles or those stood in for."""
        from courses.models import Stage

        desks = Stage.objects.filter(deciders(actor))
        return Q(pk__in=desks.values("request"))

    def awaiting(self, actor: "Person") -> Self:
        """Return what waits for a decision by the actor, oneself or as deputy, in policy order (IM-3, AP-7)."""
        from courses.models import Stage

        return (
            self.filter(status="deciding", pk__in=Stage.objects.decidable_by(actor).values("request"))
            .exclude(applicant=actor)
            .in_policy_order()
        )

    def with_current_stage(self) -> Self:
        """Add whose turn it is (`current_role`, `current_school_name`) and the applicant, for lists."""
        from courses.models import Stage

        waiting = Stage.objects.filter(request=OuterRef("pk"), outcome="waiting").order_by("-round", "position")
        return self.select_related("applicant", "school", "requirement").annotate(
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

    condition = _desk_of(actor.authority)
    for person in actor.authority.delegators:
        condition |= _desk_of(Authority(person))
    return condition


def _desk_of(authority: "Authority") -> Q:
    """Return the condition on stages that a holder of these grants decides, by role or by escalation."""
    from people.models import Grant, Role

    condition = Q(pk__in=[])
    leads = Role.school_leaders()
    for grant in authority.grants:
        where = Q(school=grant.school_id) if grant.school_id else Q()
        condition |= (Q(role=grant.role) | Q(escalated_to=grant.role)) & where
        if grant.role in leads:
            # The stage names a Headteacher and the school has a Head of School now, or the other way about.
            held = Grant.objects.current().filter(
                role=OuterRef("role"), school=OuterRef("school"), person__is_active=True
            )
            condition |= Q(role__in=leads) & where & ~Q(Exists(held.exclude(person__left_on__lt=authority.day)))
    return condition


class StageQuerySet(models.QuerySet):
    """The stages of requests."""

    model: Any

    def current(self) -> Self:
        """Return, for each request, the stage that it stands at: the first of its latest round not approved yet."""
        rows = self.model.objects.filter(request=OuterRef("request"))
        later = rows.filter(round__gt=OuterRef("round"))
        earlier = rows.filter(round=OuterRef("round"), position__lt=OuterRef("position")).exclude(outcome="approved")
        return self.exclude(outcome="approved").filter(~Exists(later), ~Exists(earlier))

    def at_desk_of(self, actor: "Person") -> Self:
        """Return the current stages that the actor's roles decide, or those of people stood in for today.

        Nothing of one's own, and nothing of the applicant for whom one is deputy. `decidable_by` leaves out, besides,
        what somebody else could decide where one of these people decided another stage of the round
        (`has_decided_elsewhere`).
        """
        from people.authority import Authority

        condition = _desk_of(actor.authority)
        for person in actor.authority.delegators:
            condition |= _desk_of(Authority(person)) & ~Q(request__applicant=person)
        people = {actor.pk, *(person.pk for person in actor.authority.delegators)}
        at_desk = self.current().filter(condition, request__status="deciding").exclude(request__applicant=actor)
        return at_desk.annotate(has_decided_elsewhere=Exists(self._elsewhere(people)))

    def decidable_by(self, actor: "Person") -> Self:
        """Return the current stages that the actor may decide today, in their own name or as somebody's deputy.

        The same rules as `selectors.deciding.open_standings`, in SQL: nothing of one's own, nothing for the
        applicant, and no second stage of a round for the same person while somebody else could decide it.
        """
        from people.authority import Authority

        condition: Any = Q(pk__in=[])
        for authority in [actor.authority, *[Authority(person) for person in actor.authority.delegators]]:
            people = {actor.pk, authority.person.pk}
            mine = _desk_of(authority) & ~Q(request__applicant=authority.person)
            condition |= mine & (~Exists(self._elsewhere(people)) | ~self._somebody_else_could())
        return self.current().filter(condition).exclude(request__applicant=actor)

    def _elsewhere(self, people: set[int]) -> Any:
        """Return the decisions of these people on another stage of the same round."""
        from courses.models import StageDecision

        return (
            StageDecision.objects.filter(stage__request=OuterRef("request"), stage__round=OuterRef("round"))
            .exclude(stage=OuterRef("pk"))
            .filter(Q(decided_by__in=people) | Q(on_behalf_of__in=people))
        )

    def _somebody_else_could(self) -> Any:
        """Return the condition that a holder of the stage's role has decided no other stage of the round."""
        from courses.models import StageDecision
        from people.models import Grant, Role

        decided = (
            StageDecision.objects.filter(
                stage__request=OuterRef(OuterRef("request")), stage__round=OuterRef(OuterRef("round"))
            )
            .exclude(stage=OuterRef(OuterRef("pk")))
            .filter(Q(decided_by=OuterRef("person")) | Q(on_behalf_of=OuterRef("person")))
        )
        able = (
            Grant.objects.current()
            .filter(Q(school=None) | Q(school=OuterRef("school")), person__is_active=True)
            .exclude(person__left_on__lt=today())
            .exclude(person=OuterRef("request__applicant"))
            .filter(~Exists(decided))
        )
        leads = Role.school_leaders()
        by_role = Exists(able.filter(Q(role=OuterRef("role")) | Q(role=OuterRef("escalated_to"))))
        held = Grant.objects.current().filter(role=OuterRef("role"), school=OuterRef("school"), person__is_active=True)
        vacant = ~Exists(held.exclude(person__left_on__lt=today()))
        return by_role | (Q(role__in=leads) & vacant & Exists(able.filter(role__in=leads)))


class BookingQuerySet(Searched, FlowQuerySet):
    """Bookings."""

    SEARCHED = (
        "request__title", "request__provider_name", "provider_reference", "order_number", *names("person"),
    )  # fmt: skip

    def visible_to(self, actor: "Person") -> Self:
        """Return all for the central roles and the officer's deputy, else one's own and those one answers for.

        Leaders see those of their school, as does a Headteacher's deputy; line managers those of their people there.
        """
        from courses.standing import books_as, schools_led_as_deputy

        authority = actor.authority
        if authority.is_trust_wide or books_as(actor):
            return self.all()
        seen = Q(person=actor) | Q(school__in=authority.schools_led() | schools_led_as_deputy(actor))
        return self.filter(seen | authority.of_managed())

    def in_register_of(self, actor: "Person") -> Self:
        """Return the trust's register for the central roles and the officer's deputy, a school's for its leaders.

        A part of `visible_to` with one plain condition, so that an index answers it whatever the number of rows.
        """
        from courses.standing import books_as

        authority = actor.authority
        if authority.is_trust_wide or books_as(actor):
            return self.all()
        return self.filter(school__in=authority.schools_led())

    def with_spent(self) -> Self:
        """Add `spent`: the cost of what holds or was attended, and only the charge of what was cancelled."""
        return self.annotate(spent=Case(When(status="cancelled", then=F("cancellation_charge")), default=F("cost")))

    def held(self) -> Self:
        """Return the bookings that were not cancelled, attended or missed ones too: what the trust booked."""
        return self.exclude(status="cancelled")

    def open(self) -> Self:
        """Return the bookings that hold: booked and not cancelled."""
        return self.filter(status="booked")

    def coming(self, day: date) -> Self:
        """Return the bookings that hold and are not over on `day`, the next first."""
        return self.open().filter(ends_on__gte=day).order_by("starts_on", "pk")

    def attendance_due(self, day: date) -> Self:
        """Return the bookings whose last day is over, with nothing said about attendance."""
        return self.filter(status="booked", ends_on__lt=day)

    def attendance_to_confirm(self, actor: "Person", day: date) -> Self:
        """Return the bookings that are over and of which the actor says who came (`can_confirm_attendance`)."""
        from courses.standing import books_as, standings
        from people.models import Role

        rows = self.attendance_due(day).exclude(person=actor)
        if books_as(actor):
            return rows
        roles = standings(actor)
        headed = Q(school__in=set().union(*(role.schools_with(Role.school_leaders()) for role in roles)))
        if any(role.holds(Role.CENTRAL_HEAD) for role in roles):
            headed |= Q(school__kind="central")
        return rows.filter(headed)

    def certificate_missing(self, last_day: date) -> Self:
        """Return those attended up to `last_day` whose request is still open: a certificate has not come."""
        return self.filter(status="attended", request__status="attended", ends_on__lte=last_day)

    def confirmation_missing(self, moment: datetime) -> Self:
        """Return the bookings made before `moment` for which the provider's confirmation is not here."""
        return self.open().filter(confirmation=None, booked_at__lte=moment)

    def free_cancellation_ending(self, first: date, last: date) -> Self:
        """Return the bookings whose last day of free cancellation lies between the two days."""
        return self.open().filter(cancel_free_until__range=(first, last))


class ServiceAgreementQuerySet(Searched, models.QuerySet):
    """Service-level agreements."""

    SEARCHED = ("title", "provider__name")

    def visible_to(self, actor: "Person") -> Self:
        """Return all for the central roles; for leaders and boards those of every school or of one of their own."""
        from people.models import Role

        authority = actor.authority
        if authority.holds_any([*Role.trust_wide_readers(), Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER]):
            return self.all()
        own = authority.schools_led() | authority.schools_with([*Role.governing(), Role.CLERK])
        if not own:
            return self.none()
        return self.filter(models.Q(schools=None) | models.Q(schools__in=own)).distinct()

    def running_on(self, day: date) -> Self:
        """Return those whose period holds `day`."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def with_provider_of(self, request: "Request") -> Self:
        """Return those with the provider of the request's course; by its name where the course is not in the catalogue.

        The database compares the names, as its trigger does, so that the two can't disagree about a letter.
        """
        if request.course is not None:
            return self.filter(provider=request.course.provider_id)
        asked = Lower(Trim(models.Value(request.provider_name, output_field=models.CharField())))
        return self.annotate(provider_lower=Lower(Trim("provider__name"))).filter(provider_lower=asked)

    def with_used(self) -> Any:
        """Add `used`, the credits that bookings use, and `left`; without a limit nothing is `left` to be counted."""
        from courses.models import Booking

        used = (
            Booking.objects.filter(agreement=OuterRef("pk"))
            .exclude(status="cancelled")
            .order_by()
            .values("agreement")
            .annotate(total=models.Sum("credits_used"))
            .values("total")
        )
        nothing = models.Value(0, output_field=models.DecimalField(max_digits=9, decimal_places=2))
        return self.annotate(used=Coalesce(Subquery(used), nothing)).annotate(left=F("credits") - F("used"))
