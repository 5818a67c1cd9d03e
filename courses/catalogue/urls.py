"""The addresses of the catalogue."""

from django.urls import URLPattern, path

from courses.catalogue import views

urlpatterns: list[URLPattern] = [
    path("courses/", views.course_list, name="course-list"),
    path("courses/new", views.course_create, name="course-create"),
    path("courses/<uuid:public_id>", views.course_detail, name="course-detail"),
    path("courses/<uuid:public_id>/edit", views.course_edit, name="course-edit"),
    path("courses/<uuid:public_id>/archive", views.course_archive, name="course-archive"),
    path("courses/<uuid:public_id>/restore", views.course_restore, name="course-restore"),
    path("courses/<uuid:public_id>/dates/new", views.date_create, name="date-create"),
    path("course-dates/<uuid:public_id>/edit", views.date_edit, name="date-edit"),
    path("course-dates/<uuid:public_id>/remove", views.date_remove, name="date-remove"),
    path("providers/", views.provider_list, name="provider-list"),
    path("providers/new", views.provider_create, name="provider-create"),
    path("providers/<uuid:public_id>/edit", views.provider_edit, name="provider-edit"),
]
