"""Opening a budget, its lines, and moving its money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from budgets.models import Budget, BudgetLine, Entry
from budgets.selectors import LinePosition, Proposal
from budgets.services import NewLine
from core.formatting import money
from core.forms import LineField, PoundsField, SubmitOnceForm, VersionedForm, YearField, field_of
from core.trust_settings import ours
from people.models import School
from planning.models import Priority

MOST = Decimal("9999999.99")


class MoneyField(PoundsField):
    """An amount that moves: more than nothing."""

    default_error_messages = {"nothing": "Enter an amount of £0.01 or more"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"maximum": MOST})

    def validate(self, value: Decimal | None) -> None:
        """Refuse nothing."""
        super().validate(value)
        if value is not None and value <= 0:
            raise forms.ValidationError(self.error_messages["nothing"], code="nothing")


def board_note() -> Any:
    """Return the field for what the board should know."""
    return field_of(
        Budget,
        "note",
        label=ours("Comments for the governing board"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="This appears on the board's budget page. Don't name anyone.",
    )


class OpenForm(SubmitOnceForm):
    """Pounds for each line that is proposed. A line left empty is made all the same, with nothing on it."""

    note = board_note()

    def __init__(self, data: Any = None, *, proposals: Sequence[Proposal]) -> None:
        super().__init__(data)
        self.proposals = proposals
        for proposal in proposals:
            field = field_of(
                Entry,
                "amount",
                PoundsField,
                label=proposal.name,
                required=False,
                maximum=MOST,
                help_text=_hint(proposal),
            )
            self.fields[f"amount-{proposal.key}"] = field
        self.order_fields([f"amount-{proposal.key}" for proposal in proposals])

    def lines(self) -> list[NewLine]:
        """Return the lines with what is to be put on them."""
        return [
            NewLine(
                kind=proposal.kind,
                name=proposal.name[:200],
                priority=proposal.priority,
                amount=self.cleaned_data[f"amount-{proposal.key}"] or Decimal(0),
            )
            for proposal in self.proposals
        ]


def _hint(proposal: Proposal) -> str:
    words = [proposal.hint] if proposal.hint else []
    if proposal.last.allocated or proposal.last.used:
        words.append(f"Last year {money(proposal.last.allocated)}, of which {money(proposal.last.used)} was used.")
    return " ".join(words)


class LineAddForm(SubmitOnceForm):
    """A new line: what it is for, its name, and what is put on it."""

    kind = forms.ChoiceField(label="What is it for?", choices=BudgetLine.Kind.choices)
    priority = forms.ModelChoiceField(
        label="Which priority?",
        queryset=Priority.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="All priorities",
        help_text="Only for budget lines that fund an improvement priority.",
    )
    name = field_of(
        BudgetLine, "name", label="Name", required=False, help_text=("Leave blank to use the name of the priority.")
    )
    amount = field_of(Entry, "amount", PoundsField, label="Amount allocated", required=False, maximum=MOST)

    def __init__(self, data: Any = None, *, budget: Budget) -> None:
        super().__init__(data)
        taken = budget.lines.filter(priority__isnull=False).values("priority")
        self.fields["priority"].queryset = (  # type: ignore[attr-defined]
            Priority.objects.in_force().filter(school=budget.school_id, year=budget.year).exclude(pk__in=taken)
        )

    def clean(self) -> dict[str, Any]:
        """Give the line its priority's name where it has none of its own."""
        cleaned: dict[str, Any] = super().clean() or {}
        priority = cleaned.get("priority")
        if priority and cleaned.get("kind") != BudgetLine.Kind.PRIORITY:
            self.add_error("priority", "Choose “Improvement priority” above, or clear the priority here")
        if not cleaned.get("name"):
            if priority:
                cleaned["name"] = str(priority)[:200]
            else:
                self.add_error("name", "Enter a name for the budget line")
        return cleaned

    def line(self) -> NewLine:
        """Return the line to be."""
        cleaned = self.cleaned_data
        return NewLine(
            kind=cleaned["kind"],
            name=cleaned["name"],
            priority=cleaned["priority"],
            amount=cleaned["amount"] or Decimal(0),
        )


class LineForm(VersionedForm):
    """A line's name, and whether it can be charged."""

    name = field_of(BudgetLine, "name", label="Name", error_messages={"required": "Enter a name for the budget line"})
    is_open = forms.BooleanField(
        label="Open to new requests",
        required=False,
        help_text="If you close it, money already committed to approved requests can still be spent.",
    )


class NoteForm(VersionedForm):
    """What the board should know."""

    note = board_note()


class AllocateForm(SubmitOnceForm):
    """Put money on a line, or take some off."""

    direction = forms.ChoiceField(
        label="What do you want to do?",
        choices=[("more", "Increase the allocation"), ("less", "Reduce the allocation")],
        widget=forms.RadioSelect,
        initial="more",
    )
    amount = field_of(Entry, "amount", MoneyField, label="Amount")
    note = field_of(
        Entry,
        "note",
        required=True,
        label="Why",
        help_text="This is shown in the line's transactions.",
        error_messages={"required": "Enter a reason"},
    )

    def signed(self) -> Decimal:
        """Return the amount, below nothing where it is taken off."""
        amount: Decimal = self.cleaned_data["amount"]
        return amount if self.cleaned_data["direction"] == "more" else -amount


class TransferForm(SubmitOnceForm):
    """Move money to another line of the budget, with a reason."""

    target = forms.ChoiceField(label="To", error_messages={"required": "Choose a budget line"})
    amount = field_of(Entry, "amount", MoneyField, label="Amount")
    reason = field_of(
        Entry,
        "note",
        required=True,
        label="Why",
        help_text="This is shown in the transactions of both lines.",
        error_messages={"required": "Enter a reason"},
    )

    def __init__(self, data: Any = None, *, lines: Sequence[LinePosition]) -> None:
        super().__init__(data)
        self.lines = {str(row.line.public_id): row.line for row in lines}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a budget line"),
            *((str(row.line.public_id), f"{row.line.name} ({row.left})") for row in lines),
        ]

    def clean_target(self) -> BudgetLine:
        """Return the line itself."""
        return self.lines[self.cleaned_data["target"]]


class YearForm(forms.Form):
    """Which academic year."""

    year = YearField()

    def asked_year(self) -> int:
        """Return the year asked for."""
        self.is_valid()  # which reads what was asked
        return int(self.cleaned_data["year"])


class OverviewFilter(YearForm):
    """All budgets of a year, by school and how they stand."""

    STATES = [("", "All"), ("none", "No budget set up"), ("near", "80% used or more"), ("over", "Over budget")]

    q = LineField(label="School", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label="Status", required=False, choices=STATES)

    field_order = ("q", "year", "state")


class LedgerFilter(forms.Form):
    """A line's entries by words, kind, and whether they went over."""

    q = LineField(label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="Type of transaction", required=False, choices=[("", "All"), *Entry.Kind.choices])
    over = forms.ChoiceField(label="Overspend", required=False, choices=[("", "All"), ("yes", "Overspent")])

    def asked(self) -> dict[str, str]:
        """Return the answers that can be read; others narrow nothing."""
        self.full_clean()
        return self.cleaned_data


class BoardFilter(YearForm):
    """The board's page: which year, and which of the reader's schools."""

    school = forms.ChoiceField(label="School", required=False)

    field_order = ("school", "year")

    def __init__(self, data: Any, *, schools: Sequence[School]) -> None:
        self.schools = {str(school.public_id): school for school in schools}
        super().__init__(data)
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            ("", "All"),
            *((key, school.name) for key, school in self.schools.items()),
        ]
        if len(schools) < 2:
            del self.fields["school"]
        self.full_clean()

    def asked_school(self) -> School | None:
        """Return the school asked for, or nothing for all."""
        return self.schools.get(self.cleaned_data.get("school") or "")
