"""The addresses of missing links."""

from django.urls import path

from planning.views import thread

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/missing/", thread.missing_links, name="missing-links"),
    path("missing/", thread.trust_missing_links, name="trust-missing-links"),
    path("link/<slug:kind>/<uuid:public_id>/", thread.mend, name="mend"),
]
