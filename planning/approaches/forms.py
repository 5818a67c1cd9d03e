"""The field that asks for a type of training, and the forms of the list of them."""

from typing import Any

from django import forms

from core.forms import LineField, SavedForm, SubmitOnceForm, VersionedForm
from core.models import TrustSettings
from planning.approaches.selectors import LONGEST, ApproachRow, approaches, comes_after, offered

FIRST = "Nothing: put it first"


class ApproachField(forms.ChoiceField):
    """A type of training in use; `empty`: what is said where none is chosen yet.

    Where its usual one (`initial`) is out of use, none is: else the first of the list would be chosen unasked.
    """

    def __init__(self, *, label: str = "Type of training", empty: str = "", **words: Any) -> None:
        self.empty = [("", empty)] if empty else []
        words.setdefault("error_messages", {"required": "Choose the type of training"})
        super().__init__(label=label, choices=self._in_use, **words)

    def keep(self, code: str) -> None:
        """Offer one more, which the row has already."""
        self.choices = [*self.empty, *offered(code)]

    def _in_use(self) -> list[tuple[str, str]]:
        rows = offered()
        is_unset = not self.empty and self.initial not in dict(rows)
        return [("", "Choose one"), *rows] if is_unset else [*self.empty, *rows]


class ApproachFields(SavedForm):
    """What is said of a type of training."""

    name = LineField(label="Name", max_length=LONGEST, error_messages={"required": "Enter the name"})
    after = forms.ChoiceField(label="Comes after", required=False)

    def offer(self, *, but: str = "") -> None:
        """Offer the places in the list, which a type itself is not."""
        rows = [(row.code, row.name) for row in approaches() if row.code != but]
        self.fields["after"].choices = [("", FIRST), *rows]  # type: ignore[attr-defined]


class AddApproachForm(SubmitOnceForm, ApproachFields):
    """A new type of training, last unless another place is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        self.fields["after"].initial = approaches()[-1].code


class ChangeApproachForm(VersionedForm, ApproachFields):
    """A type of training that is there."""

    in_use = forms.BooleanField(
        label="In use",
        required=False,
        help_text="If it isn’t, no one can choose it any more. What was recorded keeps it.",
    )

    field_order = ("version", "name", "in_use", "after")

    def __init__(self, *args: Any, row: ApproachRow, settings: TrustSettings, **kwargs: Any) -> None:
        super().__init__(*args, initial=shown(row) | {"version": settings.version}, **kwargs)
        self.offer(but=row.code)


def shown(row: ApproachRow) -> dict[str, Any]:
    """Return what the form shows of a type of training."""
    return {"name": row.name, "in_use": row.in_use, "after": comes_after(approaches(), row.code)}
