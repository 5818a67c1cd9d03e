"""Filters of the inbox and the outbox, and what a person wants by mail."""

from typing import Any

from django import forms

from core.forms import BritishDateField, LineField
from notifications.models import Mail, Topic


class InboxFilter(forms.Form):
    """What to show of one's notices."""

    q = LineField(label="Words", required=False, max_length=100, widget=forms.SearchInput)
    topic = forms.ChoiceField(label="About", required=False, choices=[("", "Everything"), *Topic.choices])
    unread = forms.BooleanField(label="Only what I have not read", required=False)


class OutboxFilter(forms.Form):
    """What to show of the outbox."""

    q = LineField(label="Address", required=False, max_length=100, widget=forms.SearchInput)
    status = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), ("troubled", "Failed or not known"), *Mail.Status.choices],
    )
    topic = forms.ChoiceField(label="About", required=False, choices=[("", "Everything"), *Topic.choices])
    since = BritishDateField(label="Written from", required=False)
    until = BritishDateField(label="Written until", required=False)


class PreferencesForm(forms.Form):
    """The topics that also come by mail."""

    by_mail = forms.MultipleChoiceField(
        label="Send me by e-mail",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="What you leave out still stands under Notices.",
    )


def valid_values(form: forms.Form) -> dict[str, Any]:
    """Return what of a filter makes sense; what doesn't is left out, so that any address shows a page."""
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in form.fields}
