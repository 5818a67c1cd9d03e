"""The booking desk's forms: finding, booking, changing, cancelling, giving a place to a colleague."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from core.formatting import number, short_date
from core.forms import (
    BritishDateField,
    LineField,
    PoundsField,
    SearchSelectField,
    SubmitOnceForm,
    TextField,
    UploadField,
    VersionedForm,
    field_of,
)
from core.models import StoredFile
from courses.bookings.models import Booking
from courses.desk.details import NO_EXTRA_COSTS, BookingDetails
from courses.desk.selectors import Narrowing
from courses.requests.models import CourseRequest
from courses.value.models import ServiceAgreement
from courses.value.selectors import prepaid_for
from people.models import Person, School


class DeskFilter(forms.Form):
    """What the desk is narrowed to."""

    q = LineField(
        label="Course, provider or person",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    school = forms.ModelChoiceField(
        queryset=School.objects.all(), to_field_name="public_id", required=False, empty_label="All schools"
    )
    provider = LineField(required=False, max_length=100)
    first_day = BritishDateField(label="From", required=False)
    last_day = BritishDateField(label="To", required=False)

    def narrowing(self) -> Narrowing:
        """Return what was asked for; a field that cannot be read narrows nothing."""
        self.full_clean()
        found = self.cleaned_data if self.is_bound else {}
        return Narrowing(
            words=found.get("q") or "",
            school_id=found["school"].pk if found.get("school") else None,
            provider=found.get("provider") or "",
            first_day=found.get("first_day"),
            last_day=found.get("last_day"),
            only_urgent=bool(found.get("urgent")),
        )


class ToBookFilter(DeskFilter):
    """What is to be booked."""

    urgent = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Everything to book"), ("yes", "Urgent: statutory, or starting within two weeks")],
    )

    field_order = ("q", "urgent", "school", "provider", "first_day", "last_day")


class TimeField(forms.TimeField):
    """A time of day: 09:00, 9.00, 9:00 am."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%I:%M %p", "%I.%M %p"],
            required=False,
            error_messages={"invalid": "Enter a time such as 09:30"},
            **kwargs,
        )


class AgreementField(forms.ModelChoiceField):
    """A service-level agreement, with what is left of it."""

    def label_from_instance(self, obj: Any) -> str:
        """Return its provider, its title, and the credits left."""
        left = "no limit" if obj.left is None else f"{number(obj.left)} left"
        return f"{obj.provider}: {obj.title} ({left}, ends {short_date(obj.ends_on)})"


class DetailsForm(forms.Form):
    """What the provider said about a booking."""

    provider_reference = field_of(Booking, "provider_reference", label="Booking reference")
    order_number = field_of(Booking, "order_number", label="Purchase order number")
    cost = field_of(
        Booking,
        "cost",
        PoundsField,
        label="Actual cost per person",
        help_text="Include all approved costs: fee, travel and cover.",
    )
    starts_on = BritishDateField(label="First day")
    ends_on = BritishDateField(label="Last day")
    starts_at = TimeField(label="Start time")
    ends_at = TimeField(label="End time")
    venue = field_of(Booking, "venue", label="Place or link")
    joining_instructions = field_of(
        Booking,
        "joining_instructions",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example, what to bring, where to park and who to ask for. We'll email this to the attendee.",
    )
    cancel_free_until = BritishDateField(label="Free cancellation until", required=False)
    agreement = AgreementField(
        label="Use a service-level agreement",
        queryset=ServiceAgreement.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="No, pay the provider's price",
        help_text="If you use one, enter only extra costs above, such as travel.",
    )
    credits_used = field_of(
        Booking,
        "credits_used",
        label="Credits per person",
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    confirmation = UploadField(label="Provider's confirmation", required=False)
    # Shown once price or dates were refused.
    note = TextField(
        label="Message to the approvers",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer_agreements(self, request: CourseRequest, present: ServiceAgreement | None = None) -> None:
        """Offer what could pay for the request, with the agreement that pays now; nothing to offer: no such fields."""
        fitting = [row.agreement.pk for row in prepaid_for(request)]
        if present is not None:
            fitting.append(present.pk)
        if not fitting:
            del self.fields["agreement"], self.fields["credits_used"]
            return
        rows = ServiceAgreement.objects.filter(pk__in=fitting).select_related("provider").with_used()
        self.fields["agreement"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that an agreement has its numbers, that days and times follow, and that a send-back says why."""
        data = super().clean() or {}
        if data.get("agreement") and data.get("credits_used") is None and "credits_used" not in self.errors:
            self.add_error("credits_used", "Enter the number of credits per person, such as 1")
        if data.get("agreement") and data.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", NO_EXTRA_COSTS)
        if not data.get("agreement"):
            data["credits_used"] = None
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        if last and first and (last - first) > timedelta(days=800):
            self.add_error("ends_on", "Check the year of the last day")
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if bool(starts) != bool(ends) and not {"starts_at", "ends_at"} & set(self.errors):
            self.add_error("ends_at" if starts else "starts_at", "Enter both times, or leave both blank")
        if starts and ends and first == last and ends <= starts:
            self.add_error("ends_at", "The end time must be after the start time")
        if (until := data.get("cancel_free_until")) and last and until > last:
            self.add_error("cancel_free_until", "This must be on or before the last day of the course")
        if self.wants_send_back and not (data.get("note") or "").strip():
            self.add_error("note", "Tell the approvers why they need to look at it again")
        return data

    @property
    def send_back_name(self) -> str:
        """Return the name of the button that sends it back to the approvers."""
        return self.add_prefix("do")

    @property
    def wants_send_back(self) -> bool:
        """Return whether that button was pressed."""
        return bool(self.data.get(self.send_back_name) == "send-back")

    @property
    def is_folded_part_needed(self) -> bool:
        """Return whether a day is missing or something is wrong, so that dates and papers must be in sight."""
        return self.is_bound or not self.initial.get("starts_on")

    def details(self, confirmation: StoredFile | None = None) -> BookingDetails:
        """Return the valid form's answer; `confirmation` is the stored upload, or the one that was there."""
        names = (
            "provider_reference", "order_number", "cost", "starts_on", "ends_on", "starts_at", "ends_at", "venue",
            "joining_instructions", "cancel_free_until", "agreement", "credits_used",
        )  # fmt: skip
        answers: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return BookingDetails(**answers, confirmation=confirmation)


class BookForm(DetailsForm, SubmitOnceForm):
    """Booking one or several people on one course."""

    # Shown where somebody leaves before the course is over.
    leaver_reason = field_of(
        Booking,
        "leaver_reason",
        label="Why book someone who leaves before?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It's kept with the booking. Whoever sees the booking can read it.",
    )

    def __init__(self, *args: Any, requests: Sequence[CourseRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_agreements(requests[0])
        self.several_costs = len({row.agreed_cost for row in requests}) > 1 and not any(r.fee_unknown for r in requests)
        if self.several_costs:
            self.fields["cost"].required = False
            self.fields["cost"].help_text = "Leave blank to use what was approved for each person."

    @staticmethod
    def first_words(requests: Sequence[CourseRequest], kept: Booking | None, order_number: str) -> dict[str, Any]:
        """Return what is known before the provider is asked: what was approved, or a colleague's place taken over."""
        request = requests[0]
        if kept:
            names = (
                "provider_reference", "order_number", "cost", "starts_at", "ends_at", "venue", "joining_instructions",
                "cancel_free_until",
            )  # fmt: skip
            known = {name: getattr(kept, name) for name in names}
        else:
            same_cost = len({row.agreed_cost for row in requests}) == 1 and not request.fee_unknown
            known = {
                "order_number": order_number,
                "cost": request.agreed_cost if same_cost else None,
                "starts_at": request.starts_at if request.starts_at and request.ends_at else None,
                "ends_at": request.ends_at if request.starts_at and request.ends_at else None,
                "venue": request.venue,
            }
        return known | {"starts_on": request.agreed_starts_on, "ends_on": request.agreed_ends_on}


class SendBackForm(SubmitOnceForm):
    """Sending requests back to their approvers before anything is booked."""

    note = TextField(
        label="Message to the approvers",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say what has changed or what they need to look at again.",
        error_messages={"required": "Tell the approvers why they need to look at it again"},
    )


class ChangeForm(DetailsForm, VersionedForm):
    """Changing a booking's details."""

    @staticmethod
    def initial_of(booking: Booking) -> dict[str, Any]:
        """Return what the booking says now."""
        names = [name for name in DetailsForm.base_fields if name not in ("confirmation", "note")]
        return {name: getattr(booking, name) for name in [*names, "version"]}


class ConfirmationForm(SubmitOnceForm):
    """Adding a provider's confirmation to one or several bookings."""

    confirmation = UploadField(label="Provider's confirmation")
    provider_reference = field_of(
        Booking, "provider_reference", label="Booking reference", help_text="Leave blank to keep those there are."
    )


class CancelForm(forms.Form):
    """Cancelling a booking."""

    cancelled_by = forms.ChoiceField(
        label="Who is cancelling?",
        choices=[(c.value, c.label) for c in (Booking.CancelledBy.US, Booking.CancelledBy.PROVIDER)],
        widget=forms.RadioSelect,
    )
    charge = field_of(
        Booking,
        "cancellation_charge",
        PoundsField,
        label="Cancellation charge",
        help_text="Enter £0.00 if it's free.",
    )
    note = field_of(
        Booking,
        "cancellation_note",
        required=True,
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The attendee will see this.",
    )


class ColleagueForm(SubmitOnceForm):
    """Giving a place to a colleague."""

    colleague = SearchSelectField(
        label="Who will go instead?",
        queryset=Person.objects.none(),
        search=lambda people, words: people.filter(pk__in=Person.objects.matching(words)),
        options_url="courses:booking-colleague-options",
        help_text="Start typing a name.",
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
