"""The forms about meetings."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import add_months, today
from core.forms import BritishDateField, BritishDatesField, SavedForm, SubmitOnceForm, VersionedForm, field_of
from governance.meetings.models import Meeting, MeetingAttendance, MeetingKind
from governance.meetings.selectors import Expected
from training.events.forms import time_field

# Dates further off are slips of the keyboard; earlier ones of this year may still be entered.
MONTHS_BACK, MONTHS_AHEAD = 12, 24
MOST_DATES = 30


def limits() -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a meeting may be planned for."""
    return add_months(today(), -MONTHS_BACK), add_months(today(), MONTHS_AHEAD)


def date_field() -> BritishDateField:
    """Return the field of a meeting's day."""
    earliest, latest = limits()
    return BritishDateField(label="Date", earliest=earliest, latest=latest)


class MeetingFields(SavedForm):
    """What is said of a meeting, its day aside."""

    kind = forms.ChoiceField(label="Type of meeting", choices=MeetingKind.choices)
    name = field_of(Meeting, "name", label="Name", help_text="For example “Finance committee”.")
    starts = time_field("Starts", "Enter a time such as 18:00")
    ends = time_field("Ends", "Enter a time such as 20:00")
    place = field_of(Meeting, "place", label="Place")
    papers = field_of(
        Meeting, "papers", label="Link to papers", help_text="Where the agenda and papers are, or later the minutes."
    )

    def clean_papers(self) -> str:
        """Refuse a link that isn't encrypted."""
        if (link := str(self.cleaned_data["papers"])) and not link.startswith("https://"):
            raise ValidationError("Enter a link that begins with https://")
        return link

    def clean(self) -> dict[str, Any]:
        """Check the order of times, and that a committee has a name."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "The end time must be after the start time")
        if cleaned.get("kind") == MeetingKind.COMMITTEE and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Enter the name of the committee")
        return cleaned


class PlanForm(SubmitOnceForm, MeetingFields):
    """New meetings: one, or several at the same time of day."""

    other_days = BritishDatesField(label="Other dates", required=False)

    apart = ("day", "other_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["day"] = date_field()
        fields["other_days"].one = date_field()
        self.order_fields(["token", "kind", "name", "day", "other_days", "starts", "ends", "place", "papers"])

    def clean_other_days(self) -> list[dt.date]:
        """Refuse more dates than anybody plans at once."""
        days: list[dt.date] = self.cleaned_data["other_days"]
        if len(set(days)) >= MOST_DATES:
            raise ValidationError(f"Enter at most {MOST_DATES} dates at once")
        return days

    def days(self) -> list[dt.date]:
        """Return every date that was typed."""
        return [self.cleaned_data["day"], *self.cleaned_data["other_days"]]


class MeetingEditForm(VersionedForm, MeetingFields):
    """Changing a meeting."""

    def __init__(self, *args: Any, row: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        fields: Any = self.fields
        # One of years ago keeps its day.
        fields["day"] = date_field() if limits()[0] <= row.day else BritishDateField(label="Date")
        self.initial["day"] = row.day
        self.order_fields(["version", "kind", "name", "day", "starts", "ends", "place", "papers"])


class CancelForm(VersionedForm):
    """Cancelling a meeting, with the reason that the board reads."""

    because = field_of(
        Meeting, "cancelled_because", label="Reason", required=True, help_text="Everyone on the board reads it.",
        error_messages={"required": "Say why it’s cancelled"},
    )  # fmt: skip


class AttendanceForm(VersionedForm):
    """Who came: a choice for everybody who sat on the board that day."""

    def __init__(self, *args: Any, row: Meeting, expected: Iterable[Expected], **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.expected = list(expected)
        for one in self.expected:
            self.fields[_field(one)] = forms.ChoiceField(
                label=one.person.full_name,
                choices=MeetingAttendance.State.choices,
                widget=forms.RadioSelect,
                initial=one.state or None,
                error_messages={"required": f"Choose one for {one.person.full_name}"},
            )

    def states(self) -> dict[int, str]:
        """Return what was chosen, by the keys of people."""
        return {one.person.pk: self.cleaned_data[_field(one)] for one in self.expected}


def _field(one: Expected) -> str:
    return f"person_{one.person.public_id}"


def recorded(expected: Iterable[Expected]) -> dict[str, str]:
    """Return what is recorded, by the names of the form's fields."""
    return {_field(one): one.state for one in expected}
