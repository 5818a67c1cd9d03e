"""The field that asks for a type of training."""

from typing import Any

from django import forms

from planning.approaches.selectors import offered


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
