"""Who sees which bookings. Pages, totals, searches and exports all start here."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Case, F, Q, When

from core.flow import FlowQuerySet
from core.search import Searched
from people.querysets import names

if TYPE_CHECKING:
    from people.models import Person


class BookingQuerySet(Searched, FlowQuerySet):
    """Bookings."""

    SEARCHED = (
        "request__title", "request__provider_name", "provider_reference", "order_number", *names("person"),
    )  # fmt: skip

    def visible_to(self, actor: "Person") -> Self:
        """Return all for the central roles and the officer's deputy, else one's own and those one answers for.

        Leaders see those of their school, as does a Headteacher's deputy; line managers those of their people there.
        """
        from courses.requests.capacities import books_as, schools_led_as_deputy

        authority = actor.authority
        if authority.is_trust_wide or books_as(actor):
            return self.all()
        seen = Q(person=actor) | Q(school__in=authority.schools_led() | schools_led_as_deputy(actor))
        return self.filter(seen | authority.of_managed())

    def in_register_of(self, actor: "Person") -> Self:
        """Return the trust's register for the central roles and the officer's deputy, a school's for its leaders.

        A part of `visible_to` with one plain condition, so that an index answers it whatever the number of rows.
        """
        from courses.requests.capacities import books_as

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
        from courses.requests.capacities import authorities, books_as
        from people.models import Role

        rows = self.attendance_due(day).exclude(person=actor)
        if books_as(actor):
            return rows
        roles = authorities(actor)
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
