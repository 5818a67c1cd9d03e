"""The three answers of an approver, sending, and the discussion. An answer carries what its page showed, so that nobody
decides on something else.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from budgets.ledger import OverBudget
from budgets.models import BudgetLine, Entry
from core.forms import LineField, SubmitOnceForm, VersionedForm, field_of
from core.trust_settings import ours
from courses.charging.selectors import MoneyCard
from courses.requests.forms import closed_words, cover_field
from courses.requests.models import Comment, CourseRequest, DeclineReason, StageDecision
from courses.requests.policies import COVER_NOT_SAID, missing_from

LIMIT = 50


class AnswerForm(forms.Form):
    """What every answer carries: `seen`, the stage, attempt and version that the page showed."""

    name = ""
    seen = LineField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, data: Any = None, *, seen: str = "") -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s", initial={"seen": seen})

    def answer_anew(self, seen: str) -> None:
        """Keep what was typed as an answer to what a fresh page shows."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = seen
        self.data = data


class ApproveForm(AnswerForm):
    """Approve, with a word for the applicant or none."""

    name = "approve"
    note = field_of(
        StageDecision,
        "note",
        label="Comment",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=ours("The applicant, the other approvers and the booking officer can see this."),
    )
    budget_line = forms.ChoiceField(
        label="Budget line",
        required=False,
        error_messages={"invalid_choice": "This budget line is closed. Choose another."},
    )
    over_reason = field_of(
        Entry,
        "note",
        label="Reason for the overspend",
        required=False,
        max_length=200,
        help_text="Only needed if there isn't enough left on the line. We'll record it in the line's transactions.",
    )

    def __init__(self, data: Any = None, *, seen: str = "", money: MoneyCard | None = None) -> None:
        super().__init__(data, seen=seen)
        self.lines = {str(choice.line.public_id): choice.line for choice in money.choices} if money else {}
        if money is None or not money.choices:
            del self.fields["budget_line"]
        else:
            self.fields["budget_line"].choices = [  # type: ignore[attr-defined]
                *([] if money.chosen else [("", "Choose a budget line")]),
                *((str(c.line.public_id), f"{c.line.name} ({c.pending.beside(c.money.left)})") for c in money.choices),
            ]
            self.initial["budget_line"] = str(money.chosen.line.public_id) if money.chosen else ""
        if money is None or not money.asks_reason:
            del self.fields["over_reason"]

    def clean_budget_line(self) -> BudgetLine | None:
        """Return the line itself."""
        return self.lines.get(self.cleaned_data["budget_line"])

    def problem_of(self, over: OverBudget) -> ValidationError:
        """Return, for the right field, that the line has not enough left; nothing of its sums to who sees no money."""
        if "over_reason" in self.fields:
            return ValidationError({"over_reason": f"{over} Or enter a reason for the overspend."})
        if "budget_line" in self.fields:
            return ValidationError({"budget_line": str(over)})
        return ValidationError("There isn't enough left in the budget for this. School leaders can transfer money.")


class ReturnForm(AnswerForm):
    """Ask for a change."""

    name = "return"
    note = field_of(
        StageDecision,
        "note",
        required=True,
        label="What needs to change?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter what needs to change"},
    )


class DeclineForm(AnswerForm):
    """Decline, with a reason and a sentence (policy EO-1: every refusal has a reason)."""

    name = "decline"
    decline_reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *DeclineReason.choices],
        error_messages={"required": "Choose a reason"},
    )
    note = field_of(
        StageDecision,
        "note",
        required=True,
        label="Message to the applicant",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter a message to the applicant"},
    )


class SeveralForm(forms.Form):
    """Several requests approved at once, each named by what the page showed of it (`selectors.seen_token`)."""

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


class SendForm(SubmitOnceForm, VersionedForm):
    """The last step, sent once: it asks whether supply cover is needed, where that is all that is left to say."""

    needs_cover = cover_field()

    def __init__(self, *args: Any, request: CourseRequest, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": request.version}, **kwargs)
        if missing_from(request) == [COVER_NOT_SAID]:
            self.fields["needs_cover"].required = True
            self.fields["needs_cover"].error_messages["required"] = "Choose whether supply cover is needed"
            self.fields["needs_cover"].help_text = closed_words(request)
        else:
            del self.fields["needs_cover"]


class CommentForm(SubmitOnceForm):
    """A contribution to the discussion."""

    text = field_of(
        Comment,
        "text",
        label="Comment",
        widget=forms.Textarea({"rows": 3}),
        help_text="Everyone who can see this request can see your comment.",
        error_messages={"required": "Enter a comment"},
    )
