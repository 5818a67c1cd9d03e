"""The forms of the imports: the file, the matching of its columns, the questions, the leavers."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from core.calendar import today
from core.formatting import short_date
from core.forms import FEW, BritishDateField, CodeField, SubmitOnceForm, TextField, UploadField
from people.imports.columns import REQUIRED, STAFF_FACTS, matching_problems
from people.imports.rows import word_question
from people.imports.schools import REGISTER
from people.models import ImportWord, Post, School, StaffImport
from people.services.import_words import FORGET, fingerprint

NOT_THERE = "Not in this file"


class SchoolField(forms.ModelChoiceField):
    """The one school that every row of a file is about, or none where the file says it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            School.objects.none(),
            label="Which school is it for?",
            required=False,
            to_field_name="public_id",
            empty_label="Use the school column in the file",
            help_text="Lists exported from one school's system often don't include the school's name.",
            **kwargs,
        )


class StaffFileForm(SubmitOnceForm):
    """A staff file, and of which school it is."""

    file = UploadField(label="Staff list", endings=("csv", "xlsx"))
    school = SchoolField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.open_on(today())  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which school the file is about, and which of its columns means what, shown with what the first rows hold."""

    school_of_file = SchoolField()

    def __init__(
        self, *args: Any, staff_import: StaffImport, header: Sequence[str], examples: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.fields["school_of_file"].queryset = School.objects.open_on(today())  # type: ignore[attr-defined]
        self.initial["school_of_file"] = staff_import.school and staff_import.school.public_id
        choices = [("", NOT_THERE)]
        for heading in header:
            example = examples.get(heading, "")
            choices.append((heading, f"{heading} (for example, {example[:30]})" if example else heading))
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
        return {fact.key: heading for fact in STAFF_FACTS if (heading := self.cleaned_data.get(fact.key))}

    def clean(self) -> None:
        """Refuse a column that is chosen twice, and a matching without a name or a school."""
        if self.errors:
            return
        chosen = self.cleaned_data["school_of_file"] is not None
        for problem in matching_problems(self.matching(), self.header, school_is_chosen=chosen):
            self.add_error(None, problem)


class AnswersForm(forms.Form):
    """Who the people are, and what the words mean, that the file alone could not tell."""

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            choices = [(option["value"], option["label"]) for option in question["options"]]
            is_long = "kind" in question or len(choices) > FEW
            self.fields[str(question["row"])] = forms.ChoiceField(
                label=question.get("label")
                or f"Row {question['row']}: who is {question['name']} ({question['post']})?",
                help_text=question.get("hint", ""),
                choices=[("", "Choose one"), *choices] if is_long else choices,
                widget=forms.Select if is_long else forms.RadioSelect,
                initial=question.get("answer", ""),
                required=False,
            )


class ImportWordsForm(AnswersForm):
    """What remembered words mean, each with the way to forget it. `seen`: the fingerprint of those on the page."""

    seen = CodeField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: Sequence[ImportWord], schools: Sequence[School], **kwargs: Any) -> None:
        questions = []
        for word in words:
            hint = f"{word.get_kind_display()}. Set by {word.changed_by}, {short_date(word.updated_at)}."
            question = word_question(word.kind, word.words, hint, schools)
            forget = {"value": FORGET, "label": "Forget this: ask again next time"}
            questions.append(question | {"answer": word.answer, "options": [*question["options"], forget]})
        super().__init__(*args, questions=questions, **kwargs)
        self.initial["seen"] = fingerprint(words)

    def answers(self) -> dict[str, str]:
        """Return the answer to each question."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen" and value}


class LeaversForm(forms.Form):
    """Which posts that the file does not name have ended, and when. `shown`: those that the page asked about."""

    CHOSEN, OTHERS = "chosen", "others"

    shown = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)
    which = forms.ChoiceField(
        label="Which of these posts have ended?",
        choices=[(CHOSEN, "Those I choose"), (OTHERS, "All of them except those I choose")],
        initial=CHOSEN,
        widget=forms.RadioSelect,
    )
    posts = forms.MultipleChoiceField(
        label="Posts",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these posts has ended meanwhile. Look at the list again"},
    )
    last_day = BritishDateField(label="Last working day", initial=today)

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown, chosen = cast(Any, self.fields["shown"]), cast(Any, self.fields["posts"])
        chosen.choices = [
            (str(post.public_id), f"{post.person.full_name}: {post.job_title}, {post.school}") for post in posts
        ]
        shown.choices = chosen.choices
        self.initial["shown"] = [key for key, _ in shown.choices]

    def clean(self) -> None:
        """Ask for a post where those that are chosen have ended, or for one that has."""
        if not self.errors and not self.ended():
            self.add_error("posts", "Choose at least one post")

    def ended(self) -> list[str]:
        """Return the public ids of the posts that have ended."""
        chosen = set(self.cleaned_data["posts"])
        if self.cleaned_data["which"] == self.OTHERS:
            return [key for key in self.cleaned_data["shown"] if key not in chosen]
        return list(chosen)


class SchoolFileForm(forms.Form):
    """A file of the DfE register, and which of its schools are meant."""

    file = UploadField(
        label="Register file",
        endings=("csv", "xlsx"),
        max_bytes=REGISTER.bytes,
        help_text=(
            "From Get Information About Schools (GIAS). You can use the full download or one with just your trust's "
            "schools."
        ),
    )
    wanted = TextField(
        label="Which schools?",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Enter their URNs, or your trust's name as it appears in GIAS. Leave blank if the file only has your "
            "schools."
        ),
    )
