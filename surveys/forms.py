"""The forms of making and running a survey."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import today
from core.forms import BritishDateField, SubmitOnceForm, TextField, VersionedForm, field_of
from core.trust_settings import in_own_words
from people.models import Person, School, StaffGroup
from planning.models import Area, Need, Priority, Reason
from planning.scope import schools_to_plan
from surveys.answering import Given
from surveys.models import Answer, Question, Survey
from surveys.results import scale_words
from surveys.services import latest_last_day

MOST_CHOICES, LONGEST_CHOICE = 12, 100
WITH_CHOICES = (Question.Kind.ONE, Question.Kind.SEVERAL)


def last_day_field(**kwargs: Any) -> BritishDateField:
    """Return the field of a survey's last day: today at the earliest, within a year."""
    day = today()
    return BritishDateField(
        label="Closing date",
        help_text="The survey closes automatically at the end of this day.",
        earliest=day,
        latest=latest_last_day(day),
        **kwargs,
    )


class SurveyFields(forms.Form):
    """What a survey is called, what it is for, whom it asks, until when."""

    title = field_of(
        Survey, "title", label="Title", help_text="People see this in the survey and in their notification."
    )
    introduction = field_of(
        Survey,
        "introduction",
        label="Introduction",
        help_text="Explain what you want to find out and how you'll use the answers.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    audience = forms.ChoiceField(label="Audience", choices=Survey.Audience.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"] = last_day_field()

    def offer(self, schools: Iterable[School]) -> None:
        """Offer the audiences that a survey of one of these schools may ask."""
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        if any(school.is_central for school in schools):
            audience.help_text = in_own_words(
                "The central team can survey the whole trust. Only the central team can survey trustees and members."
            )
        else:
            audience.choices = [pair for pair in Survey.Audience.choices if pair[0] != Survey.Audience.TRUSTEES]

    def asked_school(self) -> School | None:
        """Return the school whose survey it is, where it is known."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Refuse a school's survey to trustees."""
        cleaned: dict[str, Any] = super().clean() or {}
        school = self.asked_school()
        if cleaned.get("audience") == Survey.Audience.TRUSTEES and school is not None and not school.is_central:
            self.add_error(
                "audience",
                in_own_words("Only the central team can survey trustees and members. Choose another audience"),
            )
        return cleaned


class NewSurveyForm(SurveyFields, SubmitOnceForm):
    """A new survey, from nothing or with the questions of an old one."""

    apart = ("school",)

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_to_plan(actor)
        self.schools = {str(school.public_id): school for school in schools}
        names = [(key, f"{s.name} (the whole trust)" if s.is_central else s.name) for key, s in self.schools.items()]
        self.fields["school"] = forms.ChoiceField(
            label="Which school is it for?", choices=names if len(names) == 1 else [("", "Choose an option"), *names]
        )
        if len(names) == 1:
            self.fields["school"].initial = names[0][0]
            self.fields["school"].widget = forms.HiddenInput()
        self.offer(schools)
        self.order_fields(["school", "title", "introduction", "audience", "closes_on"])

    def asked_school(self) -> School | None:
        """Return the chosen school."""
        return self.schools.get(self.cleaned_data.get("school", ""))


class SurveyForm(SurveyFields, VersionedForm):
    """A draft's words."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        names = ("title", "introduction", "audience", "closes_on", "version")
        kwargs.setdefault("initial", {name: getattr(survey, name) for name in names})
        self.survey = survey
        super().__init__(*args, **kwargs)
        self.offer([survey.school])

    def asked_school(self) -> School | None:
        """Return the survey's school."""
        return self.survey.school


class LastDayForm(forms.Form):
    """Another last day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"] = last_day_field()


def initial_last_day() -> dt.date:
    """Return the last day that a new survey is offered: two weeks on."""
    return today() + dt.timedelta(days=14)


class QuestionFields(forms.Form):
    """One question: what it asks and how it is answered."""

    text = field_of(Question, "text", label="Question")
    kind = forms.ChoiceField(label="Type of answer", choices=Question.Kind.choices, widget=forms.RadioSelect)
    choices = TextField(
        label="Choices",
        help_text="For “Choose one” and “Choose any”, enter each choice on a new line.",
        required=False,
        max_length=MOST_CHOICES * (LONGEST_CHOICE + 2),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    is_required = forms.BooleanField(label="Required", required=False)

    def clean_choices(self) -> list[str]:
        """Return the choices, one a line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        choices = [line for line in lines if line]
        if len(choices) > MOST_CHOICES:
            raise ValidationError(f"Enter no more than {MOST_CHOICES} choices")
        if any(len(choice) > LONGEST_CHOICE for choice in choices):
            raise ValidationError(f"Each choice must be {LONGEST_CHOICE} characters or fewer")
        if len({choice.casefold() for choice in choices}) < len(choices):
            raise ValidationError("Two choices are the same. Change one of them")
        return choices

    def clean(self) -> dict[str, Any]:
        """Ask for choices where they are needed, and drop them where they are not."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") in WITH_CHOICES:
            if "choices" in cleaned and len(cleaned["choices"]) < 2:
                self.add_error("choices", "Enter at least two choices, each on a new line")
        elif "choices" in cleaned:
            cleaned["choices"] = []
        return cleaned


class NewQuestionForm(QuestionFields, SubmitOnceForm):
    """A new question."""


class QuestionForm(QuestionFields, VersionedForm):
    """A question of a draft; the version is the survey's."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.values_of(question) | {"version": question.survey.version})
        super().__init__(*args, **kwargs)

    @staticmethod
    def values_of(question: Question) -> dict[str, Any]:
        """Return a question as the form shows it."""
        return {
            "text": question.text,
            "kind": question.kind,
            "choices": "\n".join(question.choices),
            "is_required": question.is_required,
        }


class SurveyNeedForm(SubmitOnceForm):
    """A need that comes out of an answer or of the answers to a question."""

    apart = ("needed_by",)

    FOR = [(Need.For.SCHOOL.value, "The whole school"), (Need.For.GROUP.value, "A group of staff")]

    title = field_of(Need, "title", label="What training is needed?")
    area = forms.ChoiceField(label="Topic", choices=[("", "Choose an option"), *Area.choices])
    evidence = field_of(
        Need, "evidence", label="Why is it needed?", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    needed_by = forms.ChoiceField(label="Who is it for?", choices=FOR, widget=forms.RadioSelect)
    staff_group = forms.ChoiceField(
        label="Staff group", required=False, choices=[("", "No group"), *StaffGroup.choices]
    )
    people_count = field_of(
        Need, "people_count", label="Roughly how many people?", min_value=1, max_value=5000, initial=1
    )
    reason = forms.ChoiceField(label="What is it linked to?", choices=Reason.choices, widget=forms.RadioSelect)
    priority = forms.ModelChoiceField(
        label="Which priority?", required=False, queryset=Priority.objects.none(), to_field_name="public_id",
        empty_label="No priority",
    )  # fmt: skip

    def __init__(self, *args: Any, survey: Survey, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if survey.audience in (Survey.Audience.GOVERNORS, Survey.Audience.TRUSTEES):
            field = self.fields["needed_by"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*self.FOR, (Need.For.GOVERNORS.value, Need.For.GOVERNORS.label)]
        chosen = self.fields["priority"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Priority.objects.filter(school=survey.school, year=year)

    def clean(self) -> dict[str, Any]:
        """Let group and priority fit what was chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("needed_by") == Need.For.GROUP and not cleaned.get("staff_group"):
            self.add_error("staff_group", "Choose a staff group")
        elif cleaned.get("needed_by") != Need.For.GROUP:
            cleaned["staff_group"] = ""
        if cleaned.get("reason") == Reason.PRIORITY and not cleaned.get("priority"):
            self.add_error("priority", "Choose a priority")
        elif cleaned.get("reason") != Reason.PRIORITY:
            cleaned["priority"] = None
        return cleaned


LONGEST_WORDS = 2000
NO_NAMES = "Please don't name anyone."


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
        missing = {"required": "Choose an answer", "invalid_choice": "Choose an answer from the list"}
        if question.kind == Question.Kind.TEXT:
            return field_of(
                Answer,
                "words",
                max_length=LONGEST_WORDS,
                help_text=NO_NAMES,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": "Enter an answer"},
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
                help_text="Choose all that apply.",
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
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page has expired. Go back and open it again"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
