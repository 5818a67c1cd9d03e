"""The forms about people: their facts, posts, roles, duties, leaving."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from core.calendar import today
from core.formatting import short_date
from core.forms import (
    BritishDateField,
    CodeField,
    LineField,
    PatternField,
    SearchSelectField,
    SubmitOnceForm,
    VersionedForm,
    field_of,
)
from core.trust_settings import in_own_words, ours
from people.models import CareerStage, Person, Post, Responsibility, Role, School, StaffGroup
from people.open_matters import OpenSource
from people.trust_settings import role_choices
from people.working_days import HALF_DAYS, WorkingDays


class PersonFields(forms.Form):
    """What is known of a person."""

    first_name = field_of(Person, "first_name", label="First name")
    last_name = field_of(Person, "last_name", label="Last name")
    email = field_of(
        Person,
        "email",
        label="Work email",
        help_text="Without an email address they can't sign in, but you can still keep a record.",
    )
    teacher_number = field_of(
        Person,
        "teacher_number",
        PatternField,
        regex=r"^[0-9]{7}$",
        label="Teacher reference number",
        error_messages={"invalid": "Enter a 7-digit teacher reference number"},
    )
    joined_on = BritishDateField(label="Joined the trust", required=False)

    def facts(self) -> dict[str, Any]:
        """Return the person's fields as the services take them; an email is kept in small letters."""
        names = ("first_name", "last_name", "teacher_number", "joined_on")
        return {name: self.cleaned_data[name] for name in names} | {
            "email": self.cleaned_data["email"].strip().lower() or None
        }


class AddPersonForm(SubmitOnceForm, PersonFields):
    """Adding somebody, once."""


class ChangePersonForm(VersionedForm, PersonFields):
    """Changing somebody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = in_own_words(
            "A new address takes effect when the person confirms it or a second administrator agrees."
        )


class WorkingDaysField(forms.MultipleChoiceField):
    """Half days of a week to tick; none ticked: nobody said them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **words: Any) -> None:
        super().__init__(choices=HALF_DAYS, required=False, **words)

    def prepare_value(self, value: Any) -> Any:
        """Return the boxes that are ticked."""
        return value.half_days if isinstance(value, WorkingDays) else value

    def clean(self, value: Any) -> WorkingDays | None:
        """Return the days that were ticked, or None."""
        return WorkingDays.of(super().clean(value))


class PostFields(forms.Form):
    """A post at a school."""

    school = forms.ModelChoiceField(School.objects.none(), label="School", to_field_name="public_id")
    job_title = field_of(Post, "job_title", label="Job title")
    staff_group = forms.ChoiceField(label="Staff group", choices=StaffGroup.choices)
    career_stage = forms.ChoiceField(label="Career stage", choices=CareerStage.choices, required=False)
    staff_number = field_of(Post, "staff_number", CodeField, label="Staff or payroll number")
    fte = field_of(Post, "fte", label="FTE", min_value=0, max_value=1, initial=1)
    working_days = WorkingDaysField(
        label="Working days",
        help_text="Tick each half day they work. Leave them all empty if you don't know: we assume full weeks.",
    )
    line_manager = SearchSelectField(
        label="Line manager", queryset=Person.objects.none(), required=False,
        options_url="people:person-options",
    )  # fmt: skip
    starts_on = BritishDateField(label="From")
    ends_on = BritishDateField(
        label="Until", required=False, help_text="Their last day in this post. Leave blank if it's ongoing."
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.visible_to(actor).open_on(today())  # type: ignore[attr-defined]
        self.fields["line_manager"].queryset = Person.objects.visible_to(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The end date must be the same as or after the start date")
        return data

    def facts(self) -> dict[str, Any]:
        """Return the post's fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in PostFields.base_fields}


class AddPostForm(SubmitOnceForm, PostFields):
    """Giving a post, once."""


class ChangePostForm(VersionedForm, PostFields):
    """Changing a post."""

    @classmethod
    def opened_for(cls, post: Post, *, actor: Person, data: Any = None) -> "ChangePostForm":
        """Return the form filled with the post."""
        initial = {name: getattr(post, name) for name in PostFields.base_fields} | {"version": post.version}
        initial["school"] = post.school.public_id
        form = cls(data, initial=initial, actor=actor)
        # A school that has closed since is still the post's own.
        form.fields["school"].queryset |= School.objects.filter(pk=post.school_id)  # type: ignore[attr-defined]
        return form


class AbsenceFields(forms.Form):
    """The first and last day of a long absence."""

    starts_on = BritishDateField(label="First day away")
    ends_on = BritishDateField(
        label="Last day away", required=False, help_text="Leave blank if you don't know it yet. You can add it later."
    )

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        return data


class AddAbsenceForm(SubmitOnceForm, AbsenceFields):
    """Recording an absence, once."""


class ChangeAbsenceForm(VersionedForm, AbsenceFields):
    """Changing the dates of an absence."""


class GrantForm(SubmitOnceForm):
    """Giving somebody a role from a day; those of boards come with an appointment."""

    role = forms.ChoiceField(
        label="Role", help_text=ours("Appoint governors, trustees, members and clerks on the page of their board.")
    )
    school = forms.ModelChoiceField(
        School.objects.none(), label="School", to_field_name="public_id", required=False,
        empty_label="The whole trust",
        help_text=ours("Only needed for Headteachers, Heads of School and senior leaders."),
    )  # fmt: skip
    starts_on = BritishDateField(label="From")
    ends_on = BritishDateField(label="Until", required=False, help_text="Leave blank if you don't know it yet.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [one for one in role_choices() if one[0] not in Role.of_boards()]  # type: ignore[attr-defined]
        self.fields["school"].queryset = School.objects.schools().open_on(today())  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Check that the role and the place fit."""
        data = super().clean() or {}
        role, school = data.get("role"), data.get("school")
        if role in Role.of_a_school() and school is None:
            self.add_error("school", "Choose the school")
        if role and role not in Role.of_a_school() and school is not None:
            self.add_error("school", "This is a trust-wide role. Leave the school blank")
        return data


class ResponsibilityForm(SubmitOnceForm):
    """Naming somebody for a duty that asks for training of its own."""

    kind = forms.ChoiceField(
        label="Responsibility",
        choices=[one for one in Responsibility.Kind.choices if one[0] not in Responsibility.Kind.of_boards()],
        help_text=ours("Link governors are named on their board’s page."),
    )
    school = forms.ModelChoiceField(School.objects.none(), label="School", to_field_name="public_id")
    starts_on = BritishDateField(label="From")
    ends_on = BritishDateField(label="Until", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.open_on(today())  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today


class SeatFilter(forms.Form):
    """Which of the roles that are needed to show."""

    q = LineField(label="School, role or name", required=False, max_length=100, widget=forms.SearchInput)
    gaps = forms.BooleanField(label="Only roles that no one has", required=False)


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = BritishDateField(label="Last working day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today


class LeavingForm(LastDayForm):
    """Somebody's last day, and who takes over what is open with them after it. `day`: the last day to begin with."""

    def __init__(
        self,
        *args: Any,
        actor: Person,
        person: Person,
        day: date,
        opened: Sequence[tuple[OpenSource, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = day
        self.handed = [source.key for source, _ in opened if source.hand_on]
        at_once = "They take over as soon as you save, not after the last day. " if day > today() else ""
        for source, matters in opened:
            if source.hand_on:
                self.fields[source.key] = SearchSelectField(
                    queryset=Person.objects.visible_to(actor).in_trust_on(today()).exclude(pk=person.pk),
                    options_url="people:person-options",
                    required=False,
                    label=f"Who takes over: {source.label.lower()} ({len(matters)})",
                    help_text=f"{at_once}Leave it empty to decide later.",
                )

    def successors(self) -> dict[str, Person]:
        """Return who takes over what, where somebody was chosen."""
        return {key: self.cleaned_data[key] for key in self.handed if self.cleaned_data.get(key)}


class RecordLeaversForm(forms.Form):
    """Whose leaving is recorded, out of people with a `last_day`; all are ticked to begin with."""

    people = forms.MultipleChoiceField(
        label="Record as left",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one person",
            "invalid_choice": "One of them has left or has a new post or role. Look at the list again",
        },
    )

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(person.public_id): person for person in people}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (key, f"{person.full_name}, last day {short_date(person.last_day)}") for key, person in self.rows.items()
        ]
        self.initial["people"] = list(self.rows)

    def chosen(self) -> list[Person]:
        """Return the people who were chosen."""
        return [self.rows[key] for key in self.cleaned_data["people"]]
