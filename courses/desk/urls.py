"""The addresses of the booking desk."""

from django.urls import URLPattern, path

from courses.desk import booking_views, queue_views, views

urlpatterns: list[URLPattern] = [
    path("desk/", views.desk, name="desk"),
    path("desk/book", views.book, name="book"),
    path("desk/send-back", views.send_back, name="send-back"),
    path("desk/attendance/all", queue_views.all_attended, name="all-attended"),
    path("desk/certificates/remind", queue_views.certificates_remind, name="certificates-remind"),
    path("desk/certificates/add", queue_views.certificates_add, name="certificates-add"),
    path("desk/confirmations/add", queue_views.confirmation_add, name="confirmation-add"),
    path("desk/<str:queue>", views.desk, name="desk-queue"),
    path("bookings/colleagues", booking_views.booking_colleague_options, name="booking-colleague-options"),
    path("bookings/<uuid:public_id>", booking_views.booking_detail, name="booking-detail"),
    path("bookings/<uuid:public_id>/change", booking_views.booking_change, name="booking-change"),
    path("bookings/<uuid:public_id>/cancel", booking_views.booking_cancel, name="booking-cancel"),
    path("bookings/<uuid:public_id>/colleague", booking_views.booking_colleague, name="booking-colleague"),
    path("bookings/<uuid:public_id>/confirmation", booking_views.booking_confirmation, name="booking-confirmation"),
]
