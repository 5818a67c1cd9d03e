"""The addresses of CPD records."""

from django.urls import path

from training.records import views

urlpatterns = [
    path("", views.record_list, name="record-list"),
    path("mine/", views.my_record, name="my-record"),
    path("people/<uuid:public_id>/", views.person_record, name="person-record"),
    path("<uuid:public_id>/", views.record_detail, name="record-detail"),
]
