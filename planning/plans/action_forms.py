"""One action of a plan: what it serves, the needs that it answers, for whom, when, with what money."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField

from certificates.models import Requirement
from core.calendar import year_bounds
from core.forms import (
    BritishDateField,
    PoundsField,
    SavedForm,
    SearchSelectField,
    SubmitOnceForm,
    VersionedForm,
    field_of,
)
from core.trust_settings import in_own_words, ours
from people.models import Person
from planning.approaches.forms import ApproachField
from planning.improvement.models import Priority
from planning.needs.models import Need
from planning.needs.selectors import with_answers
from planning.plans.funding import funding
from planning.plans.models import Action, ActionPlan
from planning.plans.selectors import possible_leads
from planning.vocabulary import Approach, Reason

Choices = list[tuple[str, list[tuple[str, str]]]]


class LeadField(SearchSelectField):
    """Somebody who may lead an action of one plan: the list is asked for with the plan."""

    def options_for(self, bound: BoundField) -> dict[str, Any]:
        """Return what the page shows, the address with the plan in it."""
        found = super().options_for(bound)
        return found | {"options_url": f"{found['options_url']}?plan={self.plan.public_id}"}

    plan: ActionPlan


class NeedsField(forms.ModelMultipleChoiceField):
    """Open needs of the school, each with for whom it is."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the need, for whom, and what it is about."""
        whom = obj.person.full_name if obj.person else obj.get_needed_by_display().lower()
        return f"{obj.title} ({whom}; {obj.get_area_display().lower()})"


class ActionFields(SavedForm):
    """What an action says."""

    title = field_of(
        Action,
        "title",
        label="What will you do?",
        help_text=ours("Staff and the governing board can read this once the plan is agreed."),
        error_messages={"required": "Enter what you'll do"},
    )
    serves_what = forms.ChoiceField(
        label="What is it linked to?", error_messages={"required": ("Choose what it's linked to")}
    )
    success_criteria = field_of(
        Action,
        "success_criteria",
        label="How will you know it has worked?",
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="What will be different for pupils, and by when?",
        error_messages={"required": "Enter how you'll know it has worked"},
    )
    approach = ApproachField(initial=Approach.STAFF_MEETING)
    audience = forms.ChoiceField(
        label="Who is it for?", choices=Action.Audience.choices, initial=Action.Audience.ALL_STAFF
    )
    people_count = field_of(Action, "people_count", label="How many people?", min_value=1, max_value=9999)
    hours = field_of(Action, "hours", label="Hours per person", min_value=0)
    lead = LeadField(
        label="Who is leading it?",
        queryset=Person.objects.none(),
        options_url="planning:lead-options",
        required=False,
    )
    develops_leaders = forms.BooleanField(
        label="Leading this counts as leadership development",
        required=False,
        help_text="Tick this if planning, running and evaluating it will help the lead develop as a leader.",
    )
    starts_on = BritishDateField(label="Start date", required=False)
    ends_on = BritishDateField(label="To", required=False)
    planned_cost = field_of(
        Action,
        "planned_cost",
        PoundsField,
        label="Planned cost",
        required=False,
        help_text="Without VAT. Enter 0 if it is free. Leave it empty if you don’t know yet.",
    )
    budget_line = forms.ChoiceField(label="Budget line", required=False)
    needs = NeedsField(
        label="Which training needs does it meet?",
        queryset=Need.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    apart = ("serves_what",)
    # Found by `set_up`: what a choice of `serves_what` stands for.
    served: dict[str, dict[str, Any]]

    def set_up(self, actor: Person, plan: ActionPlan, action: Action | None = None) -> None:
        """Offer what belongs to the plan's school and year, and what the action has already."""
        self.plan = plan
        if action is not None:
            self.fields["approach"].keep(action.approach)  # type: ignore[attr-defined]
        lead = self.fields["lead"]
        lead.queryset = possible_leads(actor, plan.school)  # type: ignore[attr-defined]
        if action is not None and action.lead_id:
            lead.queryset |= Person.objects.filter(pk=action.lead_id)  # type: ignore[attr-defined]
            lead.queryset = lead.queryset.distinct()  # type: ignore[attr-defined]
        lead.plan = plan  # type: ignore[attr-defined]
        lines = funding().choices(actor, plan.school, plan.year)
        self.fields["budget_line"].choices = [("", "None"), *lines]  # type: ignore[attr-defined]
        register = Need.objects.in_register_of(actor).filter(school=plan.school_id)
        has = Q(pk__in=action.needs.values("pk")) if action is not None else Q(pk__in=[])
        needs = with_answers(register.filter(Q(status=Need.Status.OPEN, year__lte=plan.year) | has))
        self.fields["needs"].queryset = (  # type: ignore[attr-defined]
            needs.select_related("person").order_by("is_answered", "area", "title", "pk")
        )
        self._offer_what_it_serves(register, action)
        first, last = year_bounds(plan.year)
        for name in ("starts_on", "ends_on"):
            field = self.fields[name]
            field.earliest, field.latest = first, last  # type: ignore[attr-defined]
            field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def _offer_what_it_serves(self, register: "QuerySet[Need]", action: Action | None) -> None:
        """Offer priorities, needs agreed in reviews and requirements, in groups."""
        plan = self.plan
        priorities = Priority.objects.open_to(plan.school_id, plan.year)
        reviews = Q(status=Need.Status.OPEN, reason=Reason.REVIEW, year__lte=plan.year)
        needs, requirements = register.filter(reviews), Requirement.objects.in_use()
        if action is not None and action.review_need_id is not None:
            needs |= register.filter(pk=action.review_need_id)
        if action is not None and action.requirement_id is not None:
            requirements |= Requirement.objects.filter(pk=action.requirement_id)
        own_first = list(priorities.order_by("-school__kind", "number", "pk"))
        self.served = {}
        choices: Choices = []
        rows: list[tuple[str, Action.Serves, str, list[Any]]] = [
            (
                "Improvement priorities",
                Action.Serves.PRIORITY,
                "priority",
                own_first,
            ),
            (
                in_own_words("Training agreed in performance reviews"),
                Action.Serves.REVIEW,
                "review_need",
                list(needs.select_related("person").order_by("title", "pk")),
            ),
            ("Statutory training", Action.Serves.STATUTORY, "requirement", list(requirements.order_by("name", "pk"))),
        ]
        if action is not None and action.priority is not None and action.priority not in rows[0][3]:
            rows[0][3].append(action.priority)
        for heading, serves, name, found in rows:
            entries = []
            for row in found:
                key = f"{serves.value}:{row.public_id}"
                self.served[key] = {"priority": None, "review_need": None, "requirement": None} | {
                    "serves": serves,
                    name: row,
                }
                entries.append((key, self._label(row)))
            if entries:
                choices.append((heading, entries))
        self.fields["serves_what"].choices = [("", "Choose an option"), *choices]  # type: ignore[attr-defined]

    def _label(self, row: Any) -> str:
        if isinstance(row, Priority):
            return str(row) if row.school_id == self.plan.school_id else f"Trust priority {row}"
        if isinstance(row, Need):
            return f"{row.title} ({row.person.full_name})" if row.person else row.title
        return str(row.name)

    def clean(self) -> dict[str, Any]:
        """Check the order of the days."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The end date must be the same as or after the start date")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the service saves."""
        return super().answers() | self.served[self.cleaned_data["serves_what"]]


def serves_key(action: Action) -> str:
    """Return the choice that stands for what an action serves."""
    row = action.priority or action.review_need or action.requirement
    assert row is not None
    return f"{action.serves}:{row.public_id}"


class NewActionForm(SubmitOnceForm, ActionFields):
    """A new action."""

    def __init__(self, *args: Any, actor: Person, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up(actor, plan)


class ActionForm(VersionedForm, ActionFields):
    """An action that is there."""

    def __init__(self, *args: Any, actor: Person, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, initial=stands(action) | {"version": action.version}, **kwargs)
        self.set_up(actor, action.plan, action)


def stands(action: Action) -> dict[str, Any]:
    """Return what stands in an action now, by the form's fields."""
    fields = [name for name in ActionFields.base_fields if name not in ("serves_what", "needs", "budget_line")]
    return {name: getattr(action, name) for name in fields} | {
        "budget_line": funding().line_of(action),
        "serves_what": serves_key(action),
        "needs": list(action.needs.select_related("person")),
    }
