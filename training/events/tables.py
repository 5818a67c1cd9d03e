"""Events as a list."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.components import Tone
from core.formatting import clock_time, short_date
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from training.events.models import Event
from training.events.policies import can_host

TONES: dict[str, Tone] = {"planned": "info", "held": "success", "cancelled": "danger"}


def place_of(event: Event) -> str:
    """Return where an event is."""
    return "Online" if event.is_online else ", ".join(part for part in (event.room, event.school.name) if part)


class EventTable(Table):
    """Events, one row a date."""

    title = Column("Event")
    kind = FileColumn("Type")
    starts_at = Column("Date", kind="date", file="Starts", order_by=("starts_at", "pk"))
    ends_at = FileColumn("Ends")
    school = Column("Host school", order_by=("school__name", "starts_at", "pk"))
    where = FileColumn("Place", place_of)
    mode = FileColumn("Format")
    sign_up = FileColumn("Signing up")
    capacity = FileColumn("Places", kind="number")
    cost = FileColumn("Cost", kind="money")
    organiser = FileColumn("Organiser")
    status = Column("Status", kind="status")

    caption = "Events"
    one = "event"
    code, file_name = "training.event", "events"
    empty = Empty(
        "No events yet",
        "Training days, staff meetings and networks that are open to you show here.",
        "Add event",
        lambda reader: reverse("training:event-create") if can_host(reader) else "",
        icon="calendar",
        otherwise="School leaders add events. Check back later.",
    )

    class Meta:
        sequence = ("title", "starts_at", "school", "status")

    def render_title(self, record: Event) -> SafeString:
        """Return the event as a link; under it its type and place."""
        return format_html(
            '<a href="{}">{}</a><br><span class="k-hint">{} · {}</span>',
            record.get_absolute_url(),
            record.title,
            record.get_kind_display(),
            "Online" if record.is_online else record.room or record.get_mode_display(),
        )

    def render_starts_at(self, record: Event) -> SafeString:
        """Return day and times."""
        times = f"{clock_time(record.starts_at)} to {clock_time(record.ends_at)}"
        return format_html('{}<br><span class="k-hint">{}</span>', short_date(record.starts_at), times)

    def render_status(self, record: Any) -> SafeString:
        """Return how it stands."""
        return status(record.get_status_display(), TONES[record.status])
