"""Comparing the costs of a common provision, and planning it."""

from typing import Any

from django import forms
from django.utils.http import urlencode

from core.calendar import academic_year, today
from core.forms import BritishDateField, LineField, PoundsField, SubmitOnceForm, field_of
from core.search import all_stand, terms_of
from people.models import School
from planning.needs.forms import ServesField
from planning.needs.models import Need
from planning.similar.selectors import Proposal, SimilarNeed, facts_of, usual_trainer_fee
from planning.vocabulary import Area, Reason


class SimilarFilter(forms.Form):
    """Finding a proposal by words and area."""

    q = LineField(label="Search", required=False, widget=forms.TextInput({"type": "search"}))
    area = forms.ChoiceField(label="Topic", required=False, choices=[("", "All"), *Area.choices])

    def found(self, proposals: list[Proposal]) -> list[Proposal]:
        """Return the proposals that fit."""
        if not self.is_valid():
            return proposals
        words, area = self.cleaned_data["q"], self.cleaned_data["area"]
        if area:
            proposals = [one for one in proposals if one.area == area]
        terms = terms_of(words)
        return [one for one in proposals if all_stand(terms, f"{one.title} {one.who}")] if words else proposals


class CostForm(forms.Form):
    """What one place out costs, and what a trainer costs."""

    price = PoundsField(label="Price per place", help_text="Course fee and travel, excluding VAT.")
    fee = PoundsField(label="Trainer's fee per day")
    travel = PoundsField(label="Trainer's travel", required=False)

    def __init__(self, query: Any, *, proposal: Proposal) -> None:
        usual = {"price": proposal.price, "fee": usual_trainer_fee(), "travel": None}
        asked = any(name in query for name in self.base_fields)
        super().__init__(query if asked else None, initial=usual)
        self.proposal = proposal

    def costs(self) -> dict[str, Any] | None:
        """Return price, fee and travel: as asked, or as usual; nothing where no price is known."""
        if self.is_bound:
            if not self.is_valid():
                return None
            facts = dict(self.cleaned_data)
        else:
            facts = {name: self.initial[name] for name in self.fields}
        return None if facts["price"] is None else facts | {"travel": facts["travel"] or 0}

    def query(self) -> str:
        """Return the address part that keeps these costs."""
        return urlencode({name: self.data.get(name, "") for name in self.fields}) if self.is_bound else ""


class TogetherForm(SubmitOnceForm):
    """One provision for the needs that are ticked."""

    needs = forms.MultipleChoiceField(
        label="Which training needs will it meet?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one training need"},
    )
    title = field_of(
        Need,
        "title",
        label="What training will you provide?",
        error_messages={"required": ("Enter what training you'll provide")},
    )
    evidence = field_of(
        Need, "evidence", label="Why run it across schools?", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    serves = ServesField(label="What is it linked to?")
    wanted_by = BritishDateField(label="Needed by", required=False)
    estimated_cost = field_of(
        Need, "estimated_cost", PoundsField, label="Estimated cost", help_text="For everyone, excluding VAT."
    )

    def __init__(self, *args: Any, proposal: Proposal, central: School, **kwargs: Any) -> None:
        why = f"Needed by {proposal.who}: {proposal.who_exactly}."
        initial = {"title": proposal.title, "evidence": why, "serves": Reason.PERSONAL} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.proposal = proposal
        self.rows = {str(need.public_id): need for need in proposal.needs}
        field: Any = self.fields["needs"]
        field.choices = [(key, f"{need.school}: {need.title} ({need.whom})") for key, need in self.rows.items()]
        field.initial = list(self.rows)
        serves: Any = self.fields["serves"]
        serves.offer(central, academic_year(today()))

    def chosen(self) -> list[SimilarNeed]:
        """Return the needs that are ticked."""
        return [self.rows[key] for key in self.cleaned_data["needs"]]

    def values(self) -> dict[str, Any]:
        """Return what the service saves."""
        cleaned = self.cleaned_data
        serves: Any = self.fields["serves"]
        plain = {name: cleaned[name] for name in ("title", "evidence", "wanted_by", "estimated_cost")}
        return plain | {"area": self.proposal.area} | serves.facts_of(cleaned["serves"]) | facts_of(self.chosen())
