"""The queues of the booking desk as tables."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from core.formatting import price, short_date
from courses.bookings.tables import BookingTable
from courses.desk import selectors


class AttendanceTable(BookingTable):
    """Bookings whose course is over, with a box to confirm several at once."""

    choose = tables.TemplateColumn(
        '<span class="k-choice"><input class="form-check-input" type="checkbox" name="booking" form="attendance" '
        'value="{{ record.public_id }}" id="b-{{ record.public_id }}"><label for="b-{{ record.public_id }}">'
        '<span class="visually-hidden">{{ record.person }}, {{ record.request.title }}</span></label></span>',
        verbose_name="Choose",
        orderable=False,
    )
    provider = tables.Column(accessor="request__provider_name", verbose_name="Provider")

    class Meta(BookingTable.Meta):
        sequence = ("person", "course", "provider", "school", "starts_on", "choose")

    caption = "Courses that are over and wait for attendance"


class CertificateTable(BookingTable):
    """Courses attended, whose certificate has not come."""

    owed = tables.Column(verbose_name="Missing", empty_values=(), orderable=False)

    class Meta(BookingTable.Meta):
        sequence = ("person", "course", "owed", "school", "starts_on")

    caption = "Courses attended whose certificate is missing"

    def render_owed(self, record: Any) -> str:
        """Return what is missing."""
        return ", ".join(str(requirement) for requirement in getattr(record, "owed", []))


class ConfirmationTable(BookingTable):
    """Bookings without the provider's confirmation."""

    provider = tables.Column(accessor="request__provider_name", verbose_name="Provider")
    provider_reference = tables.Column(verbose_name="Reference", default="None")
    booked_at = tables.Column(verbose_name="Booked on")

    class Meta(BookingTable.Meta):
        sequence = ("person", "course", "provider", "provider_reference", "school", "starts_on", "booked_at")

    caption = "Bookings without the provider's confirmation"

    def render_booked_at(self, value: dt.datetime) -> str:
        """Return the day."""
        return short_date(value)


class FreeCancellationTable(BookingTable):
    """Bookings that soon can't be cancelled free any more."""

    cancel_free_until = tables.Column(verbose_name="Free until")
    cost = tables.Column(verbose_name="Cost", attrs={"td": {"class": "k-numeric"}})

    class Meta(BookingTable.Meta):
        sequence = ("person", "course", "school", "starts_on", "cancel_free_until", "cost")

    caption = "Bookings that can soon not be cancelled free any more"

    def render_cancel_free_until(self, value: dt.date) -> str:
        """Return the day."""
        return short_date(value)

    def render_cost(self, value: Decimal) -> str:
        """Return what it costs in words."""
        return price(value)


QUEUE_TABLES: dict[str, type[BookingTable]] = {
    selectors.ATTENDANCE: AttendanceTable,
    selectors.CERTIFICATES: CertificateTable,
    selectors.CONFIRMATIONS: ConfirmationTable,
    selectors.CANCELLATION: FreeCancellationTable,
}
