"""The register of bookings as a table."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from core.exports import Column
from core.formatting import money, price, short_date
from core.templatetags.kit import status
from courses.bookings.models import Booking
from courses.requests.clashes import closed_at, cover_words, mark_closed
from people.models import School
from training.registers import CountedTable


class BookingTable(tables.Table):
    """What every list of bookings shows."""

    person = tables.Column(verbose_name="Person", order_by=("person__last_name", "person__first_name"))
    course = tables.Column(accessor="request__title", verbose_name="Course")
    school = tables.Column(verbose_name="School", order_by="school__name")
    starts_on = tables.Column(verbose_name="Date")

    class Meta:
        model = Booking
        fields: tuple[str, ...] = ()

    exports = True
    one = "booking"
    empty_text = "Nothing waits here"
    empty_hint = "You are up to date."

    def render_course(self, record: Booking) -> Any:
        """Return the course as a link to the booking."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.request.title)

    def before_render(self, request: Any) -> None:
        """Find out in one query which bookings of the page fall on days when the school is closed."""
        mark_closed(row.record for row in self.paginated_rows)

    def render_starts_on(self, record: Any) -> Any:
        """Return the day, or the first and the last, and that supply cover is booked although the school is closed."""
        shown = days(record.starts_on, record.ends_on)
        if record.status == Booking.Status.CANCELLED or not record.request.needs_cover or not record.closed:
            return shown
        return format_html("{}<br>{}", shown, status(cover_words(record, record.closed), "warning"))


def cover_column() -> Column:
    """Return the column of a download that says whether cover is needed, also on days when the school is closed."""
    closed = closed_at(School.objects.values_list("pk", flat=True))
    return Column("Supply cover", lambda row: cover_words(row, closed(row)))


def days(first: dt.date, last: dt.date) -> str:
    """Return "24 Nov 2026", or both ends of several days."""
    return short_date(first) if first == last else f"{short_date(first)} to {short_date(last)}"


STATUS_TONES = {"booked": "info", "attended": "success", "not_attended": "warning", "cancelled": "danger"}


class RegisterTable(CountedTable, BookingTable):
    """The register: every booking, whatever became of it (policy IM-4)."""

    person = tables.Column(verbose_name="Person", orderable=False)
    course = tables.Column(accessor="request__title", verbose_name="Course", orderable=False)
    school = tables.Column(verbose_name="School", orderable=False)
    provider = tables.Column(accessor="request__provider_name", verbose_name="Provider", orderable=False)
    starts_on = tables.Column(verbose_name="Date", order_by=("starts_on", "pk"))
    cost = tables.Column(
        accessor="spent", verbose_name="Cost", attrs={"td": {"class": "k-numeric"}}, order_by=("spent", "pk")
    )
    status = tables.Column(verbose_name="Status", orderable=False)

    class Meta(BookingTable.Meta):
        sequence = ("person", "course", "provider", "school", "starts_on", "cost", "status")

    caption = "Register of bookings"
    empty_text = "No bookings found"
    empty_hint = "Choose another year, or clear the filters."

    def render_status(self, record: Booking) -> Any:
        """Return the status in words, with its sign."""
        return status(record.get_status_display(), STATUS_TONES[record.status])

    def render_cost(self, value: Decimal, record: Booking) -> Any:
        """Return what it costs: for a cancelled one the charge, and what it was booked for."""
        if record.status != Booking.Status.CANCELLED:
            return price(value)
        return format_html('{}<br><span class="k-hint">Booked for {}</span>', money(value), price(record.cost))
