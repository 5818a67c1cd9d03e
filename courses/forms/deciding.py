"""The three answers of an approver. Each carries what its page showed, so that nobody decides on something else."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from courses.models import DeclineReason

LIMIT = 50


class AnswerForm(forms.Form):
    """What every answer carries: `seen`, the stage, attempt and version that the page showed."""

    name = ""
    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, data: Any = None, *, seen: str = "") -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s", initial={"seen": seen})


class ApproveForm(AnswerForm):
    """Approve, with a word for the applicant or none."""

    name = "approve"
    note = forms.CharField(
        label="A word with it",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="The person who asked, and everybody who decides or books, can read it.",
    )


class ReturnForm(AnswerForm):
    """Ask for a change."""

    name = "return"
    note = forms.CharField(
        label="What should change?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what should change"},
    )


class DeclineForm(AnswerForm):
    """Decline, with a reason and a sentence (policy EO-1: every refusal has a reason)."""

    name = "decline"
    decline_reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *DeclineReason.choices],
        error_messages={"required": "Choose a reason"},
    )
    note = forms.CharField(
        label="A sentence for the person who asked",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write a sentence for the person who asked"},
    )


class SeveralForm(forms.Form):
    """Several requests approved at once, each named by what the page showed of it (`selectors.deciding.seen_token`)."""

    seen = forms.TypedMultipleChoiceField(
        coerce=str, error_messages={"required": "Choose at least one statutory renewal to approve."}
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["seen"].choices = [(value, value) for value in data.getlist("seen")[:LIMIT]]  # type: ignore[attr-defined]

    def by_stage(self) -> dict[UUID | None, str]:
        """Return what was chosen by the stage's id; what is no such thing at all is under `None`."""
        chosen: dict[UUID | None, str] = {}
        for token in self.cleaned_data["seen"]:
            try:
                chosen[UUID(token.split(".")[0])] = token
            except ValueError:
                chosen[None] = token
        return chosen
