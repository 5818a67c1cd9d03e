"""The addresses of policy documents."""

from django.urls import URLPattern, path

from governance.documents import reading_views, views

urlpatterns: list[URLPattern] = [
    path("policies/", views.document_list, name="document-list"),
    path("policies/new", views.document_create, name="document-create"),
    path("policies/keepers", views.keeper_options, name="document-keeper-options"),
    path("policies/<uuid:public_id>", views.document_detail, name="document-detail"),
    path("policies/<uuid:public_id>/edit", views.document_edit, name="document-edit"),
    path("policies/<uuid:public_id>/new-version", views.version_add, name="document-version-add"),
    path("policies/<uuid:public_id>/withdraw", views.document_withdraw, name="document-withdraw"),
    path("policies/<uuid:public_id>/restore", views.document_restore, name="document-restore"),
    path("policies/versions/<uuid:public_id>/file", views.version_file, name="document-file"),
    path("policies/<uuid:public_id>/ask", reading_views.reading_ask, name="reading-ask"),
    path("policies/readings/<uuid:public_id>", reading_views.reading_detail, name="reading-detail"),
    path("policies/readings/<uuid:public_id>/read", reading_views.reading_declare, name="reading-declare"),
    path("policies/readings/<uuid:public_id>/remind", reading_views.reading_remind, name="reading-remind"),
    path("policies/readings/<uuid:public_id>/end", reading_views.reading_end, name="reading-end"),
]
