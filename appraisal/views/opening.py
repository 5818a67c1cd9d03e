"""Opening reviews, one or all of a school, and naming another reviewer (policy PM-1, PM-4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from appraisal import policies, selectors
from appraisal.forms import OpenForm, ReviewerForm, reviewer_field
from appraisal.models import Review
from appraisal.services import reviews as services
from core.calendar import academic_year, today, year_label
from core.decisions import require
from core.forms import SearchSelectField, SubmitOnceForm
from core.http import Request
from core.submissions import status_of, submit_form
from people.models import Post, School


def find_post(request: Request, school_id: UUID, person_id: UUID) -> Post:
    """Return the post of somebody whose review the reader would open; else 404."""
    rows = selectors.posts_looked_after(request.user)
    return get_object_or_404(rows, school__public_id=school_id, person__public_id=person_id)


def review_open(request: Request, school_id: UUID, person_id: UUID) -> HttpResponse:
    """Open somebody's review of this year: who leads it."""
    post = find_post(request, school_id, person_id)
    require(policies.can_open(request.user, post.school, post.person))
    year = academic_year(today())
    there = Review.objects.filter(reviewee=post.person, school=post.school, year=year).first()
    if there is not None and request.method != "POST":
        messages.info(request, "Their review for this year has already been started.")
        return redirect("appraisal:review-staff")
    reviewer = selectors.default_reviewers(post.school).get(post.person_id)
    if policies.is_leader(post.person, post.school):
        reviewer = request.user
    form = OpenForm(request.POST or None, school=post.school, person=post.person, reviewer=reviewer)

    def make() -> Any:
        review = services.open_review(
            actor=request.user, school=post.school, person=post.person, reviewer=form.cleaned_data["reviewer"]
        )
        is_readable = Review.objects.visible_to(request.user).filter(pk=review.pk).exists()
        return review if is_readable else "appraisal:review-staff"

    done = "Review started. We've told the reviewee and reviewer."
    answer = submit_form(request, form, make, done=done, refused_to="appraisal:review-staff")
    context = {"form": form, "post": post, "year_label": year_label(year)}
    return answer or render(request, "appraisal/review_open.html", context, status=status_of(form))


@require_safe
def reviewer_options(request: Request, school_id: UUID, person_id: UUID) -> HttpResponse:
    """Answer the search for who leads somebody's review with those found at the school."""
    post = find_post(request, school_id, person_id)
    field = reviewer_field(post.school, post.person)
    if not isinstance(field, SearchSelectField):
        field = SearchSelectField(queryset=field.queryset)
    return render(request, "kit/search_options.html", field.found(request.GET, "reviewer"))


def review_open_all(request: Request, school_id: UUID) -> HttpResponse:
    """Show whose reviews would be opened with which reviewer, and who is left out and why; then open them."""
    headed = {school.public_id: school for school in selectors.schools_headed(request.user)}
    if (school := headed.get(school_id)) is None:
        raise Http404
    form = SubmitOnceForm(request.POST or None)
    year = academic_year(today())
    if answer := submit_form(request, form, lambda: _open_all(request, school)):
        return answer
    found = selectors.candidates(request.user, school, year)
    context: dict[str, Any] = {
        "form": form,
        "school": school,
        "year_label": year_label(year),
        "opening": [one for one in found if not one.left_out],
        "left_out": [one for one in found if one.left_out],
    }
    return render(request, "appraisal/review_open_all.html", context, status=status_of(form))


def _open_all(request: Request, school: School) -> str:
    """Open them and say how many; return the name of the page to go to."""
    done = services.open_all_reviews(actor=request.user, school=school)
    count = len(done.reviews)
    words = "1 review started." if count == 1 else f"{count} reviews started."
    messages.success(request, f"{words} We've told everyone involved." if count else "No reviews to start.")
    return "appraisal:review-none" if done.left_out else "appraisal:review-staff"


def review_reviewer(request: Request, public_id: UUID) -> HttpResponse:
    """Name somebody else who leads a review from now on. The page shows no text of it."""
    rows = Review.objects.listed_for(request.user) | Review.objects.visible_to(request.user)
    review = get_object_or_404(rows.select_related("school", "reviewee", "reviewer"), public_id=public_id)
    require(policies.can_change_reviewer(request.user, review))
    form = ReviewerForm(request.POST or None, review=review)

    def change() -> str:
        services.change_reviewer(review=review, actor=request.user, **form.cleaned_data)
        return "appraisal:review-staff"

    done = "Reviewer changed. We've told everyone involved."
    answer = submit_form(request, form, change, done=done, now=lambda: rows.get(pk=review.pk))
    context = {"form": form, "review": review}
    return answer or render(request, "appraisal/review_reviewer.html", context, status=status_of(form))
