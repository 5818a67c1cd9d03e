"""A review: its page, and proposing, agreeing, setting without agreement, sending back, opening again (policy PM-1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from appraisal import policies, selectors
from appraisal.forms import ReasonForm, ReplyForm
from appraisal.models import Review
from appraisal.services import agreeing as services
from appraisal.services.reviews import note_reading
from appraisal.views.lookups import find_review
from core.calendar import year_label
from core.components import ButtonTone, PageAction
from core.decisions import require
from core.history import history_of
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from people.models import Person

Status = Review.Status


@require_safe
def review_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a review to the two, and to the head of its school, whose reading is kept on record."""
    review, actor = find_review(request, public_id), request.user
    note_reading(review=review, actor=actor)
    objectives = selectors.objectives_of(review, actor)
    in_force, earlier = selectors.agreements_of(review)
    context: dict[str, Any] = {
        "review": review,
        "year_label": year_label(review.year),
        "tone": selectors.TONES[Review.Status(review.status)],
        "objectives": objectives,
        "is_reviewee": actor.pk == review.reviewee_id,
        "is_reviewer": actor.pk == review.reviewer_id,
        "is_of_two": review.is_of_two(actor),
        "may_set": policies.can_set(actor, review),
        "actions": _actions(actor, review, has_objectives=bool(objectives)),
        "in_force": in_force,
        "earlier": earlier,
        "may_reply": policies.can_reply(actor, review),
        "notes": selectors.notes_of().filter(review=review, objective=None),
        "may_self_review": policies.can_add_self_review(actor, review),
        "may_mid_year": policies.can_add_mid_year_notes(actor, review),
        "can_be_set_from": policies.can_be_set_from(review),
        "can_be_set_now": policies.can_set_without_agreement(actor, review),
        "history": history_of(review),
        "readers": selectors.readers_of(review),
    }
    return render(request, "appraisal/review_detail.html", context)


def _actions(actor: Person, review: Review, *, has_objectives: bool) -> list[PageAction]:
    """Return the buttons of a review's page: those that its state asks of the reader."""

    def to(name: str) -> str:
        return reverse(f"appraisal:{name}", args=[review.public_id])

    is_reviewer, is_of_two = actor.pk == review.reviewer_id, review.is_of_two(actor)
    actions = []
    if is_of_two and review.status == Status.SETTING:
        tone: ButtonTone = "secondary" if has_objectives else "primary"
        may_set = policies.can_set(actor, review)
        actions.append(PageAction("Add objective", to("objective-add"), may_set, tone=tone, icon="plus"))
    if is_reviewer and review.status == Status.SETTING:
        actions.append(
            PageAction(
                "Send for agreement", to("review-propose"), policies.can_propose(actor, review), "confirm", "primary",
                question="Send these objectives to the reviewee to agree? You can't change them until they're agreed or"
                " sent back.",
                confirm="Yes, send for agreement",
            )
        )  # fmt: skip
    if actor.pk == review.reviewee_id and review.status == Status.PROPOSED:
        actions.append(
            PageAction(
                "Agree objectives", to("review-agree"), policies.can_agree(actor, review), "confirm", "primary",
                question="Do you agree to these objectives? Any training agreed here is added to the school's training"
                " needs, where its leaders can see it.",
                confirm="Yes, I agree",
            )
        )  # fmt: skip
    if is_of_two and review.status == Status.PROPOSED:
        label = "Send back" if actor.pk == review.reviewee_id else "Take back"
        actions.append(PageAction(label, to("review-back"), policies.can_send_back(actor, review)))
    if may_decide := policies.can_set_without_agreement(actor, review):
        actions.append(PageAction("Set without agreement", to("review-set"), may_decide))
    if reply := policies.can_reply(actor, review):
        actions.append(PageAction("Reply", to("review-reply"), reply, tone="primary"))
    if is_reviewer and review.is_in_force:
        actions.append(PageAction("Reopen", to("review-reopen"), policies.can_reopen(actor, review)))
    if change := policies.can_change_reviewer(actor, review):
        actions.append(PageAction("Change reviewer", to("review-reviewer"), change))
    return actions


def _move(request: Request, public_id: UUID, verb: Callable[..., Review], done: str) -> HttpResponse:
    """Do what a button asks with the version that its page showed; too late leads back to the fresh page."""
    review = find_review(request, public_id)
    version = posted_version(request)
    return press_button(request, lambda: verb(review=review, actor=request.user, version=version), done, back=review)


@require_POST
def review_propose(request: Request, public_id: UUID) -> HttpResponse:
    """Propose the objectives to the reviewee."""
    return _move(request, public_id, services.propose_review, "Objectives sent to be agreed. We've told the reviewee.")


@require_POST
def review_agree(request: Request, public_id: UUID) -> HttpResponse:
    """Agree to the objectives; agreed training becomes needs."""
    return _move(request, public_id, services.agree_review, "Objectives agreed. We've told your reviewer.")


def _with_reason(
    request: Request,
    public_id: UUID,
    *,
    can: Callable[..., Any],
    is_theirs: Callable[[Review, Person], bool],
    verb: Callable[..., Review],
    words: dict[str, str],
) -> HttpResponse:
    """Ask why a review is set again, or without agreement, and do it.

    `is_theirs`: who does it at all, and can only come too late.
    """
    review = find_review(request, public_id)
    # What is sent too late is refused by the service, and the reason stays in the form.
    if request.method != "POST" or not is_theirs(review, request.user):
        require(can(request.user, review))
    form = ReasonForm(request.POST or None, review=review, hint=words["hint"])
    answer = submit_form(
        request,
        form,
        lambda: verb(
            review=review, actor=request.user, version=form.cleaned_data["version"], reason=form.cleaned_data["reason"]
        ),
        done=words["done"],
        now=lambda: (find_review(request, public_id), {"reason": form.cleaned_data["reason"]}),
    )
    context = {"form": form, "review": review, "year_label": year_label(review.year)} | words
    return answer or render(request, "appraisal/review_reason.html", context, status=status_of(form))


def review_back(request: Request, public_id: UUID) -> HttpResponse:
    """Send proposed objectives back with a reason, or take them back."""
    words = {
        "title": "Send objectives back",
        "button": "Send back",
        "hint": "The other person will see your reason, and you can both change the objectives.",
        "done": "Objectives sent back. We've told the other person.",
    }
    return _with_reason(
        request,
        public_id,
        can=policies.can_send_back,
        is_theirs=Review.is_of_two,
        verb=services.send_review_back,
        words=words,
    )


def review_set(request: Request, public_id: UUID) -> HttpResponse:
    """Set objectives that the two do not agree on, with the reason."""
    words = {
        "title": "Set objectives without agreement",
        "button": "Set objectives",
        "hint": (
            "The reviewee will see your reason and can write a reply. The objectives count from now on, and their "
            "training goes into the school’s training needs register."
        ),
        "done": "Objectives set. We've told the reviewee.",
    }
    return _with_reason(
        request,
        public_id,
        can=policies.can_set_without_agreement,
        is_theirs=Review.is_led_by,
        verb=services.set_without_agreement,
        words=words,
    )


def review_reply(request: Request, public_id: UUID) -> HttpResponse:
    """Reply to objectives that were set without agreement."""
    review = find_review(request, public_id)
    if request.method != "POST" or request.user.pk != review.reviewee_id:
        require(policies.can_reply(request.user, review))
    form = ReplyForm(request.POST or None, review=review)
    answer = submit_form(
        request,
        form,
        lambda: services.reply_to_objectives(review=review, actor=request.user, **form.cleaned_data),
        done="Reply saved. We've told your reviewer.",
        now=lambda: (find_review(request, public_id), {"reply": form.cleaned_data["reply"]}),
    )
    context = {
        "form": form,
        "review": review,
        "year_label": year_label(review.year),
        "title": "Reply to your objectives",
        "button": "Save reply",
    }
    return answer or render(request, "appraisal/review_reason.html", context, status=status_of(form))


def review_reopen(request: Request, public_id: UUID) -> HttpResponse:
    """Open a review in force again with a reason."""
    words = {
        "title": "Reopen objectives",
        "button": "Reopen",
        "hint": (
            "The reviewee will see your reason and needs to agree any changes. Training already in the register stays "
            "there."
        ),
        "done": "Objectives reopened. We've told the reviewee.",
    }
    return _with_reason(
        request,
        public_id,
        can=policies.can_reopen,
        is_theirs=Review.is_led_by,
        verb=services.reopen_review,
        words=words,
    )
