"""The addresses of feedback."""

from django.urls import path

from training.feedback import views

urlpatterns = [
    path("feedback/", views.feedback_list, name="feedback-list"),
    path("feedback/<uuid:public_id>/", views.feedback_detail, name="feedback-detail"),
    path("feedback/<uuid:public_id>/change/", views.feedback_change, name="feedback-change"),
    path("feedback/<uuid:public_id>/share/", views.feedback_share, name="feedback-share"),
    path("feedback/<uuid:public_id>/stop-sharing/", views.feedback_stop_sharing, name="feedback-stop-sharing"),
    path("<uuid:public_id>/feedback/", views.feedback_give, name="feedback-give"),
    path("<uuid:public_id>/remind/", views.feedback_prompt, name="feedback-prompt"),
]
