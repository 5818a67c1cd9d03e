"""Entering training elsewhere, and what is said where something in it is wrong."""

from decimal import Decimal
from typing import Any

from django import forms

from certificates.models import Certificate, Requirement
from core.calendar import today
from core.forms import BritishDateField, SubmitOnceForm, UploadField, VersionedForm, field_of
from governance.board_training.models import OutsideTraining
from governance.board_training.selectors import people_to_enter
from governance.boards.models import Board
from people.models import Person
from planning.approaches.forms import ApproachField
from training.models import Record

QUARTER = Decimal("0.25")


class OutsideForm(SubmitOnceForm):
    """Who was there, what it was, and what it renews."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        to_field_name="public_id",
        label="Who was there?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick who was there",
            "invalid_choice": "Someone isn’t on the board any more. Tick who was there again",
        },
    )
    title = field_of(Record, "title", label="What was the training?", error_messages={"required": "Enter the title"})
    provider = field_of(Record, "provider", label="Provider")
    approach = ApproachField(empty="Choose one")
    starts_on = BritishDateField(label="Date")
    ends_on = BritishDateField(label="Last day, if it took more than a day", required=False)
    hours = field_of(
        Record,
        "hours",
        label="Hours",
        min_value=QUARTER,
        max_value=1000,
        help_text="In quarters of an hour, such as 1.25.",
        error_messages={"required": "Enter the number of hours"},
    )
    requirement = forms.ModelChoiceField(
        Requirement.objects.none(),
        to_field_name="public_id",
        label="Required training that it renews",
        required=False,
        empty_label="None",
    )
    file = UploadField(
        label="Certificate or other evidence",
        required=False,
        help_text="Everyone you tick can open it.",
    )

    def __init__(self, *args: Any, board: Board, clerk: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = people_to_enter(board, clerk)
        people.label_from_instance = lambda person: person.full_name
        requirement: Any = self.fields["requirement"]
        requirement.queryset = Requirement.objects.in_use().exclude(audience=Requirement.Audience.STAFF)
        for name in ("starts_on", "ends_on"):
            self.fields[name].latest = today()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order, and that the hours are in quarters."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first")
        if (typed := data.get("hours")) and typed % QUARTER:
            self.add_error("hours", "Enter quarters of an hour, such as 0.25, 1.5 or 2.75")
        return data

    def facts(self) -> dict[str, Any]:
        """Return what was done, as the service takes it."""
        data = self.cleaned_data
        names = ("title", "provider", "approach", "starts_on", "hours", "requirement")
        facts = {name: data[name] for name in names}
        return facts | {"people": list(data["people"]), "ends_on": data["ends_on"] or data["starts_on"]}


class DisputeForm(VersionedForm):
    """What is wrong with training in one's own record."""

    because = field_of(
        OutsideTraining,
        "disputed_because",
        label="What’s wrong?",
        required=True,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter what’s wrong"},
    )

    apart = ("because",)


class SettleForm(VersionedForm):
    """Why training that was entered stays, or is withdrawn."""

    words = field_of(
        Certificate,
        "revoked_reason",
        required=True,
        label="Reason",
        widget=forms.Textarea({"rows": 3}),
        help_text="The person whose training it is can read it.",
        error_messages={"required": "Enter a reason"},
    )

    apart = ("words",)
