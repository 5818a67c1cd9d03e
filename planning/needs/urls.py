"""The addresses of needs: raising, one's own, the registers, one need and its ends."""

from django.urls import path

from planning.needs import ending_views, register_views, views

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/needs/", register_views.needs, name="needs"),
    path("schools/<uuid:school_id>/<int:year>/needs/carry-forward/", ending_views.needs_carry, name="needs-carry"),
    path("needs/", register_views.trust_needs, name="trust-needs"),
    path("needs/mine/", views.my_needs, name="my-needs"),
    path("needs/new/", views.need_raise, name="need-raise"),
    path("needs/people/", views.need_person_options, name="need-person-options"),
    path("needs/<uuid:public_id>/", views.need_detail, name="need-detail"),
    path("needs/<uuid:public_id>/edit/", views.need_edit, name="need-edit"),
    path("needs/<uuid:public_id>/end/<slug:how>/", ending_views.need_end, name="need-end"),
    path("needs/<uuid:public_id>/reopen/", ending_views.need_reopen, name="need-reopen"),
]
