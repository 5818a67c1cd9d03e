"""The addresses of this app."""

from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("", views.record_list, name="record-list"),
    path("mine/", views.my_record, name="my-record"),
    path("people/<uuid:public_id>/", views.person_record, name="person-record"),
    path("<uuid:public_id>/", views.record_detail, name="record-detail"),
]
