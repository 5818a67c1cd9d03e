"""The addresses of boards."""

from django.urls import URLPattern, path

from governance.boards import import_views, link_views, views

urlpatterns: list[URLPattern] = [
    path("boards/", views.board_list, name="board-list"),
    path("boards/add/", views.board_add, name="board-add"),
    path("boards/import/", import_views.appointment_import, name="appointment-import"),
    path("boards/import/save/", import_views.appointment_import_apply, name="appointment-import-apply"),
    path("boards/link-roles/", link_views.link_role_list, name="link-role-list"),
    path("boards/link-roles/add/", link_views.link_role_add, name="link-role-add"),
    path("boards/link-roles/<slug:code>/", link_views.link_role_edit, name="link-role-edit"),
    path("boards/<uuid:public_id>/", views.board_detail, name="board-detail"),
    path("boards/<uuid:public_id>/edit/", views.board_edit, name="board-edit"),
    path("boards/<uuid:public_id>/close/", views.board_close, name="board-close"),
    path("boards/<uuid:public_id>/schools/add/", views.school_add, name="board-school-add"),
    path("boards/<uuid:public_id>/schools/<int:pk>/end/", views.school_end, name="board-school-end"),
    path("boards/<uuid:public_id>/appoint/", views.appoint, name="appoint"),
    path("boards/appointments/<uuid:public_id>/", views.appointment_detail, name="appointment-detail"),
    path("boards/appointments/<uuid:public_id>/link-roles/add/", link_views.link_give, name="link-give"),
    path("boards/appointments/<uuid:public_id>/link-roles/<int:pk>/end/", link_views.link_end, name="link-end"),
    path("boards/appointments/<uuid:public_id>/renew/", views.appointment_renew, name="appointment-renew"),
    path("boards/appointments/<uuid:public_id>/edit/", views.appointment_edit, name="appointment-edit"),
    path("boards/appointments/<uuid:public_id>/end/", views.appointment_end, name="appointment-end"),
]
