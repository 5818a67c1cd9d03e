"""The forms about boards and appointments."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import add_months, today
from core.formatting import long_date
from core.forms import BritishDateField, NumberField, SubmitOnceForm, UploadField, VersionedForm, field_of
from core.trust_settings import in_own_words, ours
from governance.boards.link_roles import LINK_ROLES
from governance.boards.models import GRANTED, AppointingBody, Appointment, Board, BoardRole, Category
from governance.boards.terms import usual_end
from people.models import Person, School

CATEGORIES = [("", "None"), *Category.choices]
# So many years is a term at most, and so far back begins one that is entered now.
LONGEST = 10
BODIES = [("", "Not known"), *AppointingBody.choices]


def role_choices(board: Board) -> list[tuple[str, str]]:
    """Return what somebody can be on a board, as the trust calls it."""
    return [(role, in_own_words(BoardRole(role).label)) for role in GRANTED[board.kind]]


class BoardForm(SubmitOnceForm):
    """Adding a board."""

    kind = forms.ChoiceField(label="Type of board", choices=Board.Kind.choices)
    name = field_of(Board, "name", label="Name")


class BoardEditForm(VersionedForm):
    """A board's name, and how many seats it has of each category."""

    name = field_of(Board, "name", label="Name")

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, row=board, **kwargs)
        known = {row.category: row.number for row in board.seats.all()}
        for category in Category:
            self.fields[f"seats_{category.value}"] = NumberField(
                label=f"{category.label}: number of seats",
                required=False,
                min_value=0,
                max_value=50,
                initial=known.get(category.value),
            )

    def seats(self) -> dict[str, int | None]:
        """Return how many seats of each category there are."""
        return {category.value: self.cleaned_data[f"seats_{category.value}"] for category in Category}


def standing(board: Board) -> tuple[Board, dict[str, Any]]:
    """Return a board with its seats by the names of the form's fields."""
    known = {row.category: row.number for row in board.seats.all()}
    return board, {f"seats_{category.value}": known.get(category.value) for category in Category}


class SchoolForm(SubmitOnceForm):
    """A school that a board governs from a day."""

    school = forms.ModelChoiceField(School.objects.none(), label="School", to_field_name="public_id")
    starts_on = BritishDateField(label="From", help_text="If another board governs it, that ends the day before.")

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = board.board_schools.current().values("school")
        schools = School.objects.schools().open_on(today()).exclude(pk__in=held)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today


class ImportForm(forms.Form):
    """A file of appointments, and for which board it is."""

    file = UploadField(label="Appointments", endings=("csv", "xlsx"))
    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="Which board is it for?",
        required=False,
        to_field_name="public_id",
        empty_label="Use the board or school column in the file",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.open()  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """The last day of a school with a board."""

    last_day = BritishDateField(label="Last day")


class CloseForm(VersionedForm):
    """The last day of a board."""

    last_day = BritishDateField(label="Last day", help_text="All appointments end with it.")


class TermFields(forms.Form):
    """What somebody is appointed to, from when to when: days so far off that they are mistyped are refused.

    `after`: the last day of the term before, where there is one, which may be years ahead.
    """

    role = forms.ChoiceField(label="Role")
    category = forms.ChoiceField(
        label="Category", choices=CATEGORIES, required=False, help_text=ours("Leave it empty for a clerk.")
    )
    appointing_body = forms.ChoiceField(label="Appointed or elected by", choices=BODIES, required=False)
    starts_on = BritishDateField(label="First day")
    term_ends_on = BritishDateField(
        label="End of term",
        required=False,
        help_text=ours("Leave it empty for the usual length. Clerks and ex officio members then have no end."),
    )

    def __init__(self, *args: Any, board: Board, after: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = add_months(max(today(), after or today()), 12)
        self.fields["role"].choices = role_choices(board)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill in the end of a term of the usual length; refuse days that nobody means."""
        data = super().clean() or {}
        if starts_on := data.get("starts_on"):
            self._refuse_slips(starts_on, data.get("term_ends_on"))
        has_none = data.get("role") == BoardRole.CLERK or data.get("category") == Category.EX_OFFICIO
        if data.get("starts_on") and not data.get("term_ends_on") and not has_none:
            data["term_ends_on"] = usual_end(data["starts_on"])
        return data

    def _refuse_slips(self, starts_on: dt.date, ends_on: dt.date | None) -> None:
        first, last = add_months(today(), -12 * LONGEST), self.latest
        if not first <= starts_on <= last:
            self.add_error("starts_on", f"Enter a day from {long_date(first)} to {long_date(last)}")
        elif ends_on and ends_on >= add_months(starts_on, 12 * LONGEST):
            self.add_error("term_ends_on", f"Enter a day within {LONGEST} years of the first day")

    def facts(self) -> dict[str, Any]:
        """Return the appointment as the service takes it."""
        return {name: self.cleaned_data[name] for name in TermFields.base_fields}


class AppointForm(SubmitOnceForm, TermFields):
    """Appointing somebody, whether they have a record already or not."""

    first_name = field_of(Person, "first_name", label="First name")
    last_name = field_of(Person, "last_name", label="Last name")
    email = field_of(
        Person, "email", label="Email", required=True,
        help_text="If they already have a record, we’ll find it by this email.",
    )  # fmt: skip

    field_order = ("first_name", "last_name", "email")

    def who(self) -> dict[str, str]:
        """Return whom it is about."""
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email")}


class RenewForm(SubmitOnceForm, TermFields):
    """Appointing somebody again. `term_ends_on` starts empty: the usual length."""


class LinkRoleForm(SubmitOnceForm):
    """A link role of somebody appointed."""

    role = forms.ChoiceField(label="Link role", error_messages={"required": "Choose the link role"})
    starts_on = BritishDateField(label="From")
    ends_on = BritishDateField(
        label="Until", required=False, help_text="Leave it empty if it lasts as long as the appointment."
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Choose one"), *LINK_ROLES.offered()]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = max(today(), appointment.starts_on)


class ChangeForm(VersionedForm):
    """In which capacity somebody sits."""

    category = forms.ChoiceField(label="Category", choices=CATEGORIES, required=False)
    appointing_body = forms.ChoiceField(label="Appointed or elected by", choices=BODIES, required=False)


class EndForm(VersionedForm):
    """Ending an appointment early. `of_board`: where to go when it has been taken back already."""

    last_day = BritishDateField(label="Last day")
    because = field_of(Appointment, "ended_because", label="Reason", required=True)
    of_board = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_because(self) -> str:
        """Refuse an empty reason."""
        if not (because := self.cleaned_data["because"]):
            raise ValidationError("Say why it ends early")
        return str(because)
