"""The people of an event in the order in which they asked, and the places that wait to be agreed to."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.formatting import moment, short_date
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from training.places.models import Place


def tick(place: Place, words: str, *, is_on: bool = False) -> SafeString:
    """Return the box by which the form below the list chooses a place."""
    return format_html(
        '<label class="k-choose"><input class="form-check-input" type="checkbox" form="several" name="places" '
        'value="{}"{}><span class="visually-hidden">{} {}</span></label>',
        place.public_id,
        mark_safe(" checked") if is_on else "",
        words,
        place.person,
    )


class PlaceTable(Table):
    """A row a person."""

    person = Column("Person", order_by=("person__last_name", "person__first_name", "pk"))
    school = Column("School", order_by=("school__name", "pk"))
    state = Column("Place", "words", "status", order_by=("status", "asked_at", "pk"))
    asked_at = Column("Signed up", kind="date", order_by=("asked_at", "pk"))
    reason = FileColumn("Reason")
    choose = PageColumn("Select", kind="action", default="", empty_values=(), orderable=False)

    class Meta:
        sequence = ("person", "school", "state", "asked_at", "choose")

    caption = "Places at this event"
    one, many = "person", "people"
    code, file_name = "training.place", "places at an event"
    empty = Empty("No one yet", "People show here once they sign up or are invited.")

    def render_state(self, record: Place) -> SafeString:
        """Return how it stands, and until when an offer holds or why not."""
        words = record.reason
        if record.status == Place.Status.OFFERED and not record.has_lapsed:
            words = f"Until {moment(record.offered_until)}"
        hint = format_html('<br><span class="k-hint">{}</span>', words) if words else ""
        return format_html("{}{}", status(record.words, record.tone), hint)

    def render_choose(self, record: Place) -> SafeString | str:
        """Return a box where the place can still be taken back."""
        return tick(record, "Select") if record.status in Place.OPEN and not record.event.has_started else ""


class AgreeTable(Table):
    """A row a place that waits for the reader's agreement, the next event first."""

    event = Column("Event", draw=lambda row: format_html(
        '<a href="{}">{}</a><br><span class="k-hint">{}</span>',
        row.get_absolute_url(), row.event.title, moment(row.event.starts_at),
    ), order_by=("event__starts_at", "asked_at", "pk"))  # fmt: skip
    person = Column("Person", order_by=("person__last_name", "person__first_name", "pk"))
    school = Column("School", order_by=("school__name", "pk"))
    asked_at = Column("Asked", kind="date", draw=lambda row: short_date(row.asked_at), order_by=("asked_at", "pk"))
    choose = PageColumn("Select", kind="action", default="", empty_values=(), orderable=False)

    class Meta:
        sequence = ("event", "person", "school", "asked_at", "choose")

    caption = "Event places to agree"
    one, many = "place", "places"
    code, file_name = "training.place", "event places to agree"
    empty = Empty(
        "No places to agree to",
        "When someone needs your agreement to go to an event, it appears here and we let you know.",
        icon="circle-check-big",
    )

    def __init__(self, rows: "QuerySet[Place]", *, chosen: Collection[str] = ()) -> None:
        super().__init__(rows)
        self.chosen = chosen

    def render_choose(self, record: Place) -> SafeString:
        """Return the box by which the place is chosen."""
        is_on = str(record.public_id) in self.chosen
        return tick(record, f"Select {record.event.title} for", is_on=is_on)
