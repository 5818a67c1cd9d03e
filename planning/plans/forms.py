"""Forms of a plan and of an evaluation."""

from typing import Any

from django import forms

from core.forms import SubmitOnceForm, VersionedForm, field_of
from core.trust_settings import ours
from planning.forms import NotedStep
from planning.plans.models import Action, ActionPlan, Evaluation
from planning.vocabulary import Evidence


class PlanForm(VersionedForm):
    """What stands above the plan."""

    introduction = field_of(
        ActionPlan,
        "introduction",
        label="Introduction",
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        help_text=ours("The focus for the year. Staff and the governing board read this, so don't name anyone."),
    )


class NoteForm(forms.Form):
    """A reason, or words, that a step of the plan asks for."""

    note = field_of(ActionPlan, "summary", required=True, max_length=4000, widget=forms.Textarea({"rows": 5}))

    def __init__(self, *args: Any, step: NotedStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step.word(self.fields["note"])


class CarryForm(SubmitOnceForm):
    """Last year's unsettled actions, each to be chosen with a reason of its own."""

    def __init__(self, *args: Any, actions: list[Action], chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        for action in actions:
            self.fields[f"carry_{action.pk}"] = forms.BooleanField(
                label="Carry forward", required=False, initial=str(action.public_id) == chosen
            )
            self.fields[f"reason_{action.pk}"] = field_of(
                Action,
                "carried_reason",
                label="Why it's continuing next year",
                max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return for each action its two fields, to draw."""
        return [
            {"action": action, "carry": self[f"carry_{action.pk}"], "reason": self[f"reason_{action.pk}"]}
            for action in self.actions
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for something chosen, and for a reason with each; a reason alone is no choice, and not lost either."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.actions:
            return cleaned
        if not any(cleaned.get(f"carry_{a.pk}") or cleaned.get(f"reason_{a.pk}") for a in self.actions):
            self.add_error(None, "Choose at least one action")
        for action in self.actions:
            if cleaned.get(f"carry_{action.pk}") and not cleaned.get(f"reason_{action.pk}"):
                self.add_error(f"reason_{action.pk}", f"Enter why “{action.title}” is continuing next year")
            if cleaned.get(f"reason_{action.pk}") and not cleaned.get(f"carry_{action.pk}"):
                self.add_error(f"carry_{action.pk}", f"Tick “{action.title}”, or delete its reason")
        return cleaned

    def chosen(self) -> list[tuple[Action, str]]:
        """Return the actions chosen, each with its reason."""
        data = self.cleaned_data
        return [(a, data[f"reason_{a.pk}"]) for a in self.actions if data[f"carry_{a.pk}"]]


WORDS = {"required": "Enter a sentence"}
CHOOSE = {"required": "Choose an option"}


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
    pupils_note = _words("What changed for pupils?", "Say how you know. Don't name pupils or colleagues.")
    priorities = forms.ChoiceField(
        label="Did it make a difference to the priority?",
        choices=Evaluation.Judgement.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    priorities_note = _words(
        "What changed for the priority?", "Compare this with how you said you'd know it had worked."
    )
    value = forms.ChoiceField(
        label="Was it worth the money and time?",
        choices=Evaluation.Value.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    value_note = _words("Why?", "Think about fees, cover and people's time.")
    evidence = forms.MultipleChoiceField(
        label="How do you know?",
        choices=Evidence.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of evidence"},
    )
    next_step = field_of(Evaluation, "next_step",
        label="What will you do next?", max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text="You'll see this when you write next year's plan.")  # fmt: skip


class NewEvaluationForm(SubmitOnceForm, EvaluationFields):
    """The first evaluation of an action."""


class EvaluationForm(VersionedForm, EvaluationFields):
    """An evaluation that is there."""


def evaluation_of(action: Action) -> Evaluation | None:
    """Return the action's evaluation, where there is one."""
    return Evaluation.objects.filter(action=action).first()
