"""The addresses of asking for a course and of the lists of requests."""

from django.urls import URLPattern, path

from courses.requests import views

urlpatterns: list[URLPattern] = [
    path("requests/", views.request_list, name="request-list"),
    path("requests/school", views.request_school_list, name="request-school-list"),
    path("requests/new", views.request_start, name="request-start"),
    path("requests/<uuid:public_id>/ask/<slug:step>", views.request_step, name="request-step"),
    path("requests/<uuid:public_id>/copy", views.request_copy, name="request-copy"),
]
