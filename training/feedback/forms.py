"""Giving feedback on training, and changing it."""

from typing import Any

from django import forms

from core.forms import SubmitOnceForm, VersionedForm, field_of
from training.feedback.models import Feedback, Recommends, UsefulFor
from training.feedback.services import Words


class FeedbackFields(forms.Form):
    """What somebody took away, in their own words (policy IM-2)."""

    learnt = field_of(
        Feedback,
        "learnt",
        label="What did you learn?",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Enter what you learned"},
    )
    will_do = field_of(
        Feedback,
        "will_do",
        label="What will you do differently?",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Include anything you've already changed.",
        error_messages={"required": "Enter what you'll do differently"},
    )
    useful_for = forms.ChoiceField(
        label="Who is it useful for?",
        choices=UsefulFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it's useful for"},
    )
    recommends = forms.ChoiceField(
        label="Would you recommend it?",
        choices=Recommends.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose if you'd recommend it"},
    )
    recommended_for = field_of(
        Feedback,
        "recommended_for",
        label="Who would you recommend it to?",
        help_text="For example, “teaching assistants in Reception”. Only needed if you chose “Yes, for some”.",
    )
    is_shared = forms.TypedChoiceField(
        label="Do you want to share this with the trust?",
        choices=(
            ("yes", "Yes, share it with all trust staff, with my name and school"),
            ("no", "No, keep it to people who can see my CPD record"),
        ),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="Don't name pupils or colleagues. You can change this at any time. If you leave the trust, we keep "
        "what you wrote without your name.",
        error_messages={"required": "Choose if you want to share it"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for whom it is recommended where that is not everybody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asks_for_whom = cleaned.get("recommends") == Recommends.SOME
        if asks_for_whom and not cleaned.get("recommended_for") and "recommended_for" not in self.errors:
            self.add_error("recommended_for", "Enter who you'd recommend it to")
        return cleaned

    def words(self) -> Words:
        """Return what was said."""
        return Words(**{name: self.cleaned_data[name] for name in Words.__slots__})


class GiveForm(SubmitOnceForm, FeedbackFields):
    """Feedback on a record that has none."""


class ChangeForm(VersionedForm, FeedbackFields):
    """Feedback that is there."""

    def __init__(self, *args: Any, feedback: Feedback, **kwargs: Any) -> None:
        super().__init__(*args, row=feedback, initial={"is_shared": _yes_no(feedback.is_shared)}, **kwargs)

    def show_clash(self, row: Any, values: Any = None) -> None:
        """Keep what was typed and remember what stands there now."""
        super().show_clash(row, {"is_shared": row.is_shared} | (values or {}))


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
