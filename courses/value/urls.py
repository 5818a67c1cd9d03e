"""The addresses of agreements and of the comparison of costs."""

from django.urls import URLPattern, path

from courses.value import views

urlpatterns: list[URLPattern] = [
    path("value/", views.value, name="value"),
    path("agreements/", views.agreement_list, name="agreement-list"),
    path("agreements/new", views.agreement_create, name="agreement-create"),
    path("agreements/<uuid:public_id>", views.agreement_detail, name="agreement-detail"),
    path("agreements/<uuid:public_id>/edit", views.agreement_edit, name="agreement-edit"),
    path("agreements/<uuid:public_id>/remove", views.agreement_remove, name="agreement-remove"),
]
