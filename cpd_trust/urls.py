"""Every address of the site, one line an app."""

from django.conf import settings
from django.urls import include, path

from core import health_views, kept_form_views, kit_views
from people.views.sessions import SessionListView

urlpatterns = [
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("kept-forms/", kept_form_views.kept_forms_list, name="kept-forms"),
    path("kept-forms/<uuid:public_id>/", kept_form_views.kept_form, name="kept-form"),
    path("kept-forms/<uuid:public_id>/discard/", kept_form_views.kept_discard, name="kept-form-discard"),
    path("account/sessions/", SessionListView.as_view(), name="usersessions_list"),
    path("account/", include("allauth.urls")),
    path("people/", include("people.urls")),
    path("messages/", include("notifications.urls")),
    path("certificates/", include("certificates.urls")),
    path("planning/", include("planning.urls")),
    path("planning/", include("surveys.urls")),
    path("planning/", include("budgets.urls")),
    path("records/", include("training.urls")),
    path("reviews/", include("appraisal.urls")),
    path("governance/", include("governance.urls")),
    path("", include("courses.urls")),
    path("reports/", include("reports.urls")),
    path("", include("home.urls")),
]

if settings.LOCAL:
    urlpatterns += [
        path("_kit/", kit_views.kit, name="kit"),
        path("_kit/work", kit_views.kit_work, name="kit-work"),
    ]
