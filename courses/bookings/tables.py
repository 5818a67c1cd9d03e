"""The register of bookings as a table."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.html import format_html

from core.formatting import days_of, money, price
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from courses.bookings.models import Booking
from courses.requests.clashes import closed_at, cover_words, mark_closed
from people.models import School


class BookingTable(Table):
    """What every list of bookings shows."""

    course = Column("Course", "request__title", linkify=True)
    provider = Column("Provider", "request__provider_name", on_phone=False)
    provider_reference = Column("Reference", default="None", with_label=True, on_phone=False)
    order_number = FileColumn("Order number")
    starts_on = Column("Date", kind="date", file="First day", with_label=False)
    ends_on = FileColumn("Last day", kind="date")
    person = Column("Person", order_by=("person__last_name", "person__first_name"))
    school = Column("School", order_by="school__name")
    cost = Column("Cost", kind="price")
    cancel_free_until = Column("Free until", kind="date")
    booked_at = Column("Booked on", kind="date")
    cover = FileColumn("Supply cover")

    one = "booking"
    code = "courses.desk"
    empty = Empty("Nothing to do here", "You are up to date.", icon="circle-check")

    def before_render(self, request: Any) -> None:
        """Find out in one query which bookings of the page fall on days when the school is closed."""
        mark_closed(row.record for row in self.paginated_rows)

    def render_starts_on(self, record: Any) -> Any:
        """Return the day, or the first and the last, and that supply cover is booked although the school is closed."""
        shown = days_of(record)
        if record.status == Booking.Status.CANCELLED or not record.request.needs_cover or not record.closed:
            return shown
        return format_html("{}<br>{}", shown, status(cover_words(record, record.closed), "warning"))

    @cached_property
    def closed(self) -> Callable[[Any], str]:
        """Return what says why a school is closed on a row's days."""
        return closed_at(School.objects.values_list("pk", flat=True))

    def value_cover(self, record: Any) -> str:
        """Return whether cover is needed, also on days when the school is closed."""
        return cover_words(record, self.closed(record))


STATUS_TONES = {"booked": "info", "attended": "success", "not_attended": "warning", "cancelled": "danger"}


class RegisterTable(BookingTable):
    """The register: every booking, whatever became of it (policy IM-4)."""

    course = Column("Course", "request__title", linkify=True, orderable=False)
    provider = Column("Provider", "request__provider_name", orderable=False, on_phone=False)
    provider_reference = FileColumn("Reference")
    starts_on = Column("Date", kind="date", file="First day", order_by=("starts_on", "pk"))
    person = Column("Person", orderable=False)
    school = Column("School", orderable=False)
    approach = FileColumn("Approach", "request__approach")
    reason = FileColumn("Reason", "request__reason_words")
    status = Column("Status", kind="status", orderable=False)
    booked_for = FileColumn("Booked for", "cost", "money")
    cancelled_by = FileColumn("Cancelled by")
    cancellation_charge = FileColumn("Cancellation charge", kind="money")
    cost = Column("Cost", "spent", "money", order_by=("spent", "pk"))
    booked_at = FileColumn("Booked on", kind="date")

    class Meta:
        sequence = ("person", "course", "provider", "school", "starts_on", "cost", "status")

    file_sequence = (
        "person", "school", "course", "provider", "approach", "reason", "starts_on", "ends_on", "status",
        "provider_reference", "order_number", "booked_for", "cancelled_by", "cancellation_charge", "cost", "booked_at",
        "cover",
    )  # fmt: skip

    caption = "Booking register"
    code, file_name = "courses.register", "bookings"
    empty = Empty(
        "No bookings this year yet", "They show here once a course is booked. Choose another year to see earlier ones."
    )

    def render_status(self, record: Booking) -> Any:
        """Return the status in words, with its sign."""
        return status(record.get_status_display(), STATUS_TONES[record.status])

    def render_cost(self, record: Any) -> Any:
        """Return what it costs: for a cancelled one the charge, and what it was booked for."""
        if record.spent is None or record.status != Booking.Status.CANCELLED:
            return record.spent if record.spent is None else price(record.spent)
        return format_html('{}<br><span class="k-hint">Booked for {}</span>', money(record.spent), price(record.cost))
