"""The evaluation of an action: three judgements with their words, and the evidence. Never one score (RM-1)."""

from typing import Any

from django import forms

from core.forms import OnceForm, VersionedForm, field_of
from planning.models import Action, Evaluation, Evidence

WORDS = {"required": "Say it in a sentence"}
CHOOSE = {"required": "Choose one"}


def _words(label: str, hint: str) -> Any:
    return field_of(
        Evaluation,
        "pupils_note",
        label=label,
        help_text=hint,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        error_messages=WORDS,
    )


class EvaluationFields(forms.Form):
    """What came of an action."""

    pupils = forms.ChoiceField(
        label="Did it make a difference for pupils?",
        choices=Evaluation.Judgement.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    pupils_note = _words("What changed for pupils?", "Say how you know. Name no pupil and no colleague.")
    priorities = forms.ChoiceField(
        label="Did it make a difference for what it serves?",
        choices=Evaluation.Judgement.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    priorities_note = _words("What changed for what it serves?", "Look at what you said would show that it worked.")
    value = forms.ChoiceField(
        label="Was it worth its money and time?",
        choices=Evaluation.Value.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    value_note = _words("Why?", "Fees, cover and people’s time.")
    evidence = forms.MultipleChoiceField(
        label="How do you know?",
        choices=Evidence.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of evidence"},
    )
    next_step = field_of(Evaluation, "next_step",
        label="What follows from it?", max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text="It stands beside the next year’s plan while that is written.")  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """Return what the service saves."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "token")}


class NewEvaluationForm(OnceForm, EvaluationFields):
    """The first evaluation of an action."""


class EvaluationForm(VersionedForm, EvaluationFields):
    """An evaluation that is there."""

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        initial = {name: getattr(evaluation, name) for name in (*EvaluationFields.base_fields, "version")}
        super().__init__(*args, initial=initial, **kwargs)


def evaluation_of(action: Action) -> Evaluation | None:
    """Return the action's evaluation, where there is one."""
    return Evaluation.objects.filter(action=action).first()
