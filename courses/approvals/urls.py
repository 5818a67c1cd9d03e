"""The addresses of deciding, and of one request's page."""

from django.urls import URLPattern, path

from courses.approvals import request_views, views

urlpatterns: list[URLPattern] = [
    path("requests/<uuid:public_id>", request_views.request_detail, name="request-detail"),
    path("requests/<uuid:public_id>/check", request_views.request_check, name="request-check"),
    path("requests/<uuid:public_id>/send", request_views.request_send, name="request-send"),
    path("requests/<uuid:public_id>/comment", request_views.request_comment, name="request-comment"),
    path("requests/<uuid:public_id>/withdraw", request_views.request_withdraw, name="request-withdraw"),
    path("requests/waiting", views.request_queue, name="request-queue"),
    path("requests/waiting/approve", views.request_approve_several, name="request-approve-several"),
    path("requests/<uuid:public_id>/decide", views.request_decide, name="request-decide"),
    path("requests/<uuid:public_id>/approve", views.request_approve, name="request-approve"),
    path("requests/<uuid:public_id>/return", views.request_return, name="request-return"),
    path("requests/<uuid:public_id>/decline", views.request_decline, name="request-decline"),
]
