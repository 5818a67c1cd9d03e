"""What is typed in about certificates, qualifications, exemptions and requirements."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from uuid import UUID

from django import forms

from certificates.groups import KINDS, grouped, kind_of
from certificates.models import SHORT_TITLE, Certificate, Exemption, Qualification, Requirement
from certificates.querysets import RequirementQuerySet
from core.calendar import today
from core.decisions import Decision
from core.forms import (
    BritishDateField,
    LineField,
    SearchSelectField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    field_of,
)
from core.trust_settings import ours
from people.models import Person, Responsibility, School, StaffGroup
from people.trust_settings import role_choices


class RequirementField(forms.ModelChoiceField):
    """A requirement in use, chosen out of a list that is grouped."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Requirement.objects.none(), to_field_name="public_id", **kwargs)

    def offer(self) -> None:
        """Read the requirements that are in use and show them in their groups."""
        rows = Requirement.objects.in_use()
        self.queryset = rows
        self.choices = [
            ("", "Choose a requirement"),
            *[(name, [(str(r.public_id), r.name) for r in group]) for name, group in grouped(rows)],
        ]


class SchoolOfPersonField(forms.ModelChoiceField):
    """One of the schools at which a person works or governs; no question where there is only one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(School.objects.none(), to_field_name="public_id", label="Which school is it for?", **kwargs)

    def offer(self, person: Person) -> None:
        """Offer the person's schools, or the central team for somebody who has none."""
        mine = School.objects.filter(pk__in=person.authority.schools_belonged_to())
        self.queryset = mine if mine.exists() else School.objects.filter(kind=School.Kind.CENTRAL)
        first = self.queryset.first()
        self.initial = str(first.public_id) if first else None
        if self.queryset.count() < 2:
            self.widget = forms.HiddenInput()


class CertificateForm(SubmitOnceForm):
    """Entering a certificate from the paper."""

    requirement = RequirementField(label="What is the certificate for?")
    title = field_of(
        Certificate,
        "title",
        label="Title on the certificate",
        required=False,
        help_text="Leave blank to use the name above.",
    )
    provider = field_of(Certificate, "provider", label="Awarded by")
    awarded_on = BritishDateField(label="Date awarded")
    replace = forms.BooleanField(label="Replace the one already there, with its details and file", required=False)
    printed_expiry = BritishDateField(
        label="Expiry date, if it’s on the certificate",
        required=False,
        help_text="If you leave this blank, we’ll work it out for you.",
    )
    number = field_of(Certificate, "number", label="Certificate number")
    school = SchoolOfPersonField()
    file = UploadField(label="Photo or scan", required=False, help_text="A photo from your phone is fine.")

    def __init__(self, *args: Any, person: Person, like: "CertificateForm | None" = None, **kwargs: Any) -> None:
        """Take `like` from another form of the same person, and read nothing again."""
        super().__init__(*args, **kwargs)
        if self.add_prefix("replace") not in self.data:
            self.may_offer = self.fields.pop("replace")
        if like is None:
            self.fields["requirement"].offer()  # type: ignore[attr-defined]
            self.fields["school"].offer(person)  # type: ignore[attr-defined]
        else:
            self.fields |= {name: deepcopy(like.fields[name]) for name in ("requirement", "school")}
        self.fields["awarded_on"].latest = today()  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was filled in."""
        return not any(self[name].data for name in self.fields if name not in ("token", "school"))

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        data = super().clean() or {}
        awarded_on, printed = data.get("awarded_on"), data.get("printed_expiry")
        if awarded_on and printed and printed < awarded_on:
            self.add_error("printed_expiry", "The expiry date must be the same as or after the date awarded")
        return data

    def refuse_second(self, replacing: Decision) -> None:
        """Say that there is one for this day already, and offer to replace it, or say why that may not be."""
        words = "A certificate for this day has already been added."
        if not replacing:
            self.add_error("awarded_on", f"{words} {replacing.reason}")
            return
        self.fields["replace"] = self.may_offer
        self.order_fields(self.base_fields)
        self.add_error("awarded_on", f"{words} Change the date, or tick the box below to replace it.")


class AttachForm(SubmitOnceForm):
    """Adding the file of a certificate."""

    file = UploadField(label="Photo or scan", help_text="A photo from your phone is fine.")


class ReasonForm(forms.Form):
    """Why a certificate is withdrawn."""

    reason = field_of(
        Certificate,
        "revoked_reason",
        required=True,
        label="Why are you withdrawing it?",
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class ExemptionForm(SubmitOnceForm):
    """Exempting somebody."""

    reason = field_of(Exemption, "reason", label="Reason for the exemption")
    until = BritishDateField(
        label="Exempt until", required=False, help_text="Leave blank if the exemption is permanent."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today()  # type: ignore[attr-defined]


class NameHolderForm(SubmitOnceForm):
    """Naming somebody for a requirement."""

    person = SearchSelectField(
        label="Who must do this training?",
        queryset=Person.objects.none(),
        options_url="people:person-options",
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.visible_to(actor)  # type: ignore[attr-defined]


class QualificationForm(SubmitOnceForm):
    """Entering a professional qualification."""

    title = field_of(Qualification, "title", label="Qualification")
    awarding_body = field_of(Qualification, "awarding_body", label="Awarded by")
    awarded_on = BritishDateField(label="Date awarded")
    paid_by = forms.ChoiceField(label="Who paid for it?", choices=Qualification.PaidBy, widget=forms.RadioSelect)
    school = SchoolOfPersonField()
    file = UploadField(label="Photo or scan", required=False)
    agrees_to_be_named = forms.BooleanField(
        label=ours("Show my name with this qualification in reports to governors and trustees"),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].offer(person)  # type: ignore[attr-defined]
        self.fields["awarded_on"].latest = today()  # type: ignore[attr-defined]
        if not is_own:
            del self.fields["agrees_to_be_named"]


class RequirementFilter(forms.Form):
    """Searching what the trust requires; who keeps it also reads what is not in use."""

    q = LineField(
        label="Name or code", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label="Type", required=False, choices=[("", "All"), *KINDS.items()])
    show = forms.ChoiceField(label="Show", required=False, choices=[("", "In use"), ("all", "All requirements")])

    def __init__(self, data: Any, *, may_edit: bool) -> None:
        super().__init__(data)
        if not may_edit:
            del self.fields["show"]

    def narrow(self, rows: RequirementQuerySet) -> list[Requirement]:
        """Return the requirements that fit; what cannot be read narrows nothing."""
        self.full_clean()
        asked = self.cleaned_data
        rows = rows if asked.get("show") == "all" else rows.in_use()
        found = rows.matching(asked.get("q") or "")
        return [row for row in found if asked.get("kind") in (None, "", kind_of(row))]

    @property
    def is_narrowed(self) -> bool:
        """Return whether the reader asked for some of them."""
        return any(self.cleaned_data.get(name) for name in ("q", "kind"))


class QualificationFilter(forms.Form):
    """Searching qualifications."""

    q = LineField(
        label="Find a qualification", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )


class RequirementForm(VersionedForm):
    """Editing a requirement."""

    name = field_of(Requirement, "name", label="Name")
    short_title = field_of(
        Requirement,
        "short_title",
        label="Short title",
        help_text=f"At most {SHORT_TITLE} characters, for narrow columns.",
    )
    is_active = forms.BooleanField(label="In use", required=False)
    statutory = forms.ChoiceField(label="Statutory or recommended", choices=Requirement.Statutory)
    authority = field_of(Requirement, "authority", label="Set by")
    source = field_of(Requirement, "source", label="Source (link or document)")
    notes = field_of(Requirement, "notes", label="Notes", widget=forms.Textarea(attrs={"rows": "4"}))
    evidence = field_of(Requirement, "evidence", label="Evidence accepted")
    audience = forms.ChoiceField(label="Who it applies to", choices=Requirement.Audience)
    coverage = forms.ChoiceField(label="Who needs to do it", choices=Requirement.Coverage)
    minimum_holders = field_of(
        Requirement,
        "minimum_holders",
        label="Minimum number",
        min_value=1,
        max_value=50,
        help_text="Only if a minimum number is needed at each school or on each board.",
    )
    staff_groups = forms.MultipleChoiceField(
        label="Only for these staff groups", choices=StaffGroup, required=False, widget=forms.CheckboxSelectMultiple
    )
    responsibilities = forms.MultipleChoiceField(
        label="Only for people with these responsibilities",
        choices=Responsibility.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label="Only for people with these roles",
        choices=role_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    early_years_only = forms.BooleanField(label="Only at schools with a nursery or Reception class", required=False)
    expiry = forms.ChoiceField(label="When it expires", choices=Requirement.Expiry)
    interval_months = field_of(
        Requirement,
        "interval_months",
        label="Months until it expires",
        min_value=1,
        max_value=240,
        help_text="Also used if the certificate doesn’t show an expiry date.",
    )
    first_due_days = field_of(
        Requirement,
        "first_due_days",
        label="Days after starting by which it’s first due",
        min_value=0,
        max_value=3650,
        help_text="Enter 0 for the first day. Leave blank if there’s no deadline.",
    )
    early_renewal_months = field_of(
        Requirement,
        "early_renewal_months",
        label="Months before expiry when renewing keeps the same expiry date",
        min_value=0,
        max_value=24,
        help_text="For an academic year: training this many months before 1 September counts for the next year.",
    )
    satisfied_by = forms.ModelMultipleChoiceField(
        Requirement.objects.none(),
        label="Other training that also counts",
        to_field_name="public_id",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "8"}),
    )

    apart = ("satisfied_by",)

    def __init__(self, *args: Any, requirement: Requirement, **kwargs: Any) -> None:
        super().__init__(*args, row=requirement, **kwargs)
        self.fields["satisfied_by"].queryset = Requirement.objects.exclude(pk=requirement.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the months where the rule needs them."""
        data = super().clean() or {}
        if data.get("expiry") == Requirement.Expiry.INTERVAL and not data.get("interval_months"):
            self.add_error("interval_months", "Enter the number of months")
        if data.get("expiry") == Requirement.Expiry.ACADEMIC_YEAR and (data.get("early_renewal_months") or 0) > 11:
            self.add_error("early_renewal_months", "Enter at most 11 months for an academic year")
        return data


class SourcesForm(forms.Form):
    """Which requirements somebody has compared with their source: some, or all that the page showed."""

    chosen = forms.MultipleChoiceField(
        label="Sources that you have checked",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "A requirement has changed since you opened this. Check it again"},
    )
    shown = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": "A requirement has changed since you opened this. Check it again"},
    )

    def __init__(self, *args: Any, requirements: Sequence[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{row.public_id}:{row.version}", row.name) for row in requirements]
        for name in ("chosen", "shown"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.initial["shown"] = [value for value, _ in choices]

    def clean(self) -> None:
        """Ask for one where neither some nor all are meant."""
        if not self.errors and not self.versions():
            self.add_error("chosen", "Choose at least one")

    def versions(self) -> dict[UUID, int]:
        """Return the public id of each requirement that is meant, with the version that was shown."""
        meant = self.cleaned_data["shown"] if "all" in self.data else self.cleaned_data["chosen"]
        return {UUID(key): int(version) for key, version in (value.split(":") for value in meant)}
