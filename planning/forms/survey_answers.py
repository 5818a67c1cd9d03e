"""The form that a survey is: a field a question, in its order."""

import uuid
from typing import Any

from django import forms

from core.forms import field_of
from planning.models import Answer, Question, Survey
from planning.selectors.survey_results import scale_words
from planning.services.survey_answering import Given

LONGEST_WORDS = 2000
NO_NAMES = "Please do not write anybody’s name."


class AnswerForm(forms.Form):
    """The questions of one survey. What is not among the questions or their choices is refused or passed over."""

    def __init__(self, *args: Any, survey: Survey, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields[f"q{question.pk}"] = self.field_for(survey, question, f"{number}. {question.text}")

    @staticmethod
    def field_for(survey: Survey, question: Question, label: str) -> forms.Field:
        """Return the field that asks a question."""
        facts: dict[str, Any] = {"label": label, "required": question.is_required}
        missing = {"required": "Choose an answer", "invalid_choice": "Choose one of the answers"}
        if question.kind == Question.Kind.TEXT:
            return field_of(
                Answer,
                "words",
                max_length=LONGEST_WORDS,
                help_text=NO_NAMES,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": "Write an answer"},
                **facts,
            )
        if question.kind == Question.Kind.SCALE:
            choices = [(str(step), words) for step, words in enumerate(scale_words(survey), start=1)]
        elif question.kind == Question.Kind.YES_NO:
            choices = [("1", "Yes"), ("0", "No")]
        else:
            choices = [(str(place), words) for place, words in enumerate(question.choices)]
        if question.kind == Question.Kind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                help_text="Choose all that fit.",
                error_messages=missing,
                **facts,
            )
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=missing, **facts)

    def clean(self) -> dict[str, Any]:
        """Refuse a form with nothing in it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self.given().values()):
            self.add_error(None, "Answer at least one question")
        return cleaned

    def given(self) -> dict[int, Given]:
        """Return question's id → answer, of a form that was cleaned."""
        return {question.pk: self._given(question, self.cleaned_data[f"q{question.pk}"]) for question in self.questions}

    @staticmethod
    def _given(question: Question, value: Any) -> Given:
        if question.kind == Question.Kind.TEXT:
            return Given(words=value)
        if question.kind == Question.Kind.SEVERAL:
            return Given(chosen=[question.choices[int(place)] for place in value])
        if not value:
            return Given()
        if question.kind == Question.Kind.ONE:
            return Given(chosen=[question.choices[int(value)]])
        return Given(number=int(value))


class NamelessAnswerForm(AnswerForm):
    """The same for those who do not sign in: a one-time token lets two presses of the button be one answer."""

    once = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), "Open this page again, please")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
