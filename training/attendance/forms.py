"""The lines of a register as one form, adding somebody, checking in, correcting a line, asking to catch up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from certificates.models import Certificate
from core.calendar import today
from core.formatting import short_date
from core.forms import CodeField, SearchSelectField, SubmitOnceForm, VersionedForm, field_of
from core.http import whole_number
from core.text import clean_line
from people.models import Person
from people.selectors import away_on
from training.attendance.codes import DIGITS
from training.attendance.models import Attendance, CatchUp, Mark, sign_of
from training.attendance.selectors import Line, is_required, minutes_of
from training.attendance.services import Marked
from training.events.models import Event

REASON_LENGTH = 200
UNMARKED = sign_of()


@dataclass(slots=True)
class RegisterLine:
    """One line as the page shows it: what is marked, or what was typed and is not saved."""

    line: Line
    mark: str
    missed: str = ""
    reason: str = ""
    missed_error: str = ""
    reason_error: str = ""
    # What somebody else marked meanwhile.
    theirs: str = ""

    @property
    def key(self) -> str:
        """Return the key of the line, by which its controls are named."""
        return str(self.line.key)

    @property
    def marks(self) -> list[tuple[str, str, bool]]:
        """Return what can be marked: value, words, and whether it is."""
        return [(mark, words, mark == self.mark) for mark, words in Mark.choices_for(is_required=self.line.is_required)]

    def marked(self) -> Marked:
        """Return what the line says, of what fits its mark."""
        missed = int(self.missed or 0) if self.mark in Mark.partly() else 0
        return Marked(self.mark, missed, self.reason if self.mark == Mark.ABSENT else "")


class RegisterForm:
    """The lines of a page of a register in one form: hundreds, each with a mark, the minutes missed and a reason.

    A form of Django's for each line would cost more than the rest of the page. `seen` says what the page showed of
    each, so that what its sender left alone stays as somebody else may have marked it meanwhile.
    """

    def __init__(self, event: Event, lines: Iterable[Line], data: Mapping[str, str] | None = None) -> None:
        self.event, self.is_bound = event, data is not None
        self.data = data or {}
        self.rows = [self._typed(line) if self.is_bound else _shown(line) for line in lines]

    @property
    def seen(self) -> str:
        """Return what is shown of each line, for the hidden field that goes with them."""
        return " ".join(f"{row.key}:{row.line.sign}" for row in self.rows)

    @property
    def unmarked(self) -> int:
        """Return how many of them are not marked, of those who are required."""
        return sum(1 for row in self.rows if row.line.is_required and not row.line.mark)

    def _typed(self, line: Line) -> RegisterLine:
        mark = self.data.get(f"mark-{line.key}", "")
        mark = Mark.fitting(mark, is_required=line.is_required) if mark in Mark.values else ""
        row = RegisterLine(line, mark)
        row.missed = clean_line(self.data.get(f"missed-{line.key}", ""))
        row.reason = clean_line(self.data.get(f"reason-{line.key}", ""))
        most = minutes_of(self.event)
        if row.mark in Mark.partly() and row.missed and whole_number(row.missed, most=most) is None:
            row.missed_error = f"Enter the minutes missed as a whole number, at most {most}"
        if row.mark == Mark.ABSENT and len(row.reason) > REASON_LENGTH:
            row.reason_error = f"Shorten the reason to {REASON_LENGTH} characters"
        return row

    def is_valid(self) -> bool:
        """Return whether every line can be saved."""
        return not any(row.missed_error or row.reason_error for row in self.rows)

    def marks(self) -> dict[UUID, Marked]:
        """Return what is marked, by the key of a line."""
        return {row.line.key: row.marked() for row in self.rows if row.mark}

    def signs(self) -> dict[UUID, str]:
        """Return the sign of what the page showed of each line that it showed."""
        parts = dict(part.split(":", 1) for part in self.data.get("seen", "").split() if ":" in part)
        return {row.line.key: parts[row.key] for row in self.rows if row.key in parts}

    def show_clashes(self, clashes: Iterable[Line]) -> None:
        """Show of lines that somebody else changed meanwhile what they marked, beside what was typed."""
        by_key = {line.key: line for line in clashes}
        for row in self.rows:
            if (line := by_key.get(row.line.key)) and line.attendance:
                row.theirs = line.attendance.get_mark_display()


def sent_lines(lines: Iterable[Line], data: Mapping[str, str]) -> list[Line]:
    """Return the lines that were on the page from which `data` was sent, or that it marks."""
    keys = {part.split(":", 1)[0] for part in data.get("seen", "").split()}
    return [line for line in lines if str(line.key) in keys or f"mark-{line.key}" in data]


def _shown(line: Line) -> RegisterLine:
    row = line.attendance
    return RegisterLine(line, row.mark, str(row.missed_minutes or ""), row.reason) if row else RegisterLine(line, "")


class AddForm(SubmitOnceForm):
    """Somebody who was not expected: a person of the trust, or a guest's name."""

    person = SearchSelectField(
        label="Person in the trust",
        queryset=Person.objects.none(),
        required=False,
        none_label="No one",
        help_text="Type at least two letters of a name.",
    )
    guest_name = field_of(
        Attendance, "guest_name", label="Or a guest’s name", help_text="For someone without an account here."
    )

    def __init__(self, *args: Any, people: "QuerySet[Person]", options_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_: Any = self.fields["person"]
        field_.queryset, field_.options_url = people, options_url

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or {}
        if not self.errors and bool(data.get("person")) == bool(data.get("guest_name")):
            self.add_error("person", "Choose a person, or enter a guest’s name")
        return data


class CheckInForm(forms.Form):
    """The code that is shown in the room."""

    code = CodeField(
        label="Code on the screen",
        help_text=f"{DIGITS} digits, shown by whoever runs the event. It changes every two minutes.",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-code-from-address": "", "class": "k-code"}
        ),
        error_messages={"required": "Enter the code on the screen"},
    )


class CorrectForm(VersionedForm):
    """What is right about a line of a closed register, and why it is corrected."""

    mark = forms.ChoiceField(label="Attendance", widget=forms.RadioSelect)
    missed_minutes = field_of(Attendance, "missed_minutes", required=False)
    reason = field_of(Attendance, "reason", help_text="Keep it brief. Don’t add medical details.")
    why = field_of(Certificate, "revoked_reason", label="Why are you correcting it?", required=True)

    def __init__(self, *args: Any, row: Attendance, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.most = minutes_of(row.event)
        marks: Any = self.fields["mark"]
        marks.choices = Mark.choices_for(is_required=is_required(row))

    def clean(self) -> dict[str, Any]:
        """Check the minutes, which are for those who missed a part."""
        data = super().clean() or {}
        if data.get("mark") in Mark.partly() and (data.get("missed_minutes") or 0) > self.most:
            self.add_error("missed_minutes", f"The event took {self.most} minutes. Enter at most that")
        return data

    def marked(self) -> Marked:
        """Return what the line is to say."""
        data = self.cleaned_data
        return Marked(
            data["mark"],
            (data["missed_minutes"] or 0) if data["mark"] in Mark.partly() else 0,
            data["reason"] if data["mark"] == Mark.ABSENT else "",
        )


def _named(row: Attendance) -> str:
    """Return who missed it, and what else whoever asks them has to know."""
    if hasattr(row, "catch_up") and row.catch_up.status == CatchUp.Status.OPEN:
        return f"{row.name} (asked {short_date(row.catch_up.asked_at)})"
    return f"{row.name} (invited, not required)" if row.mark == Mark.NOT_REQUIRED else row.name


class CatchUpForm(forms.Form):
    """Who is asked to catch up, and how."""

    missed = forms.ModelMultipleChoiceField(
        label="Who",
        queryset=Attendance.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )
    next_event = forms.ModelChoiceField(
        label="How",
        queryset=Event.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="By reading the material and confirming it",
    )

    def __init__(
        self,
        *args: Any,
        missed: "QuerySet[Attendance]",
        shown: Iterable[Attendance],
        dates: "QuerySet[Event]",
        **kwargs: Any,
    ) -> None:
        """`shown`: those of `missed` who are on the page."""
        super().__init__(*args, **kwargs)
        rows = list(shown)
        who: Any = self.fields["missed"]
        who.queryset, who.choices = missed, [(str(row.public_id), _named(row)) for row in rows]
        away = set(away_on(today()))
        who.initial = [
            str(row.public_id)
            for row in rows
            if row.mark != Mark.NOT_REQUIRED and row.person_id not in away and not hasattr(row, "catch_up")
        ]
        how: Any = self.fields["next_event"]
        how.queryset = dates
        how.label_from_instance = lambda event: f"On {event.starts_in_london:%-d %B %Y}: {event.title}"
