"""Filters of the inbox and the outbox, and what a person wants by mail."""

from typing import Any

from django import forms

from core.forms import BritishDateField, LineField
from notifications.models import Mail, Topic


class InboxFilter(forms.Form):
    """What to show of one's notices."""

    q = LineField(label="Search", required=False, max_length=100, widget=forms.SearchInput)
    topic = forms.ChoiceField(label="Type", required=False, choices=[("", "All types"), *Topic.choices])
    unread = forms.BooleanField(label="Unread only", required=False)


class OutboxFilter(forms.Form):
    """What to show of the outbox."""

    q = LineField(label="Email address", required=False, max_length=100, widget=forms.SearchInput)
    status = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("troubled", "Failed or unconfirmed"), *Mail.Status.choices],
    )
    topic = forms.ChoiceField(label="Type", required=False, choices=[("", "All types"), *Topic.choices])
    since = BritishDateField(label="From date", required=False)
    until = BritishDateField(label="To date", required=False)


class PreferencesForm(forms.Form):
    """The topics that also come by mail."""

    by_mail = forms.MultipleChoiceField(
        label="Send me emails about",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="You'll still see everything under Notifications.",
    )
    at_once = forms.BooleanField(
        label="Email me straight away when a request needs my approval",
        required=False,
        help_text="If you don't, it comes in your daily email.",
    )


def valid_values(form: forms.Form) -> dict[str, Any]:
    """Return what of a filter makes sense; what doesn't is left out, so that any address shows a page."""
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in form.fields}
