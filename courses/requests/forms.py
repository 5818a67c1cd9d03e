"""The steps of asking for a course, one thing a page: what, when, why, what it costs."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from core.calendar import today
from core.formatting import long_date
from core.forms import BritishDateField, PoundsField, SubmitOnceForm, VersionedForm, field_of
from courses.catalogue.models import CourseDate
from courses.requests.answers import DAYS_AND_PLACE, FIELDS, answered, times_text
from courses.requests.capacities import Capacity
from courses.requests.clashes import closed_then, takes_out_of_class
from courses.requests.models import CostLine, CourseRequest
from courses.requests.services import Cost
from people.selectors import term_spans
from planning.approaches.forms import ApproachField
from planning.models import Approach, Mode

ANOTHER_DATE = "another"
TIME_HINT = "For example, 09:30."


class StepForm(VersionedForm):
    """One step of a request, with what it says now. Left for later (`later`), it asks for nothing more.

    `initial`: what a field shows otherwise than the request keeps it.
    """

    def __init__(
        self, *args: Any, request: CourseRequest, later: bool = False, initial: Mapping[str, Any], **kwargs: Any
    ) -> None:
        said = {name: getattr(request, name) for name in FIELDS if name in self.base_fields}
        super().__init__(*args, initial={"version": request.version, **said, **initial}, **kwargs)
        self.later = later
        if later:
            for field in self.fields.values():
                field.required = False

    def answers(self) -> dict[str, Any]:
        """Return what the service saves, by field of the request."""
        return answered(self.cleaned_data)

    def costs(self) -> list[Cost] | None:
        """Return the cost lines to save, or nothing where this step has none."""
        return None


class WhatFields(forms.Form):
    """Which course it is, and in which capacity the person asks."""

    capacity = forms.ChoiceField(
        label="Which post or role is it for?",
        widget=forms.RadioSelect,
        help_text="This decides who approves your request.",
        error_messages={"required": "Choose the post or role the course is for"},
    )
    title = field_of(
        CourseRequest,
        "title",
        required=True,
        label="Name of the course",
        help_text="Use the provider's name for the course.",
        error_messages={"required": "Enter the name of the course"},
    )
    provider_name = field_of(
        CourseRequest, "provider_name", label="Provider", help_text="The organisation running the course."
    )
    website = field_of(
        CourseRequest,
        "website",
        label="Course web page",
        help_text="A link helps approvers see what the course covers.",
        error_messages={"invalid": "Enter an address such as https://www.example.org/course"},
    )
    approach = ApproachField(initial=Approach.COURSE)
    mode = forms.ChoiceField(label="Format", choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.IN_PERSON)

    def set_up(self, capacities: Sequence[Capacity], *, from_catalogue: bool) -> None:
        """Offer the capacities held; leave out what the catalogue already says."""
        self.capacities = {capacity.key: capacity for capacity in capacities}
        field = self.fields["capacity"]
        field.choices = [(key, capacity.label) for key, capacity in self.capacities.items()]  # type: ignore[attr-defined]
        if len(capacities) == 1:
            field.widget = forms.HiddenInput()
            field.initial = capacities[0].key
            self.initial["capacity"] = capacities[0].key
        if from_catalogue:
            for name in answered(self.fields):
                del self.fields[name]

    def chosen_capacity(self) -> Capacity:
        """Return the capacity that a valid form chose."""
        return self.capacities[self.cleaned_data["capacity"]]


class StartForm(SubmitOnceForm, WhatFields):
    """The first step: it makes the draft. A page that offers several dates (`date`) makes one draft of each."""

    def __init__(
        self,
        *args: Any,
        capacities: Sequence[Capacity],
        from_catalogue: bool,
        date: CourseDate | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.date = date
        self.set_up(capacities, from_catalogue=from_catalogue)

    def clean_token(self) -> uuid.UUID:
        """Return the token of the page for the date chosen on it."""
        token: uuid.UUID = self.cleaned_data["token"]
        return uuid.uuid5(token, str(self.date.public_id)) if self.date else token

    def answers(self) -> dict[str, Any]:
        """Return the answers of a course that is not listed; for one of the catalogue there are none."""
        return answered(self.cleaned_data)


class WhatForm(StepForm, WhatFields):
    """The first step again, on a draft."""

    def __init__(self, *args: Any, request: CourseRequest, capacities: Sequence[Capacity], **kwargs: Any) -> None:
        capacity = f"{request.school.public_id}:{request.applies_as}"
        super().__init__(*args, request=request, initial={"capacity": capacity}, **kwargs)
        self.fields["approach"].keep(request.approach)  # type: ignore[attr-defined]
        self.set_up(capacities, from_catalogue=request.course_id is not None)

    def answers(self) -> dict[str, Any]:
        """Return what the service saves: the capacity as the two fields that keep it."""
        answers = super().answers()
        if self.cleaned_data.get("capacity"):
            answers |= {"school": self.chosen_capacity().school, "applies_as": self.chosen_capacity().applies_as}
        return answers


class WhenForm(StepForm):
    """When and where: a date of the catalogue, or days of one's own."""

    course_date = forms.ChoiceField(
        label="Which date?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a date, or “Another date”"},
    )
    starts_on = BritishDateField(label="First day", help_text="For example, 24/11/2026.")
    ends_on = BritishDateField(label="Last day", required=False, help_text="Leave blank if it's one day.")
    starts_at = forms.TimeField(
        label="Start time",
        required=False,
        help_text=TIME_HINT,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    ends_at = forms.TimeField(
        label="End time", required=False, help_text=TIME_HINT, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    venue = field_of(CourseRequest, "venue", label="Place", help_text="Enter “Online” if it's online.")
    hours = field_of(
        CourseRequest,
        "hours",
        label="Length in hours",
        min_value=Decimal("0.25"),
        help_text="Add up all sessions, not counting breaks.",
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.25"}),
    )

    def __init__(self, *args: Any, request: CourseRequest, **kwargs: Any) -> None:
        self.dates = self._dates_of(request)
        chosen = str(request.course_date.public_id) if request.course_date else ""
        initial = {
            "course_date": chosen if chosen in self.dates else ANOTHER_DATE if request.starts_on else "",
            "hours": None if request.hours is None else f"{request.hours.normalize():f}",
        }
        super().__init__(*args, request=request, initial=initial, **kwargs)
        if not self.dates:
            del self.fields["course_date"]
            return
        self.fields["course_date"].choices = [  # type: ignore[attr-defined]
            *((key, self._label(date)) for key, date in self.dates.items()),
            (ANOTHER_DATE, "Another date (enter it below)"),
        ]
        for name in DAYS_AND_PLACE:
            self.fields[name].required = False

    @staticmethod
    def _dates_of(request: CourseRequest) -> dict[str, CourseDate]:
        """Return the coming dates of the course, with the chosen one."""
        if request.course is None:
            return {}
        return {str(date.public_id): date for date in request.course.dates.coming(today())[:12]}

    @staticmethod
    def _label(date: CourseDate) -> str:
        days = long_date(date.starts_on)
        if date.ends_on != date.starts_on:
            days = f"{days} to {long_date(date.ends_on)}"
        return ", ".join(part for part in (days, times_text(date), date.venue) if part)

    def is_another_date(self) -> bool:
        """Return whether days of one's own are given, so that the page shows their fields."""
        return not self.dates or self["course_date"].value() == ANOTHER_DATE or bool(set(self.errors) - {"course_date"})

    def clean(self) -> dict[str, Any]:
        """Check that the days are to come and in their order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("course_date", ANOTHER_DATE)
        if chosen in self.dates or self.errors.get("course_date"):
            return cleaned
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first is None:
            if not self.later and "starts_on" not in self.errors:
                self.add_error("starts_on", "Enter the first day, such as 24/11/2026")
            return cleaned
        if first < today():
            self.add_error(
                "starts_on", "The first day must be today or later. You need to request courses before they take place"
            )
        if last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and last in (None, first) and ends <= starts:
            self.add_error("ends_at", "The end time must be after the start time")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return the days of the chosen date, or those that were typed."""
        cleaned = self.cleaned_data
        date = self.dates.get(cleaned.get("course_date", ""))
        if date is not None:
            answers = {name: getattr(date, name) for name in DAYS_AND_PLACE}
        else:
            answers = {name: cleaned.get(name) for name in DAYS_AND_PLACE}
            answers["venue"] = answers["venue"] or ""
            answers["ends_on"] = answers["ends_on"] or answers["starts_on"]
        return answers | {"course_date": date, "hours": cleaned.get("hours")}


def cover_field() -> forms.TypedChoiceField:
    """Return the question whether supply cover is needed: asked with the costs, or at the check as the last one."""
    return forms.TypedChoiceField(
        label="Is supply cover needed while you're out?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def closed_words(request: CourseRequest) -> str:
    """Return that the school is closed on the days of a request ("It's in the school holidays."), or nothing."""
    closed = closed_then(request, term_spans(request.school))
    return f"It's {closed}." if closed else ""


class CostForm(StepForm):
    """What it costs, a line a heading, and whether cover is needed."""

    fee = field_of(
        CostLine,
        "amount",
        PoundsField,
        label="Course fee",
        required=False,
        help_text="Enter 0 if the course is free. Leave it empty if you don't know the price.",
    )
    travel = field_of(CostLine, "amount", PoundsField, label="Travel", required=False)
    cover = field_of(CostLine, "amount", PoundsField, label="Supply cover", required=False)
    accommodation = field_of(CostLine, "amount", PoundsField, label="Accommodation and meals", required=False)
    exam = field_of(CostLine, "amount", PoundsField, label="Exam or assessment", required=False)
    resources = field_of(CostLine, "amount", PoundsField, label="Books and resources", required=False)
    other = field_of(CostLine, "amount", PoundsField, label="Other costs", required=False)
    other_note = field_of(CostLine, "note", label="What are the other costs for?")
    needs_cover = cover_field()

    HEADINGS = tuple(CostLine.Heading.values)

    def __init__(self, *args: Any, request: CourseRequest, **kwargs: Any) -> None:
        said = {True: "yes", False: "no", None: None}[request.needs_cover]
        initial: dict[str, Any] = {"needs_cover": said}
        for line in request.cost_lines.all():
            initial[line.heading] = initial.get(line.heading, Decimal(0)) + line.amount
            if line.heading == CostLine.Heading.OTHER:
                initial["other_note"] = line.note
        super().__init__(*args, request=request, initial=initial, **kwargs)
        self.takes_out_of_class = takes_out_of_class(request)
        if not self.takes_out_of_class:
            del self.fields["needs_cover"]
        else:
            closed = closed_words(request) or "For your class or other duties, even if it costs nothing."
            self.fields["needs_cover"].help_text = f"{closed} An amount below means yes."

    def has_rare_costs(self) -> bool:
        """Return whether one of the rarer headings is filled in or wrong, so that the page shows them."""
        names = ("accommodation", "exam", "resources", "other", "other_note")
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        """Ask what other costs are for, and whether cover is needed where no amount says so."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("cover"):
            cleaned["needs_cover"] = True
        elif self.takes_out_of_class and cleaned.get("needs_cover") is None and not self.later:
            self.add_error("needs_cover", "Choose whether supply cover is needed")
        if cleaned.get("other") and not cleaned.get("other_note") and not self.later:
            self.add_error("other_note", "Enter what the other costs are for")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return whether cover is needed, None where that was not said."""
        return {"needs_cover": self.cleaned_data.get("needs_cover")}

    def costs(self) -> list[Cost]:
        """Return a line for each heading with an amount; a fee of £0 too, which says that the course is free."""
        return [
            Cost(
                heading,
                self.cleaned_data[heading],
                self.cleaned_data.get("other_note", "") if heading == CostLine.Heading.OTHER else "",
            )
            for heading in self.HEADINGS
            if (amount := self.cleaned_data.get(heading)) or (amount is not None and heading == CostLine.Heading.FEE)
        ]


def uuid_or_none(text: str) -> uuid.UUID | None:
    """Return a public id out of a query string, or nothing where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
