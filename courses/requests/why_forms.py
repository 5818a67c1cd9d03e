"""The step that says why: the reason of policy R-4, and what the request hangs on because of it."""

from typing import Any

from django import forms
from django.db.models import Q

from certificates.compliance import Line, compliance_of
from certificates.expiry import Status
from certificates.models import Requirement
from certificates.words import ASK_WHOM, NOT_SET_UP
from core.calendar import year_label
from core.forms import field_of
from courses.requests.forms import StepForm
from courses.requests.links import LINKS_OF_REASON, choices_for, contradiction, implied_priority, year_of
from courses.requests.models import CourseRequest
from planning.models import Reason
from planning.thread.forms import LinkField


class RequirementField(forms.ModelChoiceField):
    """A requirement in use: what the applicant has overdue first, then what else is required of them, then the rest."""

    def offer(self, request: CourseRequest) -> list[str]:
        """Read the requirements in use, and which the applicant must meet. Returns the names of those overdue."""
        rows = Requirement.objects.in_use().order_by("name")
        self.queryset = rows
        lines = compliance_of(request.applicant)
        own = {line.requirement.pk for line in lines}
        late = [line for line in lines if line.status in (Status.EXPIRED, Status.NEVER_DONE)]
        groups = {
            "Overdue": [self._option_of(line) for line in late],
            "Also required of you": [self._option_of(line) for line in lines if line not in late],
            "Other training": [(str(r.public_id), self.label_from_instance(r)) for r in rows if r.pk not in own],
        }
        empty: Any = self.empty_label
        self.choices = [("", empty), *((name, options) for name, options in groups.items() if options)]
        return [line.requirement.name for line in late]

    def _option_of(self, line: Line) -> tuple[str, str]:
        name = self.label_from_instance(line.requirement)
        said = name if line.status == Status.AWAY else f"{name}: {line.status.label}"
        return str(line.requirement.public_id), said

    def label_from_instance(self, obj: Any) -> str:
        """Return its name and how binding it is."""
        return f"{obj.name} ({obj.get_statutory_display().lower()})"


def _reasons_with(link: str) -> str:
    return " ".join(reason for reason, links in LINKS_OF_REASON.items() if link in links)


class WhyForm(StepForm):
    """What it is for: one of the four reasons of policy R-4, what it serves, the words for it, what it should change.

    Each of the selects fits some of the reasons (`courses.links`). Where there is nothing to choose it is left out.
    """

    reason = forms.ChoiceField(
        label="Why do you want to do this course?",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        help_text="Choose the main reason.",
        error_messages={"required": "Choose a reason"},
    )
    requirement = RequirementField(
        label="Which required training is it for?",
        queryset=Requirement.objects.none(),
        required=False,
        empty_label="Choose a requirement",
        help_text="What you need to do comes first.",
        to_field_name="public_id",
    )
    priority = LinkField(
        "Which priority does it support?",
        "Choose a priority",
        "Only needed if you chose “School improvement priority”.",
    )
    need = LinkField(
        "Is it for a training need?", "No training need", "Choose one of yours, or one you're planning for."
    )
    action = LinkField("Is it part of the action plan?", "Not in the action plan", "Choose the action it's part of.")
    why = field_of(
        CourseRequest,
        "why",
        label="Why this course?",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="A sentence or two. You don't need this for a renewal.",
    )
    intended_effect = field_of(
        CourseRequest,
        "intended_effect",
        label="What difference will it make?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="For pupils, colleagues or you. A sentence is enough.",
    )

    def __init__(self, *args: Any, request: CourseRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, initial={}, **kwargs)
        self.request = request
        self._offer_links(request)
        reason, requirement = self.fields["reason"], self.fields["requirement"]
        if late := requirement.offer(request):  # type: ignore[attr-defined]
            reason.help_text = f"Choose the main reason. Overdue for you: {', '.join(late)}."
        if not requirement.queryset:  # type: ignore[attr-defined]
            # Without anything to choose, the reason would lead nowhere.
            del self.fields["requirement"]
            reason.choices = [choice for choice in Reason.choices if choice[0] != Reason.STATUTORY]  # type: ignore[attr-defined]
            reason.help_text = f"Choose the main reason. {NOT_SET_UP}. {ASK_WHOM}"

    def _offer_links(self, request: CourseRequest) -> None:
        """Offer what the applicant may choose, and what hangs on the request already; leave out empty selects."""
        for name, rows in choices_for(request, request.applicant).items():
            chosen = getattr(request, f"{name}_id")
            offered = rows.model.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk=chosen)) if chosen else rows
            offered = offered.select_related("school")
            options = list(offered)
            if not options:
                del self.fields[name]
                continue
            field: Any = self.fields[name]
            field.queryset = offered
            field.choices = [
                ("", field.empty_label),
                *((str(o.public_id), field.label_from_instance(o)) for o in options),
            ]

    @property
    def year_text(self) -> str:
        """Return the academic year in whose planning the request stands, "2026–27"."""
        return year_label(year_of(self.request))

    @property
    def need_shown_for(self) -> str:
        """Return the reasons for which a need may be chosen, for the page."""
        return _reasons_with("need")

    @property
    def action_shown_for(self) -> str:
        """Return the reasons for which an action may be chosen, for the page."""
        return _reasons_with("action")

    def clean(self) -> dict[str, Any]:
        """Ask for the requirement with a statutory reason, the priority with that one, words with any but the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reason = cleaned.get("reason")
        if self.later or not reason:
            return cleaned
        if reason == Reason.PRIORITY:
            self._clean_priority(cleaned)
        if reason == Reason.STATUTORY:
            if cleaned.get("requirement") is None and "requirement" not in self.errors:
                self.add_error("requirement", "Choose the required training it's for")
        elif not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", "Enter why you want to do this course")
        return cleaned

    def _clean_priority(self, cleaned: dict[str, Any]) -> None:
        """Take the priority from the action or need chosen; ask for one where there is none; refuse two that differ."""
        priority, action = cleaned.get("priority"), cleaned.get("action")
        if priority is None and "priority" in self.fields and "priority" not in self.errors:
            if implied_priority(self.request, action, cleaned.get("need")) is None:
                self.add_error("priority", "Choose the priority it supports")
        elif words := contradiction(priority, action):
            self.add_error("action", words)
