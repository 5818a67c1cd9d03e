"""Keeping providers, courses and their dates."""

from typing import Any

from django import forms

from certificates.models import Requirement
from core.forms import BritishDateField, PoundsField, SavedForm, SubmitOnceForm, VersionedForm, field_of
from core.trust_settings import ours
from courses.catalogue.models import Audience, Course, CourseDate, ForStage, Provider
from people.models import School
from planning.approaches.forms import ApproachField
from planning.models import Approach, Mode


class ProviderFields(forms.Form):
    """Organisations that run courses."""

    name = field_of(Provider, "name", label="Name", error_messages={"required": "Enter the provider's name"})
    kind = forms.ChoiceField(label="Type", choices=[("", "Choose one"), *Provider.Kind.choices])
    website = field_of(Provider, "website", label="Website")
    contact_email = field_of(Provider, "contact_email", label="Bookings email")
    contact_phone = field_of(Provider, "contact_phone", label="Phone")
    notes = field_of(
        Provider,
        "notes",
        label="Notes",
        widget=forms.Textarea({"rows": 3}),
        help_text=ours("Only the booking officer and administrators can see this."),
    )

    provider: Provider | None = None

    def clean_name(self) -> str:
        """Refuse a second provider of the same name."""
        name: str = self.cleaned_data["name"]
        others = Provider.objects.filter(name__iexact=name)
        if self.provider is not None:
            others = others.exclude(pk=self.provider.pk)
        if others.exists():
            raise forms.ValidationError("There's already a provider with this name. Enter a different name")
        return name


class NewProviderForm(SubmitOnceForm, ProviderFields):
    """A new provider."""


class ProviderForm(VersionedForm, ProviderFields):
    """A provider that is there."""

    is_active = forms.BooleanField(
        label="Active",
        required=False,
        help_text="If you untick this, the provider's courses won't show in the catalogue.",
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        self.provider = provider
        super().__init__(*args, row=provider, **kwargs)


class CourseFields(forms.Form):
    """What the catalogue says of a course."""

    title = field_of(Course, "title", label="Title", error_messages={"required": "Enter the title"})
    provider = forms.ModelChoiceField(
        label="Provider",
        queryset=Provider.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a provider",
        error_messages={"required": "Choose a provider"},
    )
    summary = field_of(Course, "summary", label="Description", widget=forms.Textarea({"rows": 5}))
    approach = ApproachField(initial=Approach.COURSE)
    mode = forms.ChoiceField(label="Format", choices=Mode.choices, initial=Mode.IN_PERSON)
    audience = forms.ChoiceField(label="Who it's for", choices=Audience.choices, initial=Audience.EVERYBODY)
    career_stage = forms.ChoiceField(
        label="Career stage", choices=[("", "All career stages"), *ForStage.choices], required=False
    )
    price = field_of(
        Course,
        "price",
        PoundsField,
        label="Price per person",
        required=False,
        help_text="Without VAT. 0 where it is free; leave it empty where you don't know it.",
    )
    hours = field_of(Course, "hours", label="Length in hours", min_value=0, initial=6)
    website = field_of(Course, "website", label="Course web page")
    leads_to_qualification = field_of(Course, "leads_to_qualification", label="Qualification")
    credits = forms.ModelMultipleChoiceField(
        label="Required training it counts towards",
        queryset=Requirement.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    schools = forms.ModelMultipleChoiceField(
        label="Only for these schools",
        queryset=School.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave blank if it's open to all schools.",
    )

    def set_up(self, course: Course | None = None) -> None:
        """Offer providers in use, requirements in use and schools, with those the course has already."""
        providers = Provider.objects.filter(is_active=True)
        if course is not None:
            providers |= Provider.objects.filter(pk=course.provider_id)
            self.fields["approach"].keep(course.approach)  # type: ignore[attr-defined]
        self.fields["provider"].queryset = providers.order_by("name")  # type: ignore[attr-defined]
        self.fields["credits"].queryset = Requirement.objects.in_use().order_by("name")  # type: ignore[attr-defined]
        self.fields["schools"].queryset = School.objects.order_by("kind", "name")  # type: ignore[attr-defined]


class NewCourseForm(SubmitOnceForm, CourseFields):
    """A new course."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up()


class CourseForm(VersionedForm, CourseFields):
    """A course that is there."""

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, row=course, **kwargs)
        self.set_up(course)


class DateFields(SavedForm):
    """One date on which a course runs."""

    starts_on = BritishDateField(label="First day", help_text="For example, 24/11/2026.")
    ends_on = BritishDateField(label="Last day", required=False, help_text="Leave blank if it's one day.")
    starts_at = forms.TimeField(
        label="Start time", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label="End time", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    venue = field_of(CourseDate, "venue", label="Place")

    def clean(self) -> dict[str, Any]:
        """Check the order of days and times; a single day ends on the day it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and last in (None, first) and ends <= starts:
            self.add_error("ends_at", "The end time must be after the start time")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the service saves; a single day ends on the day it begins."""
        values = super().answers()
        return values | {"ends_on": values["ends_on"] or values["starts_on"]}


class NewDateForm(SubmitOnceForm, DateFields):
    """A new date."""


class DateForm(VersionedForm, DateFields):
    """A date that is there; the version is its course's."""

    def __init__(self, *args: Any, date: CourseDate, **kwargs: Any) -> None:
        initial = {name: getattr(date, name) for name in ("starts_on", "ends_on", "starts_at", "ends_at", "venue")}
        super().__init__(*args, initial=initial | {"version": date.course.version}, **kwargs)
