"""Saying who came, with the certificates that came along."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from certificates.models import Certificate, Requirement
from core.calendar import today
from core.formatting import long_date
from core.forms import BritishDateField, UploadField, field_of
from core.models import StoredFile
from courses.attendance.services import Award
from courses.bookings.models import Booking
from training.models import Record


class AwardForm(forms.Form):
    """The certificate that came with a booking's course, for one requirement."""

    has_come = forms.BooleanField(label="We've received the certificate", required=False)
    awarded_on = BritishDateField(label="Date on the certificate", required=False)
    printed_expiry = BritishDateField(label="Expiry date on the certificate", required=False)
    number = field_of(Certificate, "number", label="Certificate number")
    file = UploadField(label="Photo or scan of the certificate", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, booking: Booking, requirement: Requirement) -> None:
        self.booking = booking
        self.requirement = requirement
        prefix = f"{booking.public_id}-{requirement.public_id}"
        super().__init__(data, files, prefix=prefix, initial={"awarded_on": booking.ends_on})
        self.fields["has_come"].label = f"We've received the certificate for “{requirement}”"

    def say_expiry(self, last_day: dt.date | None) -> None:
        """Say until when it is valid if it was awarded on the last day of the course; None: it does not expire."""
        if self.requirement.expiry != Requirement.Expiry.PRINTED:
            ends = f"it expires on {long_date(last_day)}" if last_day else "it does not expire"
            hint = f"If you leave this blank, {ends} when awarded on {long_date(self.booking.ends_on)}."
            self.fields["printed_expiry"].help_text = hint

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was filled in; the day alone, which is there from the start, says nothing."""
        return not any(self[name].data for name in ("has_come", "printed_expiry", "number", "file"))

    def clean(self) -> dict[str, Any]:
        """Check the dates of a certificate that has come."""
        data = super().clean() or {}
        if not self.is_blank and "awarded_on" not in self.errors:
            awarded = data.get("awarded_on")
            if not awarded:
                self.add_error("awarded_on", "Enter the date on the certificate")
            elif awarded > today():
                self.add_error("awarded_on", "The date on the certificate must be today or in the past")
            elif data.get("printed_expiry") and data["printed_expiry"] < awarded:
                self.add_error(
                    "printed_expiry", "The expiry date must be the same as or after the date on the certificate"
                )
        return data

    def award(self, file: StoredFile | None) -> Award | None:
        """Return the certificate when it has come."""
        data = self.cleaned_data
        if self.is_blank:
            return None
        return Award(
            requirement=self.requirement,
            awarded_on=data["awarded_on"],
            printed_expiry=data["printed_expiry"],
            number=data["number"],
            file=file,
        )


class AttendanceForm(forms.Form):
    """Whether one person came."""

    attended = forms.ChoiceField(
        label="Did they attend?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    hours = field_of(
        Record,
        "hours",
        label="Hours",
        required=False,
        min_value=Decimal("0.25"),
        max_value=Decimal(2000),
        error_messages={"invalid": "Enter the hours as a number, such as 6 or 2.5"},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    absence_note = field_of(
        Booking,
        "absence_note",
        label="Reason if they didn't attend",
        max_length=300,
        help_text="Keep it brief and factual. “Ill” is enough. Don't add medical details.",
    )

    def __init__(self, *args: Any, booking: Booking, owed: Iterable[Requirement], **kwargs: Any) -> None:
        self.booking = booking
        super().__init__(*args, **kwargs)
        self.awards = [AwardForm(*args, booking=booking, requirement=requirement) for requirement in owed]

    def clean(self) -> dict[str, Any]:
        """Ask for the hours of somebody who came, and the reason of somebody who didn't."""
        data = super().clean() or {}
        if data.get("attended") == "yes" and data.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", f"Enter how many hours {self.booking.person} attended")
        if data.get("attended") == "no" and not (data.get("absence_note") or "").strip():
            self.add_error("absence_note", f"Enter why {self.booking.person} didn't attend")
        return data

    def all_valid(self) -> bool:
        """Return whether the answer and, for somebody who came, the certificates are valid."""
        own = self.is_valid()
        if own and self.cleaned_data["attended"] == "no":
            return True
        # Each is asked, so that every error shows at once.
        answers = [form.is_valid() for form in self.awards]
        return own and all(answers)

    @staticmethod
    def first_words(booking: Booking, among: int) -> Mapping[str, Any]:
        """Return the hours that the request spoke of; of several people, that they came: most do."""
        hours = booking.request.hours
        return {"hours": f"{hours.normalize():f}" if hours else None, "attended": "yes" if among > 1 else None}
