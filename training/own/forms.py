"""Logging CPD, and what is asked where it is confirmed or sent back."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from certificates.forms import SchoolOfPersonField
from core.calendar import today
from core.forms import (
    BritishDateField,
    CodeField,
    PatternField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    field_of,
)
from people.models import Person, School
from planning.approaches.forms import ApproachField
from planning.approaches.selectors import approach_name
from planning.models import Reason
from training.own.models import Transcript
from training.records.models import Record

# What is chosen by one touch; any other length is typed.
LENGTHS = {
    "0.25": "15 min", "0.5": "30 min", "0.75": "45 min", "1": "1 hour", "1.5": "1½ hours", "2": "2 hours",
    "3": "Half a day", "6": "A day",
}  # fmt: skip
OTHER = "other"
QUARTER = Decimal("0.25")


class LogFields(forms.Form):
    """What somebody did: which type of training, when, how long, why, and what they took away."""

    approach = ApproachField(
        label="What type of training was it?",
        empty="Choose one",
        error_messages={"required": "Choose the type of training"},
    )
    title = field_of(
        Record,
        "title",
        label="What was it about?",
        required=False,
        help_text="For example, “Phonics in Year 1”. If you leave this blank, we use the type above.",
    )
    starts_on = BritishDateField(label="When?")
    length = forms.ChoiceField(
        label="How long did it take?",
        help_text="A day is 6 hours, half a day 3.",
        choices=[*LENGTHS.items(), (OTHER, "Other")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long it took"},
    )
    hours = field_of(
        Record,
        "hours",
        label="Other length in hours",
        required=False,
        min_value=QUARTER,
        max_value=1000,
        help_text="In quarters of an hour, such as 1.25.",
    )
    reason = forms.ChoiceField(
        label="Why did you do it?",
        choices=Reason.choices,
        error_messages={"required": "Choose why you did it"},
        initial=Reason.PERSONAL,
    )
    school = SchoolOfPersonField()
    took_away = field_of(
        Record,
        "took_away",
        label="What did you take away?",
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Don't name pupils or colleagues.",
    )
    ends_on = BritishDateField(label="Last day, if it took more than a day", required=False)
    file = UploadField(label="Photo or file", required=False)

    # What may stay empty is folded away, so that the rest fits a phone.
    folded = ("title", "took_away", "ends_on", "file")

    @property
    def shows_all(self) -> bool:
        """Return whether something is filled in, or wrong, among what is folded away."""
        return any(self.errors.get(name) or self[name].value() for name in self.folded)

    def offer(self, person: Person) -> None:
        """Offer the schools of whoever logs, and days until today."""
        self.fields["school"].offer(person)  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].latest = today()  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Check the length that was typed, and that the days are in order."""
        data = super().clean() or self.cleaned_data
        if data.get("length") == OTHER and "hours" not in self.errors:
            typed = data.get("hours")
            if typed is None:
                self.add_error("hours", "Enter the number of hours")
            elif typed % QUARTER:
                self.add_error("hours", "Enter quarters of an hour, such as 0.25, 1.5 or 2.75")
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first")
        return data

    def facts(self) -> dict[str, Any]:
        """Return what was done, as the services take it."""
        data = self.cleaned_data
        long = data["hours"] if data["length"] == OTHER else Decimal(data["length"])
        return {
            "title": data["title"] or approach_name(data["approach"]),
            "hours": long,
            "ends_on": data["ends_on"] or data["starts_on"],
            **{name: data[name] for name in ("approach", "reason", "school", "starts_on", "took_away")},
        }


class LogForm(SubmitOnceForm, LogFields):
    """Logging something."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(person)


class EditLogForm(VersionedForm, LogFields):
    """Changing what was logged. A file that is chosen stands in for the one that is there."""

    apart = ("file",)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, row=record, initial=_shown(record), **kwargs)
        self.offer(record.person)
        self.fields["approach"].keep(record.approach)  # type: ignore[attr-defined]
        offered: Any = self.fields["school"]
        offered.queryset |= School.objects.filter(pk=record.school_id)  # whoever moved keeps the one it was for

    def show_clash(self, row: Any, values: Any = None) -> None:
        """Keep what was typed and remember what is there now."""
        super().show_clash(row, _shown(row) | (values or {}))


def _shown(record: Record) -> dict[str, Any]:
    """Return what of a record the form shows otherwise than its columns hold it."""
    usual = next((value for value in LENGTHS if Decimal(value) == record.hours), OTHER)
    return {
        "length": usual,
        "hours": record.hours if usual == OTHER else None,
        "ends_on": record.ends_on if record.ends_on != record.starts_on else None,
        "file": None,
    }


class SendBackForm(VersionedForm):
    """What somebody should change in what they logged."""

    because = field_of(
        Record,
        "sent_back_because",
        label="What should they change?",
        required=True,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter what they should change"},
    )

    apart = ("because",)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, row=record, initial={"because": ""}, **kwargs)


class ConfirmForm(forms.Form):
    """Which logs to confirm: each by its id and the version that was shown."""

    chosen = forms.MultipleChoiceField(
        label="Logs to confirm",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one",
            "invalid_choice": "One of these has changed since you opened the list. Look at it again",
        },
    )

    def __init__(self, *args: Any, records: Sequence[Record], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(token_of(row), row.title) for row in records]  # type: ignore[attr-defined]

    def versions(self) -> dict[UUID, int]:
        """Return the public id of each that is chosen, with the version that was shown."""
        parts = (value.split(":") for value in self.cleaned_data["chosen"])
        return {UUID(key): int(version) for key, version in parts}


class CheckForm(forms.Form):
    """A code, and the PDF on which it is printed, or the SHA-256 of that."""

    code = CodeField(
        label="Code on the transcript",
        max_length=30,
        error_messages={"required": "Enter the code that’s printed on the transcript"},
    )
    file = UploadField(label="The transcript (PDF)", endings=("pdf",), required=False)
    sha256 = field_of(
        Transcript,
        "sha256",
        PatternField,
        label="Or the SHA-256 of the file",
        regex=r"^[0-9a-fA-F]{64}$",
        required=False,
        help_text="If you’d rather not upload it.",
        error_messages={"invalid": "Enter the 64 letters and digits of the SHA-256"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("file") and not data.get("sha256"):
            self.add_error("file", "Choose the file, or enter its SHA-256")
        return data

    def hash(self) -> str:
        """Return the SHA-256 of the file, or the one that was typed."""
        if not (file := self.cleaned_data["file"]):
            return str(self.cleaned_data["sha256"])
        found = hashlib.sha256()
        for chunk in file.chunks():
            found.update(chunk)
        return found.hexdigest()


def token_of(record: Record) -> str:
    """Return what names a log in the version that was shown."""
    return f"{record.public_id}:{record.version}"
