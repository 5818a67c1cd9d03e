"""Raising a need in a minute, changing it, ending it."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import today, year_label
from core.forms import BritishDateField, PoundsField, SearchSelectField, SubmitOnceForm, VersionedForm, field_of
from people.models import Person, School, StaffGroup
from planning.forms import NotedStep
from planning.needs import selectors
from planning.needs.models import Need
from planning.scope import plans_for
from planning.vocabulary import Area, Reason, Source

PRIORITY, STATUTORY = "priority", "statutory"
FEW = 15


class ServesField(forms.ChoiceField):
    """What a need serves (policy R-4), as one choice: a reason, or the priority or requirement itself."""

    def offer(self, school: School, year: int, need: Need | None = None) -> None:
        """Offer personal development, reviews, the priorities of the school and trust, and statutory requirements.

        `need`: what it serves already is offered too, also where it is not in force any more.
        """
        self.priorities = {str(row.public_id): row for row in selectors.priorities_to_serve(school, year)}
        self.requirements = {str(row.public_id): row for row in selectors.requirements_to_serve()}
        if need is not None and need.priority is not None:
            self.priorities.setdefault(str(need.priority.public_id), need.priority)
        if need is not None and need.requirement is not None:
            self.requirements.setdefault(str(need.requirement.public_id), need.requirement)
        own = [(f"{PRIORITY}:{key}", str(row)) for key, row in self.priorities.items() if row.school_id == school.pk]
        trust = [(f"{PRIORITY}:{key}", str(row)) for key, row in self.priorities.items() if row.school_id != school.pk]
        statutory = [(f"{STATUTORY}:{key}", row.name) for key, row in self.requirements.items()]
        groups: list[Any] = [
            (Reason.PERSONAL.value, Reason.PERSONAL.label),
            (Reason.REVIEW.value, Reason.REVIEW.label),
        ]
        if own:
            groups.append((f"Priorities for {year_label(year)}", own))
        if trust:
            groups.append(("Trust priorities", trust))
        groups.append(
            ("Other", [(PRIORITY, "Another school improvement priority"), (STATUTORY, "Other statutory training")])
        )
        groups.append(("Statutory training", statutory))
        self.choices = groups

    def facts_of(self, value: str) -> dict[str, Any]:
        """Return reason, priority and requirement of a choice that was made."""
        reason, _, key = value.partition(":")
        return {
            "reason": reason,
            "priority": self.priorities[key] if key and reason == PRIORITY else None,
            "requirement": self.requirements[key] if key and reason == STATUTORY else None,
        }

    @staticmethod
    def value_of(need: Need) -> str:
        """Return the choice that stands for what a need serves."""
        if need.priority is not None:
            return f"{PRIORITY}:{need.priority.public_id}"
        if need.requirement is not None:
            return f"{STATUTORY}:{need.requirement.public_id}"
        return need.reason


class PersonOfSchoolField(SearchSelectField):
    """Somebody at one school, found by a few letters."""

    def __init__(self, *, school: School, **kwargs: Any) -> None:
        self.school = school
        super().__init__(**kwargs)

    def options_for(self, bound: Any) -> dict[str, Any]:
        """Return what is shown under the words; htmx asks for the people of this school."""
        url = reverse("planning:need-person-options")
        query = urlencode({"school": str(self.school.public_id)})
        return super().options_for(bound) | {"options_url": f"{url}?{query}"}


class NeedFields(forms.Form):
    """What a need says."""

    title = field_of(
        Need,
        "title",
        label="What training is needed?",
        help_text="A few words, such as “Leading guided reading”.",
        error_messages={"required": "Enter what training is needed"},
    )
    area = forms.ChoiceField(
        label="Topic",
        choices=[("", "Choose an option"), *Area.choices],
        error_messages={"required": "Choose a topic"},
    )
    evidence = field_of(
        Need, "evidence", label="Why is it needed?", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    staff_group = forms.ChoiceField(
        label="Staff group",
        choices=[("", "Choose an option"), *StaffGroup.choices],
        error_messages={"required": "Choose a staff group"},
    )
    people_count = field_of(
        Need,
        "people_count",
        label="How many people?",
        min_value=1,
        max_value=9999,
        error_messages={"required": "Enter the number of people", "min_value": "Enter at least 1"},
    )
    serves = ServesField(
        label="What is it linked to?",
        error_messages={"invalid_choice": "This isn't a priority for that year. Choose another"},
    )
    wanted_by = BritishDateField(label="Needed by", required=False)
    source = forms.ChoiceField(
        label="Where did it come from?",
        choices=Source.choices,
        help_text="For an issue raised at a meeting, choose “Feedback”.",
    )
    estimated_cost = field_of(
        Need,
        "estimated_cost",
        PoundsField,
        label="Estimated cost",
        help_text="For everyone, excluding VAT.",
    )

    folded = ("serves", "wanted_by", "source", "estimated_cost", "year")

    def shape(self, actor: Person, school: School, needed_by: str, year: int, need: Need | None = None) -> None:
        """Keep the fields that fit for whom it is and who asks."""
        if needed_by not in (Need.For.GROUP, Need.For.SCHOOL, Need.For.GOVERNORS):
            del self.fields["people_count"]
        if needed_by != Need.For.GROUP:
            del self.fields["staff_group"]
        if not plans_for(actor, school):
            del self.fields["source"]
            del self.fields["estimated_cost"]
        serves: Any = self.fields["serves"]
        serves.offer(school, year, need)

    @property
    def is_open(self) -> bool:
        """Return whether the folded fields are to be shown: one of them is wrong."""
        return any(name in self.errors for name in self.folded)

    def values(self) -> dict[str, Any]:
        """Return what the service saves, by field of the need."""
        cleaned = self.cleaned_data
        plain = ("title", "area", "evidence", "staff_group", "people_count", "wanted_by", "source", "estimated_cost")
        serves: Any = self.fields["serves"]
        return {name: cleaned[name] for name in plain if name in cleaned} | serves.facts_of(cleaned["serves"])


class NewNeedForm(SubmitOnceForm, NeedFields):
    """A new need. `way`: for whom, one of `selectors.ways_to_raise`."""

    year = forms.TypedChoiceField(label="Which year is it for?", coerce=int)

    def __init__(self, *args: Any, actor: Person, school: School, way: str, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.way = actor, way
        plans = plans_for(actor, school)
        asked = self._year_asked(year) if plans else year
        self.shape(actor, school, way, asked)
        self.fields["wanted_by"] = BritishDateField(label="Needed by", required=False, earliest=today())
        self.fields["serves"].initial = Reason.PERSONAL if way in (selectors.ME, Need.For.PERSON) else PRIORITY
        if way in (selectors.ME, Need.For.PERSON):
            self._ask_person(school, way)
        if plans:
            own = way in (selectors.ME, Need.For.PERSON)
            self.fields["source"].initial = Source.INDIVIDUAL if own else Source.IMPROVEMENT
            field: Any = self.fields["year"]
            field.choices = [(other, year_label(other)) for other in (year, year + 1)]
            field.initial = year
        else:
            del self.fields["year"]
        self.order_fields(
            ["token", "person", "title", "staff_group", "people_count", "area", "evidence", "serves", "wanted_by"]
        )

    def _year_asked(self, year: int) -> int:
        """Return the year whose priorities are offered: the one that was sent, where it is one of the two."""
        asked = str(self.data.get("year", ""))
        return int(asked) if asked in (str(year), str(year + 1)) else year

    def _ask_person(self, school: School, way: str) -> None:
        if way == selectors.ME:
            return
        people = selectors.people_to_raise_for(self.actor, school)
        if people.count() <= FEW:
            self.fields["person"] = forms.ModelChoiceField(
                label="Who is it for?",
                queryset=people,
                to_field_name="public_id",
                empty_label="Choose a person",
                error_messages={"required": "Choose who it's for"},
            )
        else:
            self.fields["person"] = PersonOfSchoolField(label="Who is it for?", queryset=people, school=school)

    def person(self) -> Person | None:
        """Return the person whose need it is, where it is one person's."""
        return self.actor if self.way == selectors.ME else self.cleaned_data.get("person")

    def values(self) -> dict[str, Any]:
        """Return what the service saves; a need of one's own is an individual request (AP-3)."""
        return {"source": Source.INDIVIDUAL.value} | super().values()


class NeedForm(VersionedForm, NeedFields):
    """A need that is there."""

    def __init__(self, *args: Any, actor: Person, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, row=need, initial={"serves": ServesField.value_of(need)}, **kwargs)
        self.shape(actor, need.school, need.needed_by, need.year, need)


class NoteForm(VersionedForm):
    """The reason that goes with an end or a reopening. The version guards what was seen."""

    note = field_of(Need, "ended_note", required=True, max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, need: Need, step: NotedStep, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": need.version} | kwargs.pop("initial", {}), **kwargs)
        step.word(self.fields["note"])


class MetForm(NoteForm):
    """What met a need; for a provision also whether it met the needs of the schools."""

    with_gathered = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, gathered: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gathered:
            words = "1 training need" if gathered == 1 else f"{gathered} training needs"
            self.fields["with_gathered"].label = f"It also met {words} from the schools involved"
        else:
            del self.fields["with_gathered"]


class CarryForm(SubmitOnceForm):
    """Which open needs of past years go on this year, and why."""

    needs = forms.MultipleChoiceField(
        label="Training needs to carry forward",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one training need"},
    )
    note = field_of(
        Need,
        "ended_note",
        required=True,
        label="Why are you carrying them forward?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="This is added to each one. The people involved can see it.",
        error_messages={"required": "Enter why you're carrying them forward"},
    )

    def __init__(self, *args: Any, rows: list[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.public_id): row for row in rows}
        field: Any = self.fields["needs"]
        field.choices = [
            (key, f"{row.title} ({selectors.for_whom(row)}, {year_label(row.year)})") for key, row in self.rows.items()
        ]
        field.initial = list(self.rows)

    def chosen(self) -> list[Need]:
        """Return the needs that were chosen."""
        return [self.rows[key] for key in self.cleaned_data["needs"]]
