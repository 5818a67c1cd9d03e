"""What is written during the year: self-review, mid-year conversation, progress on an objective (policy PM-1, RM-3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from appraisal import policies
from appraisal.forms import NoteForm
from appraisal.models import Review
from appraisal.services import year as services
from appraisal.views.lookups import find_objective, find_review
from core.calendar import year_label
from core.decisions import Decision, require
from core.http import Request
from core.submissions import status_of, submit_form


def _write(
    request: Request, review: Review, may: Decision, save: Callable[[dict[str, Any]], Any], words: dict[str, str]
) -> HttpResponse:
    """Ask for a day and words, and keep them. What one of the two sends too late stays in the form."""
    if request.method != "POST" or review.is_in_force or not review.is_of_two(request.user):
        require(may)
    form = NoteForm(request.POST or None, review=review, label=words["label"], hint=words["hint"])
    back = words["back"]

    def keep() -> str:
        save(form.answers())
        return back

    answer = submit_form(request, form, keep, done=words["done"], problems_at="text")
    context = {"form": form, "review": review, "year_label": year_label(review.year)} | words
    return answer or render(request, "appraisal/note_form.html", context, status=status_of(form))


def self_review_add(request: Request, public_id: UUID) -> HttpResponse:
    """Write a self-review."""
    review, actor = find_review(request, public_id), request.user
    words = {
        "title": "Self-review",
        "label": "How is your year going?",
        "hint": "What has gone well, what has been hard, and what would help. Your reviewer reads it once you save it.",
        "done": "Self-review saved. We’ve told your reviewer.",
        "button": "Save self-review",
        "back": f"{review.get_absolute_url()}#year",
    }
    may = policies.can_add_self_review(actor, review)
    return _write(request, review, may, lambda v: services.add_self_review(review=review, actor=actor, **v), words)


def mid_year_add(request: Request, public_id: UUID) -> HttpResponse:
    """Write the notes of the conversation in the middle of the year."""
    review, actor = find_review(request, public_id), request.user
    words = {
        "title": "Mid-year conversation",
        "label": "What did you talk about?",
        "hint": "Progress, support and anything you agreed. The reviewee reads it once you save it.",
        "done": "Notes saved. We’ve told the reviewee.",
        "button": "Save notes",
        "back": f"{review.get_absolute_url()}#year",
    }
    may = policies.can_add_mid_year_notes(actor, review)
    return _write(request, review, may, lambda v: services.add_mid_year_notes(review=review, actor=actor, **v), words)


def progress_add(request: Request, public_id: UUID) -> HttpResponse:
    """Write what progress an objective has made."""
    objective, actor = find_objective(request, public_id), request.user
    review = objective.review
    words = {
        "title": "Add progress",
        "label": "What progress has been made?",
        "hint": "You both read it once you save it.",
        "done": "Progress saved. We’ve told the other person.",
        "button": "Save progress",
        "back": f"{objective.get_absolute_url()}#progress",
    }
    may = policies.can_add_progress(actor, review)
    return _write(request, review, may, lambda v: services.add_progress(objective=objective, actor=actor, **v), words)
