"""The addresses of this app."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all", views.inbox_read_all, name="inbox-read-all"),
    path("preferences", views.preferences, name="preferences"),
    path("outbox", views.outbox, name="outbox"),
    path("outbox/test", views.mail_test, name="mail-test"),
    path("outbox/<uuid:public_id>", views.mail_detail, name="mail-detail"),
    path("outbox/<uuid:public_id>/again", views.mail_send_again, name="mail-send-again"),
    path("outbox/<uuid:public_id>/leave", views.mail_leave, name="mail-leave"),
    path("outbox/<uuid:public_id>/sent", views.mail_settle_as_sent, name="mail-settle-as-sent"),
    path("<uuid:public_id>", views.notice_detail, name="notice-detail"),
    path("<uuid:public_id>/open", views.notice_open, name="notice-open"),
    path("<uuid:public_id>/read", views.notice_read, name="notice-read"),
]
