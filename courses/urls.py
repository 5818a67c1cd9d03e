"""The addresses of this app, a block a noun."""

from django.urls import URLPattern, path

from courses.views import asking, catalogue, deciding, request_lists

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

urlpatterns: list[URLPattern] = [*course_urls, *request_urls, *deciding_urls]
