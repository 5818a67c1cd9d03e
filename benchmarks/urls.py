"""The project's addresses and the bare views."""

from django.urls import path

from benchmarks.parts import PARTS
from cpd_trust.urls import urlpatterns as ours

bare = [path(f"bare/{name}", view) for part in PARTS for name, view in part.VIEWS.items()]
urlpatterns = [*bare, *ours]
