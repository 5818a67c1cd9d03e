"""Keeping service-level agreements, and narrowing the comparison of costs."""

from typing import Any

from django import forms

from core.forms import BritishDateField, LineField, PoundsField, SubmitOnceForm, VersionedForm, YearField, field_of
from courses.catalogue.models import Provider
from courses.value.models import ServiceAgreement
from courses.value.selectors import GROUPINGS
from people.models import School


class AgreementFields(forms.Form):
    """What was bought from a provider for a period."""

    provider = forms.ModelChoiceField(
        label="Provider",
        queryset=Provider.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a provider",
        error_messages={"required": "Choose a provider"},
    )
    title = field_of(ServiceAgreement, "title", label="Name of the agreement")
    starts_on = BritishDateField(label="First day")
    ends_on = BritishDateField(label="Last day")
    cost = field_of(ServiceAgreement, "cost", PoundsField, label="What it costs")
    credits = field_of(
        ServiceAgreement,
        "credits",
        label="Places or credits",
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Leave blank if there's no limit.",
    )
    notes = field_of(
        ServiceAgreement, "notes", label="What it covers", max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    schools = forms.ModelMultipleChoiceField(
        label="Only for these schools",
        queryset=School.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave blank if it covers all schools.",
    )

    def set_up(self, agreement: ServiceAgreement | None = None) -> None:
        """Offer the providers in use, with the agreement's own, and every school.

        An agreement that paid for bookings stays with its provider.
        """
        providers = Provider.objects.filter(is_active=True)
        if agreement is not None:
            own = Provider.objects.filter(pk=agreement.provider_id)
            is_used = agreement.bookings.exists()
            providers = own if is_used else providers | own
            if is_used:
                self.fields["provider"].help_text = "Bookings are paid with it, so it stays with its provider."
        self.fields["provider"].queryset = providers.order_by("name")  # type: ignore[attr-defined]
        self.fields["schools"].queryset = School.objects.order_by("kind", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that the period ends after it begins."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day cannot be before the first")
        return data


class NewAgreementForm(SubmitOnceForm, AgreementFields):
    """A new agreement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up()


class AgreementForm(VersionedForm, AgreementFields):
    """An agreement that is there."""

    def __init__(self, *args: Any, agreement: ServiceAgreement, **kwargs: Any) -> None:
        super().__init__(*args, row=agreement, **kwargs)
        self.set_up(agreement)


class ValueForm(forms.Form):
    """What is compared: an academic year, summed by what, at which school."""

    by = forms.ChoiceField(label="Compare by", required=False)
    year = YearField(ahead=0)
    q = LineField(label="Search", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    school = forms.ModelChoiceField(
        queryset=School.objects.none(), to_field_name="public_id", required=False, empty_label="All schools"
    )

    def __init__(self, data: Any, *, schools: Any) -> None:
        super().__init__(data)
        self.fields["by"].choices = [(key, label) for key, (label, _) in GROUPINGS.items()]  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if schools.count() < 2:
            del self.fields["school"]
            self.fields["by"].choices = [c for c in self.fields["by"].choices if c[0] != "school"]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, int, School | None, str]:
        """Return what to sum by, the year, the school and the words; what cannot be read falls back to the default."""
        self.full_clean()
        found = self.cleaned_data
        return (
            found.get("by") or "course",
            int(found["year"]),
            found.get("school"),
            found.get("q") or "",
        )
