"""The address of what is on."""

from django.urls import URLPattern, path

from courses.whats_on import views

urlpatterns: list[URLPattern] = [path("courses/whats-on", views.whats_on, name="whats-on")]
