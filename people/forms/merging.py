"""The form about merging two records of the same person."""

from typing import Any

from django import forms

from core.forms import SearchSelectField
from people.models import Person


class MergeForm(forms.Form):
    """Which record goes. `confirmed` is set by the button under the preview."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Person, keep: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.visible_to(actor).filter(merged_into=None).exclude(pk__in=[keep.pk, actor.pk])
        self.fields["gone"] = SearchSelectField(
            queryset=others,
            options_url="people:person-options",
            label="Which other record is the same person?",
            help_text="What is theirs moves here. The other record stays as a name only.",
            hint_of=lambda row: row.email or "no email",
        )
