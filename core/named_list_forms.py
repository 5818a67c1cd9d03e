"""The forms of a list of names that a trust edits."""

from typing import Any

from django import forms

from core.forms import LineField, SavedForm, SubmitOnceForm, VersionedForm
from core.models import TrustSettings
from core.named_lists import LONGEST, Entry, NamedList, comes_after

FIRST = "Nothing: put it first"


def settings_row() -> TrustSettings:
    """Return the row that holds the lists, not saved where nobody has changed a setting yet."""
    return TrustSettings.objects.filter(pk=1).first() or TrustSettings(pk=1)


def shown(entries: NamedList, row: Entry) -> dict[str, Any]:
    """Return what the form shows of an entry."""
    return {"name": row.name, "in_use": row.in_use, "after": comes_after(entries.rows(), row.code)}


class EntryFields(SavedForm):
    """What is said of an entry."""

    name = LineField(label="Name", max_length=LONGEST, error_messages={"required": "Enter the name"})
    after = forms.ChoiceField(label="Comes after", required=False)

    def offer(self, entries: NamedList, *, but: str = "") -> None:
        """Offer the places in the list, which an entry itself is not."""
        rows = [(row.code, row.name) for row in entries.rows() if row.code != but]
        self.fields["after"].choices = [("", FIRST), *rows]  # type: ignore[attr-defined]


class AddEntryForm(SubmitOnceForm, EntryFields):
    """A new entry, last unless another place is chosen."""

    def __init__(self, *args: Any, entries: NamedList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(entries)
        self.fields["after"].initial = entries.rows()[-1].code


class ChangeEntryForm(VersionedForm, EntryFields):
    """An entry that is there."""

    in_use = forms.BooleanField(
        label="In use",
        required=False,
        help_text="If it isn’t, no one can choose it any more. What was recorded keeps it.",
    )

    field_order = ("version", "name", "in_use", "after")

    def __init__(self, *args: Any, entries: NamedList, row: Entry, **kwargs: Any) -> None:
        super().__init__(*args, initial=shown(entries, row) | {"version": settings_row().version}, **kwargs)
        self.offer(entries, but=row.code)
