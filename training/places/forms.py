"""Answering several places at once, and inviting people to an event."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from core.forms import SearchSelectField, SubmitOnceForm, field_of
from people.models import Person
from training.events.models import Event
from training.places.models import Place
from training.places.selectors import anybody, invitable, people_in_need


class SeveralForm(forms.Form):
    """The places that are ticked, of those that the reader may choose from."""

    places = forms.MultipleChoiceField(
        error_messages={"required": "Choose at least one person", "invalid_choice": "Choose from the list"}
    )

    def __init__(self, data: QueryDict | None = None, *, rows: "QuerySet[Place]") -> None:
        super().__init__(data)
        self.rows = {str(row.public_id): row for row in rows}
        self.fields["places"].choices = [(key, key) for key in self.rows]  # type: ignore[attr-defined]

    def chosen(self) -> list[Place]:
        """Return the places that are ticked."""
        return [self.rows[key] for key in self.cleaned_data["places"]]


class DeclineForm(forms.Form):
    """Why somebody can't go."""

    reason = field_of(
        Place,
        "reason",
        required=True,
        label="Reason for declining",
        help_text="Everyone you decline can read it.",
        error_messages={"required": "Enter a reason for declining"},
    )


class InviteForm(SubmitOnceForm):
    """Everybody whom the event is for, or one person by name."""

    whom = forms.ChoiceField(
        label="Who do you want to invite?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who to invite"},
    )
    person = SearchSelectField(
        label="Name",
        required=False,
        queryset=Person.objects.none(),
        help_text="Only needed for one person. Type a few letters.",
    )

    def __init__(self, *args: Any, actor: Person, event: Event, options_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {"needs": people_in_need(actor, event), "everybody": invitable(event)}
        words = {
            "needs": "The people whose training needs it meets",
            "everybody": "Everyone this event is for",
        }
        counts = {key: people.count() for key, people in self.people.items()}
        offers = [(key, f"{words[key]} ({number} without a place)") for key, number in counts.items() if number]
        whom: Any = self.fields["whom"]
        whom.choices = [*offers, ("person", "One person")]
        person: Any = self.fields["person"]
        person.queryset, person.options_url = anybody(actor, event), options_url

    def clean(self) -> dict[str, Any]:
        """Ask for a name where one person is invited."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("whom") == "person" and not cleaned.get("person") and "person" not in self.errors:
            self.add_error("person", "Type a name, then choose one from the list")
        return cleaned

    def chosen(self) -> list[Person]:
        """Return the people to invite."""
        if self.cleaned_data["whom"] == "person":
            return [self.cleaned_data["person"]]
        return list(self.people[self.cleaned_data["whom"]])
