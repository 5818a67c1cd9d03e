"""Asking for a conversation, arranging it, recording what was agreed."""

import datetime as dt
from typing import Any

from django import forms

from core.calendar import LONDON, now, today
from core.forms import BritishDateField, SubmitOnceForm, VersionedForm, field_of
from planning.conversations.models import Conversation
from planning.conversations.selectors import Partner


class AskForm(SubmitOnceForm):
    """Whom, and what it is about."""

    partner = forms.ChoiceField(
        label="Who would you like to talk to?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you'd like to talk to"},
    )
    topic = field_of(
        Conversation,
        "topic",
        label="What would you like to talk about?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="A sentence is enough. Only the two of you can see this.",
        error_messages={"required": "Enter what you'd like to talk about"},
    )

    def __init__(self, *args: Any, partners: list[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {partner.key: partner for partner in partners}
        field: Any = self.fields["partner"]
        several = len({partner.school.pk for partner in partners}) > 1
        field.choices = [
            (key, f"{partner.person}, {partner.school}" if several else str(partner.person))
            for key, partner in self.partners.items()
        ]
        if len(partners) == 1:
            field.initial = partners[0].key
            field.widget = forms.HiddenInput()

    def chosen(self) -> Partner:
        """Return who was chosen."""
        return self.partners[self.cleaned_data["partner"]]


class ArrangeForm(VersionedForm):
    """When and where."""

    day = BritishDateField(label="Date", error_messages={"required": "Enter a date such as 24/11/2026"})
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "Enter a time such as 15:45", "invalid": "Enter a time such as 15:45"},
    )
    place = field_of(Conversation, "place", label="Place")

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        at = conversation.arranged_for.astimezone(LONDON) if conversation.arranged_for else None
        initial = {
            "version": conversation.version,
            "day": at.date() if at else None,
            "time": at.time() if at else None,
            "place": conversation.place,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that is over."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("time") and self.moment() < now():
            self.add_error("day", "This time has passed. Choose another, or record that the conversation took place")
        return cleaned

    def moment(self) -> dt.datetime:
        """Return the moment in London."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=LONDON)


class RecordForm(VersionedForm):
    """That it was held, and what was agreed."""

    held_on = BritishDateField(label="Date of the conversation")
    outcome = field_of(
        Conversation,
        "outcome",
        required=True,
        label="What did you agree?",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Only the two of you can see this. You can add any training needs in the next step.",
        error_messages={"required": "Enter what you agreed"},
    )

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        at = conversation.arranged_for.astimezone(LONDON).date() if conversation.arranged_for else today()
        super().__init__(*args, initial={"version": conversation.version, "held_on": min(at, today())}, **kwargs)
        self.fields["held_on"] = BritishDateField(label="Date of the conversation", latest=today())
