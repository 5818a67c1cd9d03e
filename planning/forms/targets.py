"""The targets on a priority's form: rows that are added and taken away without JavaScript."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import BritishDateField, NumberField, field_of
from core.http import whole_number
from planning.models import Target
from planning.services.improvement import TargetFacts

MOST = 20
COUNT = "target_rows"


class TargetForm(forms.Form):
    """One target. An empty row is passed over; a row that is there goes by its box."""

    pk = NumberField(required=False, widget=forms.HiddenInput)
    text = field_of(Target, "text", label="Target", required=False)
    measure = field_of(Target, "measure", label="How we will know")
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
        """Say whether the row stands for a target that was saved before."""
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
        """Say whether every row can be read."""
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
        """Say whether no more rows can be added."""
        return len(self.forms) >= MOST


def in_words(targets: Iterable[Target | TargetFacts]) -> str:
    """Return targets as text, to show two versions side by side."""
    lines = []
    for target in targets:
        day = f", by {target.due_on.day} {target.due_on:%B %Y}" if target.due_on else ""
        measure = f" ({target.measure})" if target.measure else ""
        lines.append(f"{target.text}{measure}{day}")
    return "\n".join(lines)
