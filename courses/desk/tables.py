"""The queues of the booking desk as tables."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.calendar import today
from core.formatting import at_a_word, days_from_now, days_of, short_date
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from courses.bookings.tables import BookingTable
from courses.desk import groups, selectors
from courses.desk.actions import certificate_url
from courses.requests.clashes import mark_closed, mark_leaving
from courses.requests.models import CourseRequest


class GroupTable(Table):
    """A row a course and date, with everybody who is booked on it by the same call; a box chooses the whole row.

    Made of `groups.grouped` and the rows out of which the groups are filled.
    """

    name = Column("Course", order_by=("name", *groups.KEY))
    starts_on = Column("Date", kind="date", order_by=groups.KEY[3:] + groups.KEY[:3])
    people = Column("Who", orderable=False)
    do = PageColumn("Next step", kind="action", orderable=False)

    one, many = "course", "courses"
    code = "courses.desk"
    empty = Empty("Nothing to do here", "You are up to date.", icon="circle-check")

    def __init__(self, data: Any, rows: Any, **also: Any) -> None:
        super().__init__(data, **also)
        self.rows_of_groups = rows

    def before_render(self, request: Any) -> None:
        """Read who belongs to the groups of the page, and what is to be known of them."""
        self.mark(groups.fill((row.record for row in self.paginated_rows), self.rows_of_groups))

    def mark(self, shown: list[groups.Group]) -> None:
        """Put on the rows of the groups what the page says of them, in a number of queries that does not grow."""

    def render_name(self, record: Any) -> SafeString:
        """Return the course with its box and provider."""
        group = record["group"]
        return format_html(
            '<span class="k-choice"><input class="form-check-input" type="checkbox" name="offer" form="selection" '
            'value="{0}" id="offer-{0}"{3}><label for="offer-{0}">{1}<span class="k-hint">{2}</span></label></span>',
            group.first.public_id,
            group.title,
            group.provider or "No provider given",
            self.amount(record),
        )

    def amount(self, record: Any) -> str | SafeString:
        """Return what choosing the row adds to the sum in the bar below the list."""
        return ""

    def render_starts_on(self, record: Any) -> SafeString:
        """Return the days, and for how long it has waited."""
        days = days_of(record["group"])
        return format_html('{}<br> <span class="k-hint">{}</span>', days, self.since(record))

    def since(self, record: Any) -> str:
        """Return since when the row waits, in words."""
        raise NotImplementedError

    def render_people(self, record: Any) -> str:
        """Return the people with their schools; more than a few lie folded."""
        return render_to_string("courses/desk/group_people.html", {"group": record["group"]})


WHY_TONES = {
    CourseRequest.Rank.STATUTORY_EXPIRED: "danger",
    CourseRequest.Rank.STATUTORY_EXPIRING: "warning",
    CourseRequest.Rank.ECT: "info",
    CourseRequest.Rank.STATUTORY: "warning",
    CourseRequest.Rank.PRIORITY: "success",
}


class Urgency(Column):
    """Why something is to be booked; it sorts by how urgent it is."""

    both_ways = ("most urgent first", "least urgent first")


class ToBookTable(GroupTable):
    """What is to be booked, the most urgent first (IM-3, AP-7)."""

    total = Column("Approved", kind="money", with_label=False)
    why = Urgency("Why", order_by=("best_rank", "oldest", *groups.KEY))

    class Meta:
        sequence = ("name", "starts_on", "people", "total", "why", "do")

    caption = "Courses to book"
    empty = Empty("Nothing to book", "Requests appear here once they’ve been fully approved.", icon="circle-check")

    def mark(self, shown: list[groups.Group]) -> None:
        """Add who leaves, whose school is closed, what expires, and whose place is taken over."""
        rows = [row for group in shown for row in group.rows]
        mark_leaving(rows)
        mark_closed(rows)
        selectors.mark_expiry(rows)
        kept = selectors.kept_references(rows)
        for row in rows:
            row.kept = kept.get(row.pk)

    def amount(self, record: Any) -> SafeString:
        """Return what was approved for the row."""
        return format_html(' data-pounds="{}"', record["total"])

    def since(self, record: Any) -> str:
        """Return when the first of them was approved."""
        return f"approved {days_from_now(record['oldest'])}"

    def render_starts_on(self, record: Any) -> SafeString:
        """Add that it starts soon, or has started."""
        shown, days = super().render_starts_on(record), (record["starts_on"] - today()).days
        if days > 7:
            return shown
        words, tone = ("Already started", "danger") if days < 0 else ("Starts within a week", "warning")
        return format_html("{}<br> {}", shown, status(words, tone))

    def render_total(self, record: Any) -> str:
        """Return what was approved for all of them, in words."""
        return selectors.agreed_together(record["group"].rows)

    def render_why(self, record: Any) -> SafeString | str:
        """Return why it is asked for, and by when a statutory training runs out."""
        words = why_words(record["group"])
        tone = WHY_TONES.get(record["best_rank"])
        return status(words, tone) if tone else format_html('<span class="k-hint">{}</span>', words)

    def render_do(self, record: Any) -> SafeString:
        """Return the way to the booking form."""
        group = record["group"]
        return format_html(
            '<a class="btn btn-primary btn-sm" href="{}?offer={}">Book<span class="visually-hidden"> {}, {}</span></a>',
            reverse("courses:book"),
            group.first.public_id,
            group.title,
            short_date(group.starts_on),
        )


def why_words(group: groups.Group) -> str:
    """Return why the most urgent of a group is asked for, such as "Statutory, expires 1 Mar 2027"."""
    first = group.first
    if first.is_renewal:
        known = [row for row in group.rows if row.rank == first.rank and row.is_renewal]
        days = [row.expires_on for row in known if row.expires_on]
        if not days:
            return "Statutory, never done"
        return f"Statutory, {'expired' if min(days) < today() else 'expires'} {short_date(min(days))}"
    if first.rank == CourseRequest.Rank.ECT:
        return "Early career"
    if first.rank == CourseRequest.Rank.PRIORITY and first.priority:
        return f"Priority: {at_a_word(first.priority.title, 30)}"
    return str(first.get_rank_display())


class ToBookFile(BookingTable):
    """Approved requests as a file, a line a person."""

    title = FileColumn("Course")
    provider_name = FileColumn("Provider")
    applicant = FileColumn("Person")
    agreed_cost = FileColumn(
        "Approved cost", lambda row: row.agreed_words if row.fee_unknown else row.agreed_cost, "money"
    )
    waiting_since = FileColumn("Approved on", kind="date")

    file_name = selectors.TO_BOOK
    file_sequence = (
        "title", "provider_name", "starts_on", "ends_on", "applicant", "school", "agreed_cost", "waiting_since",
        "cover",
    )  # fmt: skip


class AttendanceGroups(GroupTable):
    """Courses that are over, with a button that says that all attended."""

    class Meta:
        sequence = ("name", "starts_on", "people", "do")

    caption = "Attendance to record"

    def since(self, record: Any) -> str:
        """Return when it ended."""
        return f"ended {days_from_now(record['ends_on'])}"

    def render_do(self, record: Any) -> SafeString:
        """Return the button for all, and the way to the form where somebody did not come."""
        group = record["group"]
        ids = "&".join(f"booking={row.public_id}" for row in group.rows)
        return format_html(
            '<span class="k-row-actions"><button class="btn btn-primary btn-sm" type="submit" form="one" name="offer" '
            'value="{0}">{1}<span class="visually-hidden"> {2}, {3}</span></button>'
            '<a class="btn btn-secondary btn-sm" href="{4}?{5}">Edit<span class="visually-hidden"> attendance: {2}, {3}'
            "</span></a></span>",
            group.first.public_id,
            "Attended" if group.count == 1 else "All attended",
            group.title,
            short_date(group.starts_on),
            reverse("courses:attendance"),
            mark_safe(ids),  # noqa: S308 -- public ids alone
        )


class ConfirmationGroups(GroupTable):
    """Bookings without the provider's confirmation, those of one course together: one paper confirms them all."""

    class Meta:
        sequence = ("name", "starts_on", "people", "do")

    caption = "Provider confirmations missing"

    def mark(self, shown: list[groups.Group]) -> None:
        """Add whose supply cover falls on days when the school is closed."""
        rows = [row for group in shown for row in group.rows]
        mark_closed(rows)
        for row in rows:
            row.needs_cover = row.request.needs_cover

    def since(self, record: Any) -> str:
        """Return when the first of them was booked."""
        return f"booked {days_from_now(record['oldest'])}"

    def render_do(self, record: Any) -> SafeString:
        """Return the way to upload it, and the provider's address where it is known."""
        group = record["group"]
        course = group.request.course
        email = course.provider.contact_email if course else ""
        ask = format_html('<a class="btn btn-secondary btn-sm" href="mailto:{}">Email provider</a>', email)
        return format_html(
            '<span class="k-row-actions"><a class="btn btn-primary btn-sm" href="{}?offer={}">Add confirmation'
            '<span class="visually-hidden"> {}, {}</span></a>{}</span>',
            reverse("courses:confirmation-add"),
            group.first.public_id,
            group.title,
            short_date(group.starts_on),
            ask if email else "",
        )


GROUP_TABLES: dict[str, type[GroupTable]] = {
    selectors.ATTENDANCE: AttendanceGroups,
    selectors.CONFIRMATIONS: ConfirmationGroups,
}


class AttendanceTable(BookingTable):
    """Bookings whose course is over as a file, a line a person."""

    class Meta:
        sequence = ("person", "course", "provider", "school", "starts_on")

    file_name = selectors.ATTENDANCE


class CertificateTable(BookingTable):
    """Courses attended, whose certificate has not come."""

    person = Column("Person", order_by=("person__last_name", "person__first_name"))
    owed = PageColumn("Missing", default="", orderable=False)
    do = PageColumn("Next step", kind="action", orderable=False)

    class Meta:
        sequence = ("person", "course", "owed", "school", "starts_on", "do")

    caption = "Certificates missing"
    file_name = selectors.CERTIFICATES

    def render_person(self, record: Any) -> SafeString:
        """Return the person with a box to be reminded with others."""
        return format_html(
            '<span class="k-choice"><input class="form-check-input" type="checkbox" name="booking" form="selection" '
            'value="{0}" id="b-{0}"><label for="b-{0}">{1}<span class="visually-hidden">, {2}</span></label></span>',
            record.public_id,
            record.person,
            record.request.title,
        )

    def render_owed(self, record: Any) -> str:
        """Return what is missing."""
        return ", ".join(str(requirement) for requirement in record.owed)

    def render_do(self, record: Any) -> SafeString:
        """Return the way to add each certificate, for whoever may: a stand-in of the officer cannot."""
        return format_html_join(
            " ",
            '<a class="btn btn-secondary btn-sm" href="{}">Add<span class="visually-hidden"> certificate: {}, {}</span>'
            "</a>",
            ((certificate_url(record, duty), duty, record.person) for duty in record.owed if record.can_add),
        )


class ConfirmationTable(BookingTable):
    """Bookings without the provider's confirmation as a file, a line a person."""

    class Meta:
        sequence = ("person", "course", "provider", "provider_reference", "school", "starts_on", "booked_at")

    file_name = selectors.CONFIRMATIONS


class FreeCancellationTable(BookingTable):
    """Bookings that soon can't be cancelled free any more."""

    class Meta:
        sequence = ("person", "course", "school", "starts_on", "cancel_free_until", "cost")

    caption = "Free cancellation ending soon"
    file_name = selectors.CANCELLATION


QUEUE_TABLES: dict[str, type[BookingTable]] = {
    selectors.ATTENDANCE: AttendanceTable,
    selectors.CERTIFICATES: CertificateTable,
    selectors.CONFIRMATIONS: ConfirmationTable,
    selectors.CANCELLATION: FreeCancellationTable,
}
