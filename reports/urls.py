"""The addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("new/", views.report_draft, name="report-draft"),
    path("<uuid:public_id>/", views.report_detail, name="report-detail"),
    path("<uuid:public_id>/words/", views.report_edit, name="report-edit"),
    path("<uuid:public_id>/refresh/", views.report_refresh, name="report-refresh"),
    path("<uuid:public_id>/publish/", views.report_publish, name="report-publish"),
    path("<uuid:public_id>/correct/", views.report_correct, name="report-correct"),
    path("<uuid:public_id>/pdf/", views.report_download, name="report-download"),
]
