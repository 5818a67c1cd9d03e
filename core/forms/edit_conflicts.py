"""Forms with a version: nobody's text is written over unseen."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

from core.formatting import money
from core.forms.fields import PoundsField, VersionField
from core.forms.saving import SavedForm


@dataclass(frozen=True, slots=True)
class EditConflict:
    """One field that somebody else changed while this person was writing: both texts, as people read them."""

    label: str
    theirs: str
    yours: str


class VersionedForm(SavedForm):
    """A form that edits a row with a `version`. A stale save changes nothing and shows both texts.

    The page opens it with the row, or with `initial={"version": row.version, …}` where the form shows it otherwise.
    The service takes the version, compares it under its lock and raises `core.flow.StaleVersion`;
    `core.submissions.submit_form` then shows the form again (status 409), with `{% clash form %}` above it.
    """

    version = VersionField()

    def __init__(
        self, *args: Any, row: models.Model | None = None, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        stands = {name: _standing(row, name) for name in self.base_fields if hasattr(row, name)}
        kwargs["initial"] = stands | dict(initial or {})
        super().__init__(*args, **kwargs)
        self.clashes: list[EditConflict] = []

    def show_clash(self, row: Any, values: Mapping[str, Any] | None = None) -> None:
        """Keep what was typed, remember what stands there now, and take the new version.

        `values`: what stands there now by field name, where it isn't the row's attribute of that name.
        """
        now = values or {}
        for name, bound_field in self.fields.items():
            if name in ("version", "token") or (name not in now and not hasattr(row, name)):
                continue
            theirs = now[name] if name in now else _standing(row, name)
            yours = self.cleaned_data.get(name)
            if _words(bound_field, theirs) != _words(bound_field, yours):
                label = str(bound_field.label or name.replace("_", " ").capitalize())
                self.clashes.append(EditConflict(label, _words(bound_field, theirs), _words(bound_field, yours)))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(row.version)
        self.data = data


def _standing(row: Any, name: str) -> Any:
    """Return what stands in a row as a field shows it: of a relation to many its rows."""
    value = getattr(row, name)
    return list(value.all()) if isinstance(value, models.Manager) else value


def _words(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f"{value.day} {value:%B %Y}"
    if isinstance(field, PoundsField):
        return money(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(field.label_from_instance(one)) for one in value))
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value)) if isinstance(value, models.Model) else str(value)
    if isinstance(field, forms.ChoiceField):
        # `choices` may be grouped.
        flat: dict[str, Any] = {}
        choices: Any = field.choices
        for key, label in choices:
            flat |= {str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label}
        many = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(str(flat.get(str(one), one)) for one in many)
    return str(value)
