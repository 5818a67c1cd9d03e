"""The forms of the imports: the file, the matching of its columns, the questions, the leavers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.calendar import today
from core.forms import FEW, BritishDateField, OnceForm, TextField, UploadField
from people.imports.columns import REQUIRED, STAFF_FACTS, matching_problems
from people.imports.schools import MAX_BYTES
from people.models import Post, School, StaffImport

NOT_THERE = "Not in this file"


class StaffFileForm(OnceForm):
    """A staff file, and of which school it is."""

    file = UploadField(label="Staff list", endings=("csv", "xlsx"))
    school = forms.ModelChoiceField(
        School.objects.none(),
        label="Which school is it about?",
        required=False,
        to_field_name="public_id",
        empty_label="The file has a column that says",
        help_text="A list out of one school’s system often does not name the school.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.open_on(today())  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which column of the file means what. A column is shown with what its first rows hold."""

    def __init__(
        self, *args: Any, staff_import: StaffImport, header: Sequence[str], examples: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.staff_import, self.header = staff_import, header
        choices = [("", NOT_THERE)]
        for heading in header:
            example = examples.get(heading, "")
            choices.append((heading, f"{heading} (such as {example[:30]})" if example else heading))
        for fact in STAFF_FACTS:
            self.fields[fact.key] = forms.ChoiceField(
                label=fact.label,
                choices=choices,
                required=fact.key in REQUIRED,
                help_text=fact.hint,
                initial=staff_import.columns.get(fact.key, ""),
                error_messages={"required": f"Choose the column for “{fact.label}”"},
            )

    def matching(self) -> dict[str, str]:
        """Return {fact: column}."""
        return {key: heading for key, heading in self.cleaned_data.items() if heading}

    def clean(self) -> None:
        """Refuse a column that is chosen twice, and a matching without a name or a school."""
        if self.errors:
            return
        chosen = self.staff_import.school is not None
        for problem in matching_problems(self.matching(), self.header, school_is_chosen=chosen):
            self.add_error(None, problem)


class AnswersForm(forms.Form):
    """Who the people are, and what the words mean, that the file alone could not tell."""

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            choices = [(option["value"], option["label"]) for option in question["options"]]
            is_long = len(choices) > FEW
            self.fields[str(question["row"])] = forms.ChoiceField(
                label=question.get("label")
                or f"Row {question['row']}: who is {question['name']} ({question['post']})?",
                help_text=question.get("hint", ""),
                choices=[("", "Choose one"), *choices] if is_long else choices,
                widget=forms.Select if is_long else forms.RadioSelect,
                required=False,
            )


class LeaversForm(forms.Form):
    """Which of the posts that the file does not name have ended, and when."""

    posts = forms.MultipleChoiceField(
        label="Posts that have ended",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one post"},
    )
    last_day = BritishDateField(label="Last day", initial=today)

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["posts"]
        field.choices = [
            (str(post.public_id), f"{post.person.full_name}: {post.job_title}, {post.school}") for post in posts
        ]


class SchoolFileForm(forms.Form):
    """A file of the DfE register, and which of its schools are meant."""

    file = UploadField(
        label="Register file",
        endings=("csv", "xlsx"),
        max_bytes=MAX_BYTES,
        help_text="From Get Information About Schools: all establishments, or a download of your trust’s schools.",
    )
    wanted = TextField(
        label="Which schools?",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Their URNs, or your trust’s name as the register writes it. "
            "Leave it empty when the file holds your schools only."
        ),
    )
