"""The addresses of the plain pages."""

from django.urls import path

from benchmarks.parts import PARTS

urlpatterns = [path(name, view) for part in PARTS for name, view in part.VIEWS.items()]
