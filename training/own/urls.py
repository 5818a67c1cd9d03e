"""The addresses of this room."""

from django.urls import path

from training.own import views

urlpatterns = [
    path("log/", views.log_add, name="log-add"),
    path("transcript/", views.transcript, name="transcript"),
    path("transcript/pdf/", views.transcript_pdf, name="transcript-pdf"),
    path("transcript/check/", views.transcript_check, name="transcript-check"),
    path("to-confirm/", views.log_list, name="log-list"),
    path("<uuid:public_id>/edit/", views.log_edit, name="log-edit"),
    path("<uuid:public_id>/delete/", views.log_delete, name="log-delete"),
    path("<uuid:public_id>/confirm/", views.log_confirm, name="log-confirm"),
    path("<uuid:public_id>/send-back/", views.log_send_back, name="log-send-back"),
    path("<uuid:public_id>/file/", views.log_file, name="log-file"),
]
