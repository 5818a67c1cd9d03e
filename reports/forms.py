"""The forms around reports."""

from typing import Any

from django import forms

from core.calendar import academic_year, today, year_label
from core.forms import TextField, VersionedForm, field_of
from core.trust_settings import in_own_words
from people.models import Person, School, Term
from reports import policies
from reports.models import Report
from reports.sections import sections_for


class WordsForm(VersionedForm):
    """The author's words, a field for each section of the report."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections_for(report):
            self.fields[section.key] = TextField(
                label=section.heading,
                help_text=section.prompt,
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=report.words.get(section.key, ""),
            )
        self.fields["version"].initial = report.version

    def words(self) -> dict[str, str]:
        """Return section → text as typed."""
        return {key: value for key, value in self.cleaned_data.items() if key != "version"}


class DraftForm(forms.Form):
    """Which report to draft: for which board, which term."""

    board = forms.ChoiceField(label="Report for")
    period = forms.ChoiceField(label="Term")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = [s for s in School.objects.visible_to(actor) if policies.can_draft(actor, Report.Kind.SCHOOL, s)]
        self.schools = {str(s.public_id): s for s in schools}
        boards = [(key, f"{s.name}: {s.board}") for key, s in self.schools.items()]
        if policies.can_draft(actor, Report.Kind.TRUST, None):
            boards.append(("trust", in_own_words("Trustees")))
        year = academic_year(today())
        board, period = self.fields["board"], self.fields["period"]
        assert isinstance(board, forms.ChoiceField)
        assert isinstance(period, forms.ChoiceField)
        board.choices = boards
        period.choices = [
            (f"{y}-{term.value}", f"{term.label} {year_label(y)}") for y in (year, year - 1) for term in Term.Name
        ]

    def chosen(self) -> tuple[str, School | None, int, str]:
        """Return kind, school, academic year and term."""
        year, term = self.cleaned_data["period"].split("-")
        board = self.cleaned_data["board"]
        if board == "trust":
            return Report.Kind.TRUST, None, int(year), term
        return Report.Kind.SCHOOL, self.schools[board], int(year), term


class CorrectionForm(forms.Form):
    """What a new edition corrects."""

    correction = field_of(
        Report,
        "correction",
        required=True,
        label="What have you corrected?",
        help_text="This appears at the top of the report.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
