"""The forms of a review: who leads it, an objective, agreed training, and why it is set again."""

from typing import Any

from django import forms
from django.urls import reverse

from appraisal.models import AgreedTraining, Agreement, Objective, Review, YearNote
from appraisal.policies import needs_executive
from appraisal.selectors import possible_reviewers
from core.calendar import today, year_bounds, year_label
from core.forms import (
    BritishDateField,
    PoundsField,
    SavedForm,
    SearchSelectField,
    SubmitOnceForm,
    VersionedForm,
    field_of,
)
from people.models import Person, School
from planning.links.selectors import priorities_to_serve
from planning.models import Area, Priority

FEW = 12


def one_kind_of_line(text: str) -> str:
    """Return a text with the line ends that we keep; a browser sends those of Windows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def reviewer_field(school: School, person: Person, *, of_leader: bool | None = None) -> Any:
    """Return the choice of who reviews a person: a list where it is short, else found by typing."""
    people = possible_reviewers(school, person, of_leader=of_leader)
    if people.count() <= FEW:
        return forms.ModelChoiceField(
            label="Reviewer",
            queryset=people,
            to_field_name="public_id",
            empty_label="Choose a reviewer",
            error_messages={"required": "Choose a reviewer"},
        )
    url = reverse("appraisal:reviewer-options", args=[school.public_id, person.public_id])
    return SearchSelectField(
        label="Reviewer",
        queryset=people,
        options_url=url,
        help_text="Type at least two letters of a name.",
    )


class OpenForm(SubmitOnceForm):
    """Who leads a review that is opened."""

    def __init__(self, *args: Any, school: School, person: Person, reviewer: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"] = reviewer_field(school, person)
        is_list = isinstance(self.fields["reviewer"], forms.ModelChoiceField)
        self.fields["reviewer"].initial = reviewer.public_id if reviewer and is_list else reviewer


class ReviewerForm(VersionedForm):
    """Who leads a review from now on."""

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": review.version}, **kwargs)
        self.fields["reviewer"] = reviewer_field(review.school, review.reviewee, of_leader=needs_executive(review))


class ServesField(forms.ChoiceField):
    """The priority that an objective serves, or none: those of the school's plan of the year, and the trust's own."""

    def offer(self, actor: Person, school: School, year: int, kept: Priority | None = None) -> None:
        """Take the priorities that fit; `kept` stays to be chosen, also after it was dropped."""
        rows = list(priorities_to_serve(actor, school, year))
        if kept is not None and kept not in rows:
            rows.append(kept)
        self.priorities = {str(row.public_id): row for row in rows}
        own = [(key, str(row)) for key, row in self.priorities.items() if row.school_id == school.pk]
        trust = [(key, str(row)) for key, row in self.priorities.items() if row.school_id != school.pk]
        groups: list[Any] = [("", "None")]
        if own:
            groups.append((f"Priorities for {year_label(year)}", own))
        if trust:
            groups.append(("Trust priorities", trust))
        self.choices = groups


class ObjectiveFields(SavedForm):
    """What an objective says."""

    title = field_of(
        Objective,
        "title",
        label="Objective",
        help_text="One sentence, such as “Every child in my class reads aloud to an adult twice a week”.",
        error_messages={"required": "Enter the objective"},
    )
    success_criteria = field_of(
        Objective,
        "success_criteria",
        label="How will you measure it?",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="What you'll both see when it has been met.",
        error_messages={"required": "Enter how you'll measure it"},
    )
    priority = ServesField(
        label="Which priority does it support?",
        required=False,
        error_messages={"invalid_choice": "This isn't a priority for that year. Choose another"},
    )

    def clean_success_criteria(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["success_criteria"])

    def answers(self) -> dict[str, Any]:
        """Return what the service saves."""
        field: Any = self.fields["priority"]
        answers = super().answers()
        return answers | {"priority": field.priorities.get(answers["priority"])}


class NewObjectiveForm(SubmitOnceForm, ObjectiveFields):
    """A new objective."""

    def __init__(self, *args: Any, actor: Person, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["priority"]
        field.offer(actor, review.school, review.year)


class ObjectiveForm(VersionedForm, ObjectiveFields):
    """An objective that is there."""

    def __init__(self, *args: Any, actor: Person, objective: Objective, **kwargs: Any) -> None:
        super().__init__(*args, row=objective, initial=self.stands(objective), **kwargs)
        field: Any = self.fields["priority"]
        field.offer(actor, objective.school, objective.year, objective.priority)

    @staticmethod
    def stands(objective: Objective) -> dict[str, str]:
        """Return which choice stands for the priority."""
        return {"priority": str(objective.priority.public_id) if objective.priority else ""}


class TrainingFields(forms.Form):
    """What training is agreed."""

    what = field_of(
        AgreedTraining,
        "what",
        label="What training is needed?",
        help_text=(
            "Once the review is agreed, this goes into the school's training needs register with the reviewee's name. "
            "School leaders, the line manager and the central team can see it there, so only describe the training."
        ),
        error_messages={"required": "Enter what training is needed"},
    )
    area = forms.ChoiceField(
        label="Topic",
        choices=[("", "Choose one"), *Area.choices],
        error_messages={"required": "Choose a topic"},
    )
    wanted_by = BritishDateField(label="Needed by", required=False)
    estimated_cost = field_of(
        AgreedTraining,
        "estimated_cost",
        PoundsField,
        label="Estimated cost",
        help_text="Excluding VAT. Leave blank if you don't know.",
    )


class NewTrainingForm(SubmitOnceForm, TrainingFields):
    """New training."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted_by"] = BritishDateField(label="Needed by", required=False, earliest=today())
        self.order_fields(["token", "what", "area", "wanted_by", "estimated_cost"])


class TrainingForm(VersionedForm, TrainingFields):
    """Training that is there and has not become a need yet."""


class ReplyForm(VersionedForm):
    """What the reviewee replies to objectives that were set without their agreement."""

    reply = field_of(
        Agreement,
        "reply",
        required=True,
        label="Your reply",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "Enter your reply"},
        help_text="Your reviewer will see it, and it stays with the objectives. You can’t change it afterwards.",
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": review.version}, **kwargs)

    def clean_reply(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["reply"])


class NoteForm(SubmitOnceForm):
    """What one of the two writes during the year: on which day, and the words."""

    text = field_of(
        YearNote,
        "text",
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Write something first"},
    )

    def __init__(self, *args: Any, review: Review, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earliest = year_bounds(review.year)[0]
        self.fields["held_on"] = BritishDateField(label="Date", initial=today(), earliest=earliest, latest=today())
        self.fields["text"].label, self.fields["text"].help_text = label, hint
        self.order_fields(["token", "held_on", "text"])

    def clean_text(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["text"])


class ReasonForm(VersionedForm):
    """Why a review is sent back, set without agreement, or opened again."""

    reason = field_of(
        Review,
        "reason",
        required=True,
        label="Reason",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Enter a reason"},
    )

    def __init__(self, *args: Any, review: Review, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": review.version}, **kwargs)
        self.fields["reason"].help_text = hint

    def clean_reason(self) -> str:
        """Return the words with one kind of line end."""
        return one_kind_of_line(self.cleaned_data["reason"])
