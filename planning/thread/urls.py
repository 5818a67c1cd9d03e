"""The addresses of missing links."""

from django.urls import path

from planning.thread import views

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/missing/", views.missing_links, name="missing-links"),
    path("missing/", views.trust_missing_links, name="trust-missing-links"),
    path("link/<slug:kind>/<uuid:public_id>/", views.fix, name="fix-link"),
]
