"""Choosing what something hangs on: a priority, a need, an action; and narrowing the list of missing links."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import LineField
from people.models import School
from planning.thread.links import LINK_LABELS


class LinkField(forms.ModelChoiceField):
    """A priority, need or action that a request may hang on; the trust's own says so."""

    def __init__(self, label: str, empty_label: str, help_text: str) -> None:
        super().__init__(
            queryset=None,
            to_field_name="public_id",
            required=False,
            label=label,
            empty_label=empty_label,
            help_text=help_text,
            error_messages={"invalid_choice": "This option is no longer available. Choose another"},
        )

    def label_from_instance(self, obj: Any) -> str:
        """Return its words, with a sign for what is the trust's own."""
        return f"{obj} (trust)" if obj.school.is_central else str(obj)


class LinkForm(forms.Form):
    """The links of one object, each a select of what the reader may choose; empty leaves what is there."""

    seen = LineField(max_length=16, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, choices: "Mapping[str, QuerySet[Any]]", current: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in choices.items():
            if not rows.exists():
                continue
            field = LinkField(LINK_LABELS[name], "Choose an option", "")
            field.queryset = rows
            field.initial = current.get(name)
            self.fields[name] = field

    @property
    def has_choices(self) -> bool:
        """Return whether there is anything to choose."""
        return len(self.fields) > 1

    def values(self) -> dict[str, Any]:
        """Return the chosen rows by link; what was left empty is left out."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen" and value is not None}


class MissingFilter(forms.Form):
    """The list of missing links by words and, over all schools, by school and year."""

    q = LineField(label="Search", required=False, max_length=100, widget=forms.SearchInput)
    school = forms.ModelChoiceField(
        queryset=School.objects.none(), to_field_name="public_id", required=False, empty_label="All schools"
    )

    def __init__(self, data: Any, *, schools: "QuerySet[School] | None" = None) -> None:
        super().__init__(data)
        if schools is None:
            del self.fields["school"]
        else:
            field: Any = self.fields["school"]
            field.queryset = schools

    def asked(self) -> dict[str, Any]:
        """Return what was asked for; what cannot be read narrows nothing."""
        self.full_clean()
        return self.cleaned_data
