"""The form by which an approver names a deputy."""

from typing import Any

from django.urls import reverse

from core.calendar import today
from core.forms import BritishDateField, SearchSelectField, SubmitOnceForm, field_of
from people.models import Delegation, Person
from people.selectors import possible_deputies


def deputy_field(actor: Person, person: Person) -> SearchSelectField:
    """Return the field in which the actor finds a deputy of a person among those who can be one today."""
    is_own = actor.pk == person.pk
    return SearchSelectField(
        queryset=possible_deputies(person, today()).exclude(pk=actor.pk),
        options_url="people:deputy-options"
        if is_own
        else reverse("people:deputy-for-options", args=[person.public_id]),
        label="Who will approve for you?" if is_own else f"Who will approve for {person.full_name}?",
        help_text="Start typing a name.",
    )


class DeputyForm(SubmitOnceForm):
    """Who, from when, until when, why."""

    starts_on = BritishDateField(label="From")
    ends_on = BritishDateField(label="Last day")
    reason = field_of(
        Delegation,
        "reason",
        label="Reason",
        help_text="For example, “residential visit”. Your stand-in can read it.",
    )

    field_order = ["token", "deputy", "starts_on", "ends_on", "reason"]

    def __init__(self, *args: Any, actor: Person, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"] = deputy_field(actor, person)
        self.fields["starts_on"].initial = today()
        self.order_fields(self.field_order)

    def facts(self) -> dict[str, Any]:
        """Return what the (valid) form says, as the service wants it."""
        return {name: self.cleaned_data[name] for name in ("deputy", "starts_on", "ends_on", "reason")}
