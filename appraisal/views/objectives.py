"""An objective and the training agreed for it: read, written, changed, removed (policy PM-1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from appraisal import policies, selectors
from appraisal.forms import NewObjectiveForm, NewTrainingForm, ObjectiveForm, TrainingForm
from appraisal.models import Objective, Review
from appraisal.services import objectives as services
from appraisal.services.reviews import note_reading
from appraisal.views.lookups import find_objective, find_review, find_training
from core.calendar import year_label
from core.decisions import require
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from planning.thread.trace import trace_of


def moved_on(request: Request, review: Review) -> HttpResponse | None:
    """Lead one of the two back to the review when its objectives are not being set any more; else nothing.

    Only before they write: what somebody sends then is refused by the service, and their words stay in the form.
    Raises `PermissionDenied` for everybody else.
    """
    if review.is_of_two(request.user):
        if request.method == "POST" or review.status == Review.Status.SETTING:
            return None
        messages.warning(request, review.moved_on_text())
        return redirect(review)
    require(policies.can_set(request.user, review))
    return None


@require_safe
def objective_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show an objective: its thread from the priority to the impact, how one will know, the training agreed for it."""
    objective, actor = find_objective(request, public_id), request.user
    review = objective.review
    note_reading(review=review, actor=actor)
    number = review.objectives.filter(position__lte=objective.position).count()
    shown = selectors.shown(objective, number, actor)
    trainings = [(one, policies.can_change_training(actor, one.training)) for one in shown.outcomes]
    context: dict[str, Any] = {
        "objective": objective,
        "review": review,
        "shown": shown,
        "year_label": year_label(review.year),
        "trace": trace_of(objective, actor),
        "trainings": trainings,
        "is_of_two": review.is_of_two(actor),
        "may_set": policies.can_set(actor, review),
        "may_add_progress": policies.can_add_progress(actor, review),
        "remove": policies.can_remove_objective(actor, objective),
    }
    return render(request, "appraisal/objective_detail.html", context)


def objective_add(request: Request, public_id: UUID) -> HttpResponse:
    """Write a new objective."""
    review = find_review(request, public_id)
    if gone := moved_on(request, review):
        return gone
    form = NewObjectiveForm(request.POST or None, actor=request.user, review=review)
    answer = submit_form(
        request,
        form,
        lambda: services.add_objective(review=review, actor=request.user, values=form.answers()),
        done="Objective saved. You can now add training for it.",
        problems_at="priority",
    )
    context = {"form": form, "review": review, "title": "Add an objective", "back": review.get_absolute_url()}
    return answer or render(request, "appraisal/objective_form.html", context, status=status_of(form))


def objective_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what an objective says; two windows at once see both texts."""
    objective = find_objective(request, public_id)
    if gone := moved_on(request, objective.review):
        return gone
    form = ObjectiveForm(request.POST or None, actor=request.user, objective=objective)

    def now() -> tuple[Objective, dict[str, Any]]:
        there = find_objective(request, public_id)
        return there, ObjectiveForm.stands(there)

    answer = submit_form(
        request,
        form,
        lambda: services.change_objective(
            objective=objective, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Saved.",
        now=now,
        problems_at="priority",
    )
    context = {
        "form": form,
        "review": objective.review,
        "title": "Edit objective",
        "back": objective.get_absolute_url(),
    }
    return answer or render(request, "appraisal/objective_form.html", context, status=status_of(form))


@require_POST
def objective_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take an objective out of the review."""
    objective = find_objective(request, public_id)
    return press_button(
        request,
        lambda: services.remove_objective(objective=objective, actor=request.user, version=posted_version(request)),
        "Objective removed.",
        back=objective.review,
        refused_to=objective,
    )


# --- Agreed training ----------------------------------------------------------------------------------------------


def training_add(request: Request, public_id: UUID) -> HttpResponse:
    """Agree training for an objective."""
    objective = find_objective(request, public_id)
    if gone := moved_on(request, objective.review):
        return gone
    form = NewTrainingForm(request.POST or None)
    answer = submit_form(
        request,
        form,
        lambda: services.add_training(objective=objective, actor=request.user, values=form.answers()),
        done="Training added. It'll go into the training needs register once the review is agreed.",
    )
    context = {"form": form, "objective": objective, "title": "Add training"}
    return answer or render(request, "appraisal/training_form.html", context, status=status_of(form))


def training_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change agreed training that has not become a need yet."""
    training = find_training(request, public_id)
    if gone := moved_on(request, training.objective.review):
        return gone
    if request.method != "POST":
        require(policies.can_change_training(request.user, training))
    form = TrainingForm(request.POST or None, row=training)
    answer = submit_form(
        request,
        form,
        lambda: services.change_training(
            training=training, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Saved.",
        now=lambda: find_training(request, public_id),
    )
    context = {"form": form, "objective": training.objective, "title": "Edit training"}
    return answer or render(request, "appraisal/training_form.html", context, status=status_of(form))


@require_POST
def training_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take agreed training out that has not become a need yet."""
    training = find_training(request, public_id)
    return press_button(
        request,
        lambda: services.remove_training(training=training, actor=request.user, version=posted_version(request)),
        "Training removed.",
        back=training.objective,
        refused_to=training,
    )
