"""Forms of improvement plans and priorities, with their targets as rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.urls import reverse

from core.forms import (
    BritishDateField,
    EditConflict,
    NumberField,
    SearchSelectField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    field_of,
)
from core.http import whole_number
from core.trust_settings import ours
from people.models import Person, School
from planning.improvement.importing import HIGHEST_NUMBER, MAX_BYTES
from planning.improvement.models import ImprovementPlan, Priority, Target
from planning.improvement.selectors import people_of
from planning.improvement.services import TargetFacts
from planning.vocabulary import Area


def one_kind_of_line(text: str) -> str:
    """Return a text with the line ends that we keep; a browser sends those of Windows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class VisionForm(VersionedForm):
    """What the plan is about. Version 0: the plan is started by it."""

    vision = field_of(
        ImprovementPlan,
        "vision",
        label="What is the focus this year?",
        help_text="A few sentences for all staff, shown above the priorities.",
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
        label="Number", min_value=1, max_value=HIGHEST_NUMBER, help_text="Use the number from your improvement plan.",
        error_messages={"required": "Enter the number"})  # fmt: skip
    title = field_of(Priority, "title",
        label="Priority", help_text="Keep it short and clear for all staff.",
        error_messages={"required": "Enter the priority"})  # fmt: skip
    area = forms.ChoiceField(
        label="Topic",
        choices=[("", "Choose an option"), *Area.choices],
        error_messages={"required": "Choose a topic"},
    )
    detail = field_of(
        Priority,
        "detail",
        label="Why it matters and what will change",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    owner = SearchSelectField(
        label="Who is leading it?", queryset=Person.objects.none(), required=False,
        none_label="No one yet",
        help_text="Type at least two letters of a name. If it isn't you, we'll let them know.",
    )  # fmt: skip

    rows: "TargetRows"

    def set_up(self, school: School, rows: "TargetRows") -> None:
        """Offer the people of the school as owners, and hold the rows of the targets that are sent with it."""
        self.rows = rows
        owner: Any = self.fields["owner"]
        owner.queryset = people_of(school)
        owner.options_url = reverse("planning:owner-options", args=[school.public_id])

    def clean_detail(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["detail"])

    def is_valid(self) -> bool:
        """Return whether the form and every row of it can be read; all mistakes are shown at once."""
        return super().is_valid() & self.rows.is_valid()


class NewPriorityForm(SubmitOnceForm, PriorityFields):
    """A new priority."""

    def __init__(self, *args: Any, school: School, rows: "TargetRows", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(school, rows)


class PriorityForm(VersionedForm, PriorityFields):
    """A priority that is there."""

    def __init__(self, *args: Any, school: School, rows: "TargetRows", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(school, rows)
        # Whoever leads it already stays to be chosen, also after they left.
        if (owner := self.initial.get("owner")) is not None and isinstance(owner, Person):
            field: Any = self.fields["owner"]
            field.queryset = Person.objects.filter(pk__in=[*people_of(school).values_list("pk", flat=True), owner.pk])

    @staticmethod
    def opened_with(priority: Priority) -> dict[str, Any]:
        """Return the initial values."""
        return {name: getattr(priority, name) for name in PriorityFields.base_fields} | {"version": priority.version}

    def show_clash(self, row: Any, values: Mapping[str, Any] | None = None) -> None:
        """Show both versions of the targets too, with what was typed beside what is there."""
        super().show_clash(row, values)
        now = list(row.targets.all())
        theirs, yours = in_words(now), in_words(self.rows.facts())
        if theirs != yours:
            self.clashes.append(EditConflict("Targets", theirs, yours))
        self.rows.show_beside(now)


class DropForm(VersionedForm):
    """Why a priority is dropped."""

    reason = field_of(Priority, "dropped_reason", required=True,
        label="Why are you dropping it?", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=ours("Staff and the governing board can see this."), error_messages={"required": (
            "Enter why you're dropping it"
        )})  # fmt: skip


class JudgeForm(VersionedForm):
    """How far each target was met: an outcome and a note for each."""

    def __init__(self, *args: Any, targets: Iterable[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = list(targets)
        for target in self.targets:
            self.fields[f"outcome{target.pk}"] = forms.ChoiceField(
                label="Was it met?",
                choices=Target.Outcome.choices,
                widget=forms.RadioSelect,
                initial=target.outcome,
            )
            self.fields[f"note{target.pk}"] = field_of(
                Target,
                "outcome_note",
                label="What was achieved",
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
                self.add_error(f"note{target.pk}", "Enter what was achieved")
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


MOST = 20
COUNT = "target_rows"


class TargetForm(forms.Form):
    """One target. An empty row is passed over; a row that is there goes by its box."""

    pk = NumberField(required=False, widget=forms.HiddenInput)
    text = field_of(Target, "text", label="Target", required=False)
    measure = field_of(Target, "measure", label="How we'll measure it")
    due_on = BritishDateField(label="By when", required=False)
    remove = forms.BooleanField(label="Remove this target", required=False)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ask for the target's words where anything else of it was written."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        written = data.get("measure") or data.get("due_on") or data.get("pk")
        if written and not data.get("text") and not data.get("remove"):
            self.add_error("text", "Enter the target, or remove it" if data.get("pk") else "Enter the target")
        return data

    @property
    def is_there(self) -> bool:
        """Return whether the row stands for a target that was saved before."""
        return bool(self["pk"].value())


def written_in(form: forms.Form) -> dict[str, Any]:
    """Return what was written into a form, as the initial values of a form that complains of nothing yet."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class TargetRows:
    """The rows of a form. Bound to `data`, or opened with targets and one empty row."""

    def __init__(self, data: Any = None, targets: Iterable[Target] = ()) -> None:
        self.forms: list[TargetForm]
        if data is not None:
            count = min(whole_number(data.get(COUNT, "")) or 0, MOST)
            self.forms = [TargetForm(data, prefix=f"target{n}") for n in range(count)]
        else:
            self._open([{name: getattr(t, name) for name in ("pk", "text", "measure", "due_on")} for t in targets])

    def _open(self, rows: list[dict[str, Any]]) -> None:
        """Show the rows and one empty one."""
        shown = [*rows, {}][:MOST]
        self.forms = [TargetForm(initial=row, prefix=f"target{n}") for n, row in enumerate(shown)]

    def add_one(self) -> None:
        """Show what was written so far with one more empty row, and without complaints."""
        self._open([written_in(form) for form in self.forms])

    def show_beside(self, now: Iterable[Target]) -> None:
        """Keep what was typed beside what somebody else saved meanwhile, so that the next save loses neither.

        A target that is gone comes back as a new one; one that was added gets a row. Boxes to remove stay ticked.
        """
        targets = {target.pk: target for target in now}
        data = self.forms[0].data.copy() if self.forms else {}  # type: ignore[attr-defined]
        shown = set()
        for form in self.forms:
            pk = form.cleaned_data["pk"]
            shown.add(pk)
            if pk is not None and pk not in targets:
                data[form.add_prefix("pk")] = ""
        count = len(self.forms)
        for target in [target for pk, target in targets.items() if pk not in shown][: MOST - count]:
            for name in ("pk", "text", "measure", "due_on"):
                value = getattr(target, name)
                data[f"target{count}-{name}"] = "" if value is None else str(value)
            count += 1
        self.forms = [TargetForm(data, prefix=f"target{n}") for n in range(count)]

    def is_valid(self) -> bool:
        """Return whether every row can be read."""
        # Every row is asked, so that all mistakes are shown at once.
        return not [form for form in self.forms if not form.is_valid()]

    def facts(self) -> list[TargetFacts]:
        """Return the targets in order, without the empty rows and those to be removed."""
        return [
            TargetFacts(row["text"], row["measure"], row["due_on"], row["pk"])
            for row in (form.cleaned_data for form in self.forms)
            if row["text"] and not row["remove"]
        ]

    @property
    def is_full(self) -> bool:
        """Return whether no more rows can be added."""
        return len(self.forms) >= MOST


def in_words(targets: Iterable[Target | TargetFacts]) -> str:
    """Return targets as text, to show two versions side by side."""
    lines = []
    for target in targets:
        day = f", by {target.due_on.day} {target.due_on:%B %Y}" if target.due_on else ""
        measure = f" ({target.measure})" if target.measure else ""
        lines.append(f"{target.text}{measure}{day}")
    return "\n".join(lines)
