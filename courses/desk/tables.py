"""The queues of the booking desk as tables."""

from typing import Any

from django.utils.html import format_html

from core.tables import FileColumn, PageColumn
from courses.bookings.tables import BookingTable
from courses.desk import selectors


class ToBookTable(BookingTable):
    """Approved requests as a file; the page shows them in groups."""

    title = FileColumn("Course")
    provider_name = FileColumn("Provider")
    applicant = FileColumn("Person")
    agreed_cost = FileColumn(
        "Agreed cost", lambda row: row.agreed_words if row.fee_unknown else row.agreed_cost, "money"
    )
    waiting_since = FileColumn("Approved on", kind="date")

    file_name = selectors.TO_BOOK
    file_sequence = (
        "title", "provider_name", "starts_on", "ends_on", "applicant", "school", "agreed_cost", "waiting_since",
        "cover",
    )  # fmt: skip


class AttendanceTable(BookingTable):
    """Bookings whose course is over, with a box to confirm several at once."""

    choose = PageColumn(
        "Choose",
        kind="action",
        draw=lambda booking: format_html(
            '<span class="k-choice"><input class="form-check-input" type="checkbox" name="booking" form="attendance" '
            'value="{0}" id="b-{0}"><label for="b-{0}"><span class="visually-hidden">{1}, {2}</span></label></span>',
            booking.public_id,
            booking.person,
            booking.request.title,
        ),
        orderable=False,
    )

    class Meta:
        sequence = ("person", "course", "provider", "school", "starts_on", "choose")

    caption = "Courses that are over and wait for attendance"
    file_name = selectors.ATTENDANCE


class CertificateTable(BookingTable):
    """Courses attended, whose certificate has not come."""

    owed = PageColumn("Missing", default="", orderable=False)

    class Meta:
        sequence = ("person", "course", "owed", "school", "starts_on")

    caption = "Courses attended whose certificate is missing"
    file_name = selectors.CERTIFICATES

    def render_owed(self, record: Any) -> str:
        """Return what is missing."""
        return ", ".join(str(requirement) for requirement in getattr(record, "owed", []))


class ConfirmationTable(BookingTable):
    """Bookings without the provider's confirmation."""

    class Meta:
        sequence = ("person", "course", "provider", "provider_reference", "school", "starts_on", "booked_at")

    caption = "Bookings without the provider's confirmation"
    file_name = selectors.CONFIRMATIONS


class FreeCancellationTable(BookingTable):
    """Bookings that soon can't be cancelled free any more."""

    class Meta:
        sequence = ("person", "course", "school", "starts_on", "cancel_free_until", "cost")

    caption = "Bookings that can soon not be cancelled free any more"
    file_name = selectors.CANCELLATION


QUEUE_TABLES: dict[str, type[BookingTable]] = {
    selectors.ATTENDANCE: AttendanceTable,
    selectors.CERTIFICATES: CertificateTable,
    selectors.CONFIRMATIONS: ConfirmationTable,
    selectors.CANCELLATION: FreeCancellationTable,
}
