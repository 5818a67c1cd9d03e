"""The addresses of performance management. None holds a name."""

from django.urls import path

from appraisal.views import lists, objectives, opening, reviews, year

app_name = "appraisal"

ONE = "<uuid:public_id>/"

urlpatterns = [
    path("", lists.review_list, name="review-list"),
    path("staff/", lists.review_staff, name="review-staff"),
    path("none/", lists.review_none, name="review-none"),
    path("open/<uuid:school_id>/", opening.review_open_all, name="review-open-all"),
    path("open/<uuid:school_id>/<uuid:person_id>/", opening.review_open, name="review-open"),
    path("open/<uuid:school_id>/<uuid:person_id>/reviewers/", opening.reviewer_options, name="reviewer-options"),
    path(f"objectives/{ONE}", objectives.objective_detail, name="objective-detail"),
    path(f"objectives/{ONE}change/", objectives.objective_edit, name="objective-edit"),
    path(f"objectives/{ONE}remove/", objectives.objective_remove, name="objective-remove"),
    path(f"objectives/{ONE}progress/", year.progress_add, name="progress-add"),
    path(f"objectives/{ONE}training/", objectives.training_add, name="training-add"),
    path(f"training/{ONE}change/", objectives.training_edit, name="training-edit"),
    path(f"training/{ONE}remove/", objectives.training_remove, name="training-remove"),
    path(ONE, reviews.review_detail, name="review-detail"),
    path(f"{ONE}reviewer/", opening.review_reviewer, name="review-reviewer"),
    path(f"{ONE}objective/", objectives.objective_add, name="objective-add"),
    path(f"{ONE}propose/", reviews.review_propose, name="review-propose"),
    path(f"{ONE}agree/", reviews.review_agree, name="review-agree"),
    path(f"{ONE}set/", reviews.review_set, name="review-set"),
    path(f"{ONE}reply/", reviews.review_reply, name="review-reply"),
    path(f"{ONE}self-review/", year.self_review_add, name="self-review-add"),
    path(f"{ONE}mid-year/", year.mid_year_add, name="mid-year-add"),
    path(f"{ONE}back/", reviews.review_back, name="review-back"),
    path(f"{ONE}reopen/", reviews.review_reopen, name="review-reopen"),
]
