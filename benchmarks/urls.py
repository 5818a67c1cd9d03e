"""The project's addresses and the bare views."""

from benchmarks import bare
from cpd_trust.urls import urlpatterns as ours

urlpatterns = [*bare.urlpatterns, *ours]
