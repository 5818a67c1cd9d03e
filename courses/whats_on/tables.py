"""What is on as a list."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.formatting import short_date
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from courses.catalogue.policies import can_manage_catalogue
from courses.whats_on.selectors import Entry


class WhatsOnTable(Table):
    """Dates of courses and events, one row a date."""

    title = Column("Title", order_by=("titled",))
    what = FileColumn("Course or event")
    kind = FileColumn("Type of training")
    day = Column("Date", kind="date", order_by=("on",))
    last_day = FileColumn("Last day", kind="date")
    starts = FileColumn("Starts", lambda entry: f"{entry.starts:%H:%M}" if entry.starts else "")
    ends = FileColumn("Ends", lambda entry: f"{entry.ends:%H:%M}" if entry.ends else "")
    host = Column("Host", file="Host school or provider", order_by=("by",))
    place = FileColumn("Place")
    mode = FileColumn("Format")
    cost = FileColumn("Cost")
    state = Column("Status", lambda entry: entry.state.words, kind="status", orderable=False)

    caption = "What’s on"
    one, many = "date", "dates"
    code, file_name = "courses.whats_on", "what is on"
    empty = Empty(
        "Nothing coming up yet",
        "Add dates to the courses in the catalogue. Events appear here when schools add them.",
        "Open catalogue",
        lambda reader: reverse("courses:course-list") if can_manage_catalogue(reader) else "",
        icon="calendar-x",
        otherwise="Course dates and events open to you show here. You can request a course on another date too.",
    )

    class Meta:
        sequence = ("title", "day", "host", "state")

    def render_title(self, record: Entry) -> SafeString:
        """Return the title; under it what it is."""
        return format_html(
            '<a href="{}">{}</a><br><span class="k-hint">{} · {}</span>',
            record.url,
            record.title,
            record.what,
            record.details,
        )

    def render_day(self, record: Entry) -> SafeString | str:
        """Return day and times."""
        day = short_date(record.day)
        return format_html('{}<br><span class="k-hint">{}</span>', day, record.times) if record.times else day

    def render_state(self, record: Entry) -> SafeString | str:
        """Return how the reader stands with it."""
        return status(record.state.words, record.state.tone) if record.state.words else ""
