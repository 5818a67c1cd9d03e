"""Choosing one object out of a long list."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.urls import reverse

from core.components import Option
from core.kept_form_filling import typed_before
from core.text import clean_line

FEW = 12


class SearchSelect(forms.Widget):
    """Words to search by, and what was found as radio buttons. htmx fetches them; without it the form's answer does."""

    is_search_select = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """Return the chosen value and the words typed."""
        return data.get(name, "") or "", clean_line(data.get(f"{name}_words", "") or "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether the form was sent without this field."""
        return name not in data and f"{name}_words" not in data

    def id_for_label(self, id_: str | None) -> str:
        """Return the id of the words' input."""
        return f"{id_}_words" if id_ else ""


class SearchSelectField(forms.Field):
    """One object out of a long list, above all a person, found by typing a few letters.

    `queryset`: everything that may be chosen, already cut to what this person may see (set it on the field in the
    form's `__init__`). `search`: takes the queryset and the words, returns the fitting ones; the queryset's own
    `matching` unless given. `options_url`: name of the view that answers htmx with
    `render(request, "kit/search_options.html", field.found(request.GET))`, or its address where it takes arguments
    (set it on the field like the queryset). `none_label`: the words for taking an optional choice back. Cleans to the
    object. The value in the page is `public_id`.
    """

    widget = SearchSelect
    default_error_messages = {
        "required": "Type a name, then choose one from the list",
        "none": "No results for “%(words)s”. Check the spelling or type fewer letters",
        "several": "Choose one of the results for “%(words)s”",
        "gone": "This option is no longer available. Choose another",
    }

    def __init__(
        self,
        *,
        queryset: models.QuerySet[Any],
        search: Callable[[Any, str], Any] = lambda rows, words: rows.matching(words),
        options_url: str = "",
        label_of: Callable[[Any], str] = str,
        hint_of: Callable[[Any], str] = lambda _: "",
        none_label: str = "None",
        **kwargs: Any,
    ) -> None:
        self.queryset, self.search, self.options_url = queryset, search, options_url
        self.label_of, self.hint_of, self.none_label = label_of, hint_of, none_label
        super().__init__(**kwargs)

    def option(self, row: Any) -> Option:
        """Return a row as something to choose."""
        return Option(str(row.public_id), self.label_of(row), self.hint_of(row))

    def matches(self, words: str) -> list[Any]:
        """Return the first rows that fit the words, one more than are shown; nothing for fewer than two letters."""
        return list(self.search(self.queryset, words)[: FEW + 1]) if len(words) >= 2 else []

    def found(self, query: Mapping[str, str], name: str = "") -> dict[str, Any]:
        """Return the context of `kit/search_options.html` for the words in an htmx request's query."""
        name = name or query.get("field", "")
        words = clean_line(query.get(f"{name}_words") or "")
        return self._context(name, words, self.matches(words), chosen=None)

    def _context(self, name: str, words: str, rows: list[Any], chosen: Any) -> dict[str, Any]:
        options = [self.option(row) for row in rows[:FEW]]
        if chosen is not None and str(chosen.public_id) not in {option.value for option in options}:
            options.insert(0, self.option(chosen))
        return {
            "name": name,
            "words": words,
            "options": options,
            "chosen": str(chosen.public_id) if chosen is not None else "",
            "more": len(rows) > FEW,
            "searched": len(words) >= 2,
        }

    def options_for(self, bound: BoundField) -> dict[str, Any]:
        """Return what the page shows under the words: the choice made, or what the words found."""
        value = bound.value()
        kept = typed_before()
        if not bound.form.is_bound and not bound.field.widget.value_omitted_from_data(kept, {}, bound.html_name):
            value = bound.field.widget.value_from_datadict(kept, {}, bound.html_name)
        chosen, words = value if isinstance(value, tuple) else (value, "")
        row = chosen if isinstance(chosen, models.Model) else self._row(str(chosen)) if chosen else None
        url = self.options_url if self.options_url.startswith("/") else self.options_url and reverse(self.options_url)
        context = self._context(bound.html_name, words, self.matches(words), row) | {"options_url": url}
        if row is not None and not self.required:
            context["options"].append(Option("", self.none_label))  # a choice can be taken back
        return context

    def _row(self, public_id: str) -> Any | None:
        try:
            return self.queryset.filter(public_id=uuid.UUID(public_id)).first()
        except ValueError:
            return None

    def clean(self, value: Any) -> Any:
        """Return the object chosen, or the only one that fits the words."""
        public_id, words = value if isinstance(value, tuple) else (str(value or ""), "")
        if public_id:
            row = self._row(public_id)
            if row is None:
                raise ValidationError(self.error_messages["gone"], code="gone")
            return row
        if words:
            rows = self.matches(words)
            if not rows:
                raise ValidationError(self.error_messages["none"], "none", {"words": words})
            if len(rows) > 1:
                raise ValidationError(self.error_messages["several"], "several", {"words": words})
            return rows[0]
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return None
