"""The addresses of this app, a block a noun."""

from django.urls import URLPattern, path

from courses.views import (
    agreements,
    asking,
    attendance,
    booking,
    calendar,
    catalogue,
    deciding,
    register,
    request_lists,
    value,
)

app_name = "courses"

course_urls: list[URLPattern] = [
    path("courses/", catalogue.course_list, name="course-list"),
    path("courses/new", catalogue.course_create, name="course-create"),
    path("courses/<uuid:public_id>", catalogue.course_detail, name="course-detail"),
    path("courses/<uuid:public_id>/edit", catalogue.course_edit, name="course-edit"),
    path("courses/<uuid:public_id>/take-out", catalogue.course_take_out, name="course-take-out"),
    path("courses/<uuid:public_id>/put-back", catalogue.course_put_back, name="course-put-back"),
    path("courses/<uuid:public_id>/dates/new", catalogue.date_create, name="date-create"),
    path("course-dates/<uuid:public_id>/edit", catalogue.date_edit, name="date-edit"),
    path("course-dates/<uuid:public_id>/remove", catalogue.date_remove, name="date-remove"),
    path("providers/", catalogue.provider_list, name="provider-list"),
    path("providers/new", catalogue.provider_create, name="provider-create"),
    path("providers/<uuid:public_id>/edit", catalogue.provider_edit, name="provider-edit"),
]

request_urls: list[URLPattern] = [
    path("requests/", request_lists.request_list, name="request-list"),
    path("requests/school", request_lists.request_school_list, name="request-school-list"),
    path("requests/new", asking.request_start, name="request-start"),
    path("requests/<uuid:public_id>", asking.request_detail, name="request-detail"),
    path("requests/<uuid:public_id>/ask/<slug:step>", asking.request_step, name="request-step"),
    path("requests/<uuid:public_id>/check", asking.request_check, name="request-check"),
    path("requests/<uuid:public_id>/send", asking.request_send, name="request-send"),
    path("requests/<uuid:public_id>/comment", asking.request_comment, name="request-comment"),
    path("requests/<uuid:public_id>/withdraw", asking.request_withdraw, name="request-withdraw"),
    path("requests/<uuid:public_id>/copy", asking.request_copy, name="request-copy"),
]

deciding_urls: list[URLPattern] = [
    path("requests/waiting", deciding.request_queue, name="request-queue"),
    path("requests/waiting/approve", deciding.request_approve_several, name="request-approve-several"),
    path("requests/<uuid:public_id>/decide", deciding.request_decide, name="request-decide"),
    path("requests/<uuid:public_id>/approve", deciding.request_approve, name="request-approve"),
    path("requests/<uuid:public_id>/return", deciding.request_return, name="request-return"),
    path("requests/<uuid:public_id>/decline", deciding.request_decline, name="request-decline"),
]

booking_urls: list[URLPattern] = [
    path("desk/", booking.desk, name="desk"),
    path("desk/book", booking.book, name="book"),
    path("desk/attendance/confirm", attendance.attendance, name="attendance"),
    path("desk/<str:queue>", booking.desk, name="desk-queue"),
    path("bookings/", register.register, name="register"),
    path("bookings/colleagues", booking.booking_colleague_options, name="booking-colleague-options"),
    path("bookings/<uuid:public_id>", booking.booking_detail, name="booking-detail"),
    path("bookings/<uuid:public_id>/change", booking.booking_change, name="booking-change"),
    path("bookings/<uuid:public_id>/cancel", booking.booking_cancel, name="booking-cancel"),
    path("bookings/<uuid:public_id>/colleague", booking.booking_colleague, name="booking-colleague"),
    path("bookings/<uuid:public_id>/confirmation", booking.booking_confirmation, name="booking-confirmation"),
    path("requests/<uuid:public_id>/close", attendance.request_close, name="request-close"),
]

value_urls: list[URLPattern] = [
    path("courses/whats-on", value.whats_on, name="whats-on"),
    path("value/", value.value, name="value"),
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/new", agreements.agreement_create, name="agreement-create"),
    path("agreements/<uuid:public_id>", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<uuid:public_id>/edit", agreements.agreement_edit, name="agreement-edit"),
    path("agreements/<uuid:public_id>/remove", agreements.agreement_remove, name="agreement-remove"),
]

calendar_urls: list[URLPattern] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/make", calendar.calendar_make, name="calendar-make"),
    path("calendar/revoke", calendar.calendar_revoke, name="calendar-revoke"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
]

urlpatterns: list[URLPattern] = [
    *course_urls,
    *request_urls,
    *deciding_urls,
    *booking_urls,
    *value_urls,
    *calendar_urls,
]
