"""The forms of improvement plans: the plan's words, a priority, why it is dropped, how its targets were met."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse

from core.forms import OnceForm, SearchSelectField, UploadField, VersionedForm, field_of
from people.models import Person, School
from planning.imports.priorities import HIGHEST_NUMBER, MAX_BYTES
from planning.models import Area, ImprovementPlan, Priority, Target
from planning.selectors.improvement import people_of


def search_people(people: Any, words: str) -> Any:
    """Return the people who fit the words."""
    return people.matching(words)


def one_kind_of_line(text: str) -> str:
    """Return a text with the line ends that we keep; a browser sends those of Windows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class VisionForm(VersionedForm):
    """What the plan is about. Version 0: the plan is started by it."""

    vision = field_of(
        ImprovementPlan,
        "vision",
        label="What is this year about?",
        help_text="A few sentences that everybody at the school will read above the priorities.",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
    )

    @classmethod
    def opened_for(cls, plan: ImprovementPlan | None, data: Any = None) -> "VisionForm":
        """Return the form filled with the plan, or empty where there is none yet."""
        return cls(data, initial={"version": plan.version if plan else 0, "vision": plan.vision if plan else ""})

    def clean_vision(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["vision"])


class PriorityFields(forms.Form):
    """What a priority is."""

    number = field_of(Priority, "number",
        label="Number", min_value=1, max_value=HIGHEST_NUMBER, help_text="As your improvement plan numbers it.",
        error_messages={"required": "Enter the number"})  # fmt: skip
    title = field_of(Priority, "title",
        label="Priority", help_text="Short, in words that every member of staff understands.",
        error_messages={"required": "Enter the priority"})  # fmt: skip
    area = forms.ChoiceField(
        label="What is it about?",
        choices=[("", "Choose one"), *Area.choices],
        error_messages={"required": "Choose what it is about"},
    )
    detail = field_of(
        Priority,
        "detail",
        label="Why, and what is to be different",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    owner = SearchSelectField(
        label="Who leads it?", queryset=Person.objects.none(), search=search_people, required=False,
        none_label="Nobody yet",
        help_text="Type at least two letters of a name. They are told, if it is not you.",
    )  # fmt: skip

    def set_up(self, school: School) -> None:
        """Offer the people of the school as owners."""
        owner: Any = self.fields["owner"]
        owner.queryset = people_of(school)
        owner.options_url = reverse("planning:owner-options", args=[school.public_id])

    def clean_detail(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["detail"])

    def answers(self) -> dict[str, Any]:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in PriorityFields.base_fields}


class NewPriorityForm(OnceForm, PriorityFields):
    """A new priority."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(school)


class PriorityForm(VersionedForm, PriorityFields):
    """A priority that is there."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(school)
        # Whoever leads it already stays to be chosen, also after they left.
        if (owner := self.initial.get("owner")) is not None and isinstance(owner, Person):
            field: Any = self.fields["owner"]
            field.queryset = Person.objects.filter(pk__in=[*people_of(school).values_list("pk", flat=True), owner.pk])

    @staticmethod
    def opened_with(priority: Priority) -> dict[str, Any]:
        """Return the initial values."""
        return {name: getattr(priority, name) for name in PriorityFields.base_fields} | {"version": priority.version}


class DropForm(VersionedForm):
    """Why a priority is dropped."""

    reason = field_of(Priority, "dropped_reason", required=True,
        label="Why is it dropped?", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="Staff and the board can read it.", error_messages={"required": "Say why it is dropped"})  # fmt: skip


class JudgeForm(VersionedForm):
    """How far each target was met: an outcome and a note for each."""

    def __init__(self, *args: Any, targets: Iterable[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = list(targets)
        for target in self.targets:
            self.fields[f"outcome{target.pk}"] = forms.ChoiceField(
                label="How far was it met?",
                choices=Target.Outcome.choices,
                widget=forms.RadioSelect,
                initial=target.outcome,
            )
            self.fields[f"note{target.pk}"] = field_of(
                Target,
                "outcome_note",
                label="What was reached",
                max_length=2000,
                widget=forms.Textarea({"rows": 2}),
                initial=target.outcome_note,
            )

    def clean(self) -> dict[str, Any]:
        """Ask what was reached wherever a target is judged."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for target in self.targets:
            outcome, note = data.get(f"outcome{target.pk}"), data.get(f"note{target.pk}", "")
            if outcome and outcome != Target.Outcome.OPEN and not note.strip():
                self.add_error(f"note{target.pk}", "Say what was reached")
        return data

    def judgements(self) -> dict[int, tuple[str, str]]:
        """Return key → outcome and note."""
        data = self.cleaned_data
        return {t.pk: (data[f"outcome{t.pk}"], one_kind_of_line(data[f"note{t.pk}"])) for t in self.targets}

    def rows(self) -> list[tuple[Target, forms.BoundField, forms.BoundField]]:
        """Return each target with its two fields."""
        return [(target, self[f"outcome{target.pk}"], self[f"note{target.pk}"]) for target in self.targets]


def standing_there(targets: Iterable[Target]) -> dict[str, Any]:
    """Return what stands at each target now, by the field names of `JudgeForm`, to show a clash."""
    found: dict[str, Any] = {}
    for target in targets:
        found |= {f"outcome{target.pk}": target.outcome, f"note{target.pk}": target.outcome_note}
    return found


class PriorityFileForm(forms.Form):
    """A file with priorities."""

    file = UploadField(label="File with your priorities", endings=("csv", "xlsx"), max_bytes=MAX_BYTES)
