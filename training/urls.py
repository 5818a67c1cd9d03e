"""The addresses of this app."""

from django.urls import path

from training.attendance.urls import urlpatterns as register_urls
from training.events.urls import urlpatterns as event_urls
from training.own.urls import urlpatterns as own_urls
from training.places.urls import urlpatterns as place_urls
from training.views import feedback, records

app_name = "training"
urlpatterns = [
    *own_urls,
    path("", records.record_list, name="record-list"),
    *event_urls,
    *place_urls,
    *register_urls,
    path("mine/", records.my_record, name="my-record"),
    path("people/<uuid:public_id>/", records.person_record, name="person-record"),
    path("feedback/", feedback.feedback_list, name="feedback-list"),
    path("feedback/<uuid:public_id>/", feedback.feedback_detail, name="feedback-detail"),
    path("feedback/<uuid:public_id>/change/", feedback.feedback_change, name="feedback-change"),
    path("feedback/<uuid:public_id>/share/", feedback.feedback_share, name="feedback-share"),
    path("feedback/<uuid:public_id>/stop-sharing/", feedback.feedback_stop_sharing, name="feedback-stop-sharing"),
    path("<uuid:public_id>/", records.record_detail, name="record-detail"),
    path("<uuid:public_id>/feedback/", feedback.feedback_give, name="feedback-give"),
    path("<uuid:public_id>/remind/", feedback.feedback_prompt, name="feedback-prompt"),
]
