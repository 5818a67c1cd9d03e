"""The forms about a new work email: the code that came there, and which ones a second administrator agrees to."""

from typing import Any

from django import forms

from core.forms import CodeField
from people.models import AccountChange


class CodeForm(forms.Form):
    """The code that was sent to the new address."""

    code = CodeField(label="Code from the email at your new address", max_length=20)


class AgreeForm(forms.Form):
    """Which of the waiting changes are right."""

    changes = forms.ModelMultipleChoiceField(
        AccountChange.objects.none(),
        label="Which are right?",
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one change"},
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["changes"]
        field.queryset = waiting
        field.label_from_instance = lambda row: (
            f"{row.person.full_name}: {row.person.email or 'no address'} → {row.new_email or 'no address'}"
            f" (entered by {row.proposed_by.full_name})"
        )
