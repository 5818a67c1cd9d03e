"""Arranging an event in a few minutes, changing and cancelling it, notes and materials."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from certificates.models import Requirement
from core.calendar import academic_year, today
from core.formatting import counted, short_date
from core.forms import (
    BritishDateField,
    BritishDatesField,
    LineField,
    PoundsField,
    SavedForm,
    SearchSelectField,
    SubmitOnceForm,
    UploadField,
    VersionedForm,
    field_of,
)
from core.trust_settings import ours, trust_setting
from people.models import CareerStage, Person, Responsibility, School, StaffGroup
from people.trust_settings import role_choices
from planning.links.selectors import actions_to_serve, priorities_to_serve
from planning.models import Action, Mode, Need, Priority
from training.events import policies
from training.events.dates import MOST_DATES, Closures, PlannedDay, days_of_series
from training.events.models import Event, EventKind, Material, Series
from training.events.selectors import needs_to_meet
from training.events.services import Scope, Times

Lines = list[dict[str, Any]]
WHOLE = [("staff", "All staff"), ("board", ours("Governors, trustees and their clerks"))]
# The fields that say who it is for, each with the kind of line that its choices are.
BY_KIND = {"groups": "group", "stages": "stage", "duties": "responsibility", "roles": "role"}
ONCE = ""
# What is set in one of these folded fields is shown.
OPENED = ("groups", "stages", "duties", "roles", "repeats")
SIGN_UP_CLOSES = [
    ("", "When the event starts"),
    *((str(days), f"{counted(days, 'day')} before") for days in (1, 2, 3, 5, 7, 14, 21, 28)),
]


def time_field(label: str, missing: str) -> forms.TimeField:
    """Return a field for a time of day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages={"required": missing, "invalid": missing})


def several(label: str, choices: Any, help_text: str = "") -> forms.MultipleChoiceField:
    """Return a field with boxes to tick."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, help_text=help_text)


class AudienceFields(forms.Form):
    """Who something is for: kinds of people, at some schools or at every one."""

    whole = several("Who is it for?", WHOLE)
    groups = several("Staff groups", StaffGroup.choices)
    stages = several("Career stages", [choice for choice in CareerStage.choices if choice[0]])
    duties = several("Responsibilities", Responsibility.Kind.choices)
    roles = several("Roles", role_choices)
    schools = forms.ModelMultipleChoiceField(
        label="At which schools?",
        queryset=School.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave blank for every school.",
    )
    phases = several("Or at every school of these phases", [])

    def offer_places(self, schools: "QuerySet[School]", phases: Iterable[str]) -> None:
        """Offer schools, and phases where there is more than one."""
        fields: Any = self.fields
        fields["schools"].queryset = schools.order_by("kind", "name", "pk")
        fields["phases"].choices = [(phase, phase) for phase in sorted(phases)]
        if len(fields["phases"].choices) < 2 and not self.initial.get("phases"):
            del fields["phases"]

    def offer_boards_only(self) -> None:
        """Offer governors, trustees, clerks and the roles that they have, and no staff."""
        fields: Any = self.fields
        fields["whole"].choices = [choice for choice in WHOLE if choice[0] == "board"]
        fields["roles"].choices = [choice for choice in role_choices() if choice[0] in policies.BOARD]
        del fields["groups"], fields["stages"], fields["duties"]

    def clean(self) -> dict[str, Any]:
        """Check that it is for somebody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("whole", *BY_KIND)):
            self.add_error("whole", "Choose who it’s for")
        return cleaned

    def lines(self) -> Lines:
        """Return the lines of the audience: each kind of people at each of the schools, or at every one."""
        cleaned = self.cleaned_data
        kinds: Lines = [{"kind": kind} for kind in cleaned["whole"]]
        kinds += [{"kind": BY_KIND[name], "value": value} for name in BY_KIND for value in cleaned.get(name, ())]
        places: Lines = [{"school": school} for school in cleaned.get("schools", ())]
        places += [{"phase": phase} for phase in cleaned.get("phases", ())]
        return [kind | place for kind in kinds for place in places or [{}]]


class EventFields(SavedForm, AudienceFields):
    """What is said of an event, and who it is for."""

    kind = forms.ChoiceField(
        label="Type of event",
        choices=lambda: [("", "Choose a type"), *EventKind.offered()],
        error_messages={"required": "Choose the type of event"},
    )
    title = field_of(Event, "title", label="Title", error_messages={"required": "Enter the title"})
    about = field_of(Event, "about", label="What it’s about", max_length=4000, widget=forms.Textarea({"rows": 3}))
    day = BritishDateField(label="Date")
    starts = time_field("Starts", "Enter a time such as 15:45")
    ends = time_field("Ends", "Enter a time such as 17:00")
    mode = forms.ChoiceField(label="Format", choices=Mode.choices, initial=Mode.IN_PERSON)
    room = field_of(Event, "room", label="Room or place")
    online_link = field_of(Event, "online_link", label="Link to join online")

    sign_up = forms.ChoiceField(label="How do people sign up?", choices=Event.SignUp.choices, initial=Event.SignUp.OPEN)
    sign_up_days = forms.TypedChoiceField(
        label="When does sign-up close?", required=False, coerce=int, empty_value=None, choices=SIGN_UP_CLOSES
    )
    capacity = field_of(
        Event, "capacity", label="Number of places", min_value=1, max_value=2000, help_text="Leave blank for no limit."
    )
    cost = field_of(Event, "cost", PoundsField, label="Cost of a place", required=False, initial=0)
    requirements = forms.ModelMultipleChoiceField(
        label="Required training it renews",
        queryset=Requirement.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    least_share = field_of(
        Event,
        "least_share",
        label="Share people must attend for a certificate (%)",
        min_value=0,
        max_value=100,
        error_messages={"required": "Enter a number from 0 to 100"},
    )
    asks_feedback = forms.BooleanField(label="Ask for feedback afterwards", required=False)
    priority = forms.ModelChoiceField(
        label="Priority it supports",
        queryset=Priority.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="None",
    )
    action = forms.ModelChoiceField(
        label="Action in the plan",
        queryset=Action.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="None",
    )
    needs = forms.ModelMultipleChoiceField(
        label="Training needs it meets",
        queryset=Need.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    # The parts of the form that are folded, with their fields; the rest is always shown.
    FOLDED = {
        "Repeat it": ("repeats", "until", "other_days"),
        "Only some people": ("groups", "stages", "duties", "roles", "phases"),
        "Signing up and places": ("sign_up", "sign_up_days", "capacity", "cost"),
        "Certificates and feedback": ("requirements", "least_share", "asks_feedback"),
        "What it supports": ("priority", "action", "needs"),
    }
    apart = ("day", "starts", "ends", "sign_up_days", "whole", "schools", "phases", *BY_KIND)
    field_order = (
        "scope", "changed_too", "kind", "title", "about", "day", "starts", "ends", "mode", "room", "online_link",
    )  # fmt: skip

    def set_up(self, actor: Person, school: School, event: Event | None = None) -> None:
        """Offer what belongs to the host school, and what the event has already."""
        self.actor, self.school = actor, school
        # What the event is linked to and the actor does not see: it stays.
        self.unseen: dict[str, list[Any]] = {}
        fields: Any = self.fields
        # What the event names stays on offer when a school has closed: unticked, it would be for more people.
        schools = School.objects.open_on(today())
        phases = {row.phase for row in schools if row.phase} | set(self.initial.get("phases", ()))
        named = [row.pk for row in self.initial.get("schools", ())]
        self.offer_places(schools | School.objects.filter(pk__in=named), phases)
        year = academic_year(event.day if event else today())
        offers: dict[str, Any] = {
            "priority": priorities_to_serve(actor, school, year),
            "action": actions_to_serve(actor, school, year),
            "needs": needs_to_meet(actor, school, self.initial.get("needs", ()) if event is None else ()),
        }
        for name, rows in offers.items():
            fields[name].queryset = rows
            if event is None:
                continue
            kept = rows.model.objects.filter(pk__in=_keys(event, name))
            seen = [*kept.visible_to(actor).values_list("pk", flat=True), *rows.values_list("pk", flat=True)]
            fields[name].queryset = rows.model.objects.filter(pk__in=seen)
            self.unseen[name] = list(kept.exclude(pk__in=seen))
        fields["requirements"].queryset = Requirement.objects.in_use().order_by("name")
        kinds = EventKind.offered(event.kind if event else "")
        if not policies.can_arrange(actor, school, EventKind.OTHER):
            kinds = [choice for choice in kinds if choice[0] in EventKind.of_boards()]
        fields["kind"].choices = [("", "Choose a type"), *kinds]
        if policies.names_boards_only(actor, school):
            self.offer_boards_only()

    def clean(self) -> dict[str, Any]:
        """Check the order of times, and that it is for somebody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "The end time must be after the start time")
        return cleaned

    def times(self) -> Times:
        """Return when on its day it is."""
        return Times(*(self.cleaned_data[name] for name in ("starts", "ends", "sign_up_days")))

    def facts(self) -> dict[str, Any]:
        """Return what the service saves; the only need that it meets is the one that its records are linked to."""
        values = self.answers()
        needs = [*values["needs"], *self.unseen.get("needs", ())]
        for name in ("priority", "action"):
            values[name] = values[name] or next(iter(self.unseen.get(name, ())), None)
        # A record is linked to a need of its own school or the trust, not of another school.
        is_one = len(needs) == 1 and (needs[0].school_id == self.school.pk or needs[0].school.is_central)
        only = needs[0] if is_one else None
        return values | {"cost": values["cost"] or 0, "need": only, "needs": [] if only else needs}

    def groups_of_fields(self) -> list[dict[str, Any]]:
        """Return the folded parts of the form, each with its fields, and whether it is to be open."""
        parts = []
        for label, names in self.FOLDED.items():
            if not (bound := [self[name] for name in names if name in self.fields]):
                continue
            is_open = any(field.errors or (field.name in OPENED and field.value())
                          for field in bound)  # fmt: skip
            parts.append({"label": label, "fields": bound, "is_open": is_open})
        return parts

    def plain_fields(self) -> list[Any]:
        """Return the fields that are always shown."""
        folded = {name for names in self.FOLDED.values() for name in names}
        return [bound for bound in self.visible_fields() if bound.name not in folded]


def _keys(event: Event, name: str) -> list[int]:
    """Return the keys of what an event is linked to under a name."""
    if name == "needs":
        return [*event.needs.values_list("pk", flat=True), *([event.need_id] if event.need_id else [])]
    key = getattr(event, f"{name}_id")
    return [key] if key else []


class NewEventForm(SubmitOnceForm, EventFields):
    """A new event, or a series: its days are shown before they are saved."""

    repeats = forms.ChoiceField(
        label="How often?", required=False, choices=[(ONCE, "Once"), *Series.Repeats.choices], initial=ONCE
    )
    until = BritishDateField(label="Until", required=False, help_text="The last day of a series.")
    other_days = BritishDatesField(label="Other dates", required=False)
    # What the days were called when they were last shown.
    shown = LineField(required=False, max_length=2000, widget=forms.HiddenInput)

    apart = (*EventFields.apart, "repeats", "until", "other_days", "shown")

    def __init__(self, *args: Any, actor: Person, school: School, closures: Closures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closures = closures
        self.days: list[PlannedDay] = []
        self.set_up(actor, school)
        fields: Any = self.fields
        fields["day"] = BritishDateField(label="Date", earliest=today())
        fields["other_days"].one = BritishDateField(earliest=today())
        fields["least_share"].initial = int(trust_setting("training.least_share"))
        if not school.is_central:
            fields["schools"].initial = [str(school.public_id)]
        self.order_fields(
            ["token", "kind", "title", "about", "day", "starts", "ends", "repeats", "until", "other_days", "mode"]
        )

    def clean(self) -> dict[str, Any]:
        """Work the days out where everything that they need is there."""
        cleaned = super().clean()
        day, repeats, until = cleaned.get("day"), cleaned.get("repeats", ONCE), cleaned.get("until")
        by_rule = repeats not in (ONCE, Series.Repeats.DATES)
        if by_rule and "until" not in self.errors and until is None:
            self.add_error("until", "Enter the last day of the series")
        elif by_rule and day and until and until < day:
            self.add_error("until", "The last day must be after the first date")
        elif repeats == Series.Repeats.DATES and not cleaned.get("other_days") and "other_days" not in self.errors:
            self.add_error("other_days", "Enter at least one other date")
        if repeats == Series.Repeats.HALF_TERMLY and day and not self._is_in_half_term(day):
            self.add_error("day", "This date isn’t in term time. Choose a school day.")
        if day and not self.errors:
            self._plan(repeats, day, cleaned)
        return cleaned

    def _is_in_half_term(self, day: dt.date) -> bool:
        return any(first <= day <= last for first, last in self.closures.spans)

    def _plan(self, repeats: str, day: dt.date, cleaned: dict[str, Any]) -> None:
        if repeats == ONCE:
            self.days = [PlannedDay(day, self.closures.on(day))]
            return
        self.days = days_of_series(
            repeats, day, last=cleaned["until"], chosen=cleaned["other_days"], closures=self.closures
        )
        if len(self.kept_days()) > MOST_DATES:
            self.add_error("until", f"This would be {len(self.kept_days())} dates. Choose at most {MOST_DATES}.")
        elif not self.kept_days():
            self.add_error("day", "Every one of these dates is in a holiday. Choose another date.")

    def kept_days(self) -> list[dt.date]:
        """Return the days on which an event will be."""
        return [planned.day for planned in self.days if not planned.left_out]

    @property
    def signature(self) -> str:
        """Return the days in a word, by which the page knows that they were shown."""
        return ",".join(day.strftime("%y%m%d") for day in self.kept_days())

    def after_showing(self) -> "NewEventForm":
        """Return the form as it was sent, remembering that the days were shown."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("shown")] = self.signature
        self.data = data
        return self

    @property
    def must_show(self) -> bool:
        """Return whether the days of a series are still to be shown before they are saved."""
        return self.cleaned_data["repeats"] != ONCE and self.cleaned_data["shown"] != self.signature


class ScopeFields(forms.Form):
    """Which dates of a series a change is for; the safest is chosen."""

    scope = forms.ChoiceField(label="Which dates?", widget=forms.RadioSelect, initial=Scope.THIS)
    changed_too = forms.BooleanField(
        label="Also the dates that were changed on their own",
        required=False,
        help_text="Otherwise these keep what was changed.",
    )

    def offer_scope(self, event: Event, coming: list[Event]) -> None:
        """Offer this date, it and those that follow, and all to come; nothing where it is not in a series."""
        fields: Any = self.fields
        others = [one for one in coming if one.pk != event.pk]
        if not others:
            del fields["scope"], fields["changed_too"]
            return
        following = [one for one in others if one.starts_at >= event.starts_at]
        fields["scope"].choices = [
            (Scope.THIS, f"Only {short_date(event.day)}"),
            (Scope.FOLLOWING, f"This and the dates after it ({len(following) + 1})"),
            (Scope.ALL, f"All dates to come ({len(others) + 1})"),
        ]
        if not any(one.differs for one in others):
            del fields["changed_too"]

    def scope_facts(self) -> dict[str, Any]:
        """Return which dates are meant, as the services take it."""
        cleaned = self.cleaned_data
        return {"scope": cleaned.get("scope") or Scope.THIS, "changed_too": cleaned.get("changed_too", False)}


class EventForm(VersionedForm, EventFields, ScopeFields):
    """An event that is there."""

    apart = (*EventFields.apart, "scope", "changed_too")

    def __init__(self, *args: Any, actor: Person, event: Event, coming: list[Event], **kwargs: Any) -> None:
        super().__init__(*args, row=event, initial=standing(event), **kwargs)
        self.set_up(actor, event.school, event)
        self.offer_scope(event, coming)

    def show_clash(self, row: Event, values: Mapping[str, Any] | None = None) -> None:
        """Show what stands there now, but for what the reader does not see."""
        fields: Any = self.fields
        now = {"priority": row.priority, "action": row.action} | dict(values or {})
        for name in ("priority", "action"):
            now[name] = fields[name].queryset.filter(pk=now[name].pk).first() if now[name] else None
        now["needs"] = [need for need in now["needs"] if fields["needs"].queryset.filter(pk=need.pk).exists()]
        super().show_clash(row, now)


def standing(event: Event) -> dict[str, Any]:
    """Return what an event says, by the fields that are none of its attributes."""
    times = Times.of(event)
    lines = [line for line in event.audience.lines.select_related("school") if not line.person_id]
    by_kind = {name: sorted({line.value for line in lines if line.kind == kind}) for name, kind in BY_KIND.items()}
    schools = {line.school.pk: line.school for line in lines if line.school}
    needs = [*event.needs.all(), *([event.need] if event.need else [])]
    return by_kind | {
        "starts": times.starts,
        "ends": times.ends,
        "sign_up_days": times.sign_up_days,
        "whole": sorted({line.kind for line in lines if line.kind in dict(WHOLE)}),
        "schools": list(schools.values()),
        "phases": sorted({line.phase for line in lines if line.phase}),
        "needs": needs,
    }


class CancelForm(VersionedForm, ScopeFields):
    """Why an event is off."""

    because = field_of(
        Event,
        "cancelled_because",
        label="Why is it cancelled?",
        required=True,
        help_text="Everyone who was going can read this.",
        error_messages={"required": "Enter why it’s cancelled"},
    )

    def __init__(self, *args: Any, event: Event, coming: list[Event], **kwargs: Any) -> None:
        super().__init__(*args, row=event, **kwargs)
        self.offer_scope(event, coming)
        self.order_fields(["version", "because", "scope", "changed_too"])


class _PersonForm(SubmitOnceForm):
    """Somebody who is found by name."""

    person: Any

    def __init__(self, *args: Any, people: "QuerySet[Person]", options_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset, field.options_url = people, options_url


class FacilitatorForm(_PersonForm):
    """Somebody who is to run an event."""

    person = SearchSelectField(label="Who runs it?", queryset=Person.objects.none())


class OrganiserForm(_PersonForm):
    """Somebody who is to organise an event."""

    person = SearchSelectField(
        label="Who organises it from now on?",
        queryset=Person.objects.none(),
        help_text="For a series, this changes all dates to come.",
    )


class NotesForm(VersionedForm):
    """The notes that everybody who sees the event reads."""

    notes = field_of(Event, "notes", label="Shared notes", max_length=20000, widget=forms.Textarea({"rows": 12}))


class MaterialForm(SubmitOnceForm):
    """A link or a file."""

    title = field_of(Material, "title", label="Title", error_messages={"required": "Enter a title"})
    link = field_of(Material, "link", label="Link")
    file = UploadField(label="Or a file", required=False)

    apart = ("file",)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", "Enter a link or choose a file, not both")
        return cleaned
