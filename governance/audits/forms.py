"""The forms of skills audits: start one, say what the board needs, answer an area, make a need, keep statements."""

import datetime as dt
from typing import Any

from django import forms

from core.calendar import today
from core.forms import BritishDateField, SubmitOnceForm, TextField, VersionedForm, field_of
from core.trust_settings import ours
from governance.audits.areas import SCALE, Area
from governance.audits.models import AreaNote, AuditItem, SelfAssessment, SkillsAudit, Statement
from governance.audits.picture import HIGHEST, LOWEST
from people.models import School
from planning.models import Need

THREE_WEEKS = dt.timedelta(days=21)
LONGEST = dt.timedelta(days=366)


def closing_day() -> BritishDateField:
    """Return the field of the closing date: today at the earliest, within a year."""
    return BritishDateField(
        label="Closing date",
        help_text="People can answer until the end of this day. We remind them a week before.",
        earliest=today(),
        latest=today() + LONGEST,
        error_messages={"required": "Enter the closing date"},
    )


class StartAuditForm(SubmitOnceForm):
    """A new skills audit of a board."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"closes_on": today() + THREE_WEEKS})
        super().__init__(*args, **kwargs)
        self.fields["closes_on"] = closing_day()


class ClosingDayForm(VersionedForm):
    """Another closing date."""

    def __init__(self, *args: Any, row: SkillsAudit, **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial={"closes_on": row.closes_on}, **kwargs)
        self.fields["closes_on"] = closing_day()


WANTED = [("must", "Must have"), ("should", "Should have"), ("", "Not needed")]


class WantedForm(VersionedForm):
    """How much the board needs each statement."""

    def __init__(self, *args: Any, row: SkillsAudit, items: list[AuditItem], **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial=wanted_now(items), **kwargs)
        for item in items:
            self.fields[f"w{item.pk}"] = forms.ChoiceField(label=item.text, choices=WANTED, required=False)
        self.items = items

    def wanted(self) -> dict[int, str]:
        """Return what was chosen, by the item's key."""
        return {item.pk: self.cleaned_data[f"w{item.pk}"] for item in self.items}

    def by_area(self) -> list[tuple[str, list[Any]]]:
        """Return the fields below the name of their area."""
        return [
            (area.label, fields)
            for area in Area
            if (fields := [self[f"w{item.pk}"] for item in self.items if item.area == area.value])
        ]


def wanted_now(items: list[AuditItem]) -> dict[str, str]:
    """Return what stands there, by the form's field."""
    return {f"w{item.pk}": item.wanted for item in items}


def _who_reads(assessment: SelfAssessment | None) -> str:
    if assessment is not None and assessment.is_shared:
        return ours("You share your answers, so you, the chair and the clerk read this.")
    return ours("Only you and the chair read this, unless you share your answers with the clerk.")


class AreaForm(forms.Form):
    """The statements of one area, each rated 1 to 5, and words of one's own. What is left out can be rated later."""

    def __init__(
        self, *args: Any, items: list[AuditItem], assessment: SelfAssessment | None, area: str, **kwargs: Any
    ) -> None:
        stands: dict[str, Any] = {}
        if assessment is not None:
            ratings = assessment.ratings.filter(item__in=[item.pk for item in items])
            stands = {f"r{pk}": str(value) for pk, value in ratings.values_list("item", "value")}
            stands["words"] = "".join(assessment.notes.filter(area=area).values_list("words", flat=True))
        kwargs["initial"] = stands
        super().__init__(*args, **kwargs)
        choices = [(str(value), words) for value, words in SCALE.items() if LOWEST <= value <= HIGHEST]
        for item in items:
            self.fields[f"r{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the five steps"},
            )
        self.fields["words"] = field_of(
            AreaNote,
            "words",
            TextField,
            label="Anything to add?",
            help_text=f"For example training you’ve done, or would like. {_who_reads(assessment)}",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.items = items

    @property
    def statements(self) -> list[Any]:
        """Return the fields of the statements."""
        return [self[f"r{item.pk}"] for item in self.items]

    def ratings(self) -> dict[int, int]:
        """Return what was rated, by the item's key."""
        given = {item.pk: self.cleaned_data[f"r{item.pk}"] for item in self.items}
        return {pk: int(value) for pk, value in given.items() if value}


class GapNeedForm(SubmitOnceForm):
    """A training need that comes of a gap. It names the statement, and no one."""

    apart = ("school",)

    title = field_of(Need, "title", label="What training is needed?")
    evidence = field_of(
        Need, "evidence", label="Why is it needed?", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.public_id): school for school in schools}
        if len(schools) > 1:
            self.fields["school"] = forms.ChoiceField(
                label="In which school’s register?",
                choices=[("", "Choose an option"), *((key, school.name) for key, school in self.schools.items())],
                error_messages={"required": "Choose a school"},
            )
            self.order_fields(["school", "title", "evidence"])

    @property
    def school(self) -> School:
        """Return the school that was chosen, or the only one."""
        key = self.cleaned_data.get("school") or next(iter(self.schools))
        return self.schools[key]


class StatementFields(forms.Form):
    """What a statement says."""

    area = forms.ChoiceField(
        label="Area",
        choices=[("", "Choose an option"), *Area.choices],
        error_messages={"required": "Choose an area"},
    )
    text = field_of(
        Statement,
        "text",
        label="Statement",
        help_text="What a member can say of themselves, such as “I can read a budget report”.",
        error_messages={"required": "Enter the statement"},
    )


class NewStatementForm(StatementFields, SubmitOnceForm):
    """A new statement."""

    board_kind = forms.ChoiceField(
        label="Which boards is it for?",
        choices=Statement.For.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which boards it’s for"},
    )
    code = field_of(
        Statement,
        "code",
        label="Code",
        help_text="Two letters and a number, such as AC5. It stays the same when the words change.",
        error_messages={"required": "Enter a code"},
    )
    field_order = ["board_kind", "area", "code", "text"]


class StatementForm(StatementFields, VersionedForm):
    """The words and the area of a statement."""
