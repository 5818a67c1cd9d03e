"""The addresses of attendance."""

from django.urls import URLPattern, path

from courses.attendance import views

urlpatterns: list[URLPattern] = [
    path("desk/attendance/confirm", views.attendance, name="attendance"),
    path("requests/<uuid:public_id>/close", views.request_close, name="request-close"),
]
