"""What the forms of several rooms share: a step that is done with a note."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from core.decisions import Decision
from people.models import Person


@dataclass(frozen=True, slots=True)
class NotedStep:
    """Something that is done with a note: how its page asks for it, who may do it, and the service that does."""

    title: str
    label: str
    hint: str
    missing: str
    button: str
    done: str
    may: Callable[[Person, Any], Decision]
    do: Callable[..., Any]

    def word(self, note: forms.Field) -> None:
        """Give the field of the note its words."""
        note.label, note.help_text = self.label, self.hint
        note.error_messages["required"] = self.missing
