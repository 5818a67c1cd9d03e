"""The addresses of this room."""

from django.urls import URLPattern, path

from governance.board_training import views

urlpatterns: list[URLPattern] = [
    path("boards/<uuid:public_id>/training/", views.compliance, name="board-compliance"),
    path("boards/<uuid:public_id>/training/record/", views.record, name="board-record"),
    path("boards/<uuid:public_id>/training/add/", views.outside_add, name="outside-add"),
    path("boards/training/<uuid:public_id>/", views.outside_detail, name="outside-detail"),
    path("boards/training/<uuid:public_id>/file/", views.outside_file, name="outside-file"),
    path("boards/training/<uuid:public_id>/wrong/", views.outside_dispute, name="outside-dispute"),
    path("boards/training/<uuid:public_id>/keep/", views.outside_keep, name="outside-keep"),
    path("boards/training/<uuid:public_id>/withdraw/", views.outside_withdraw, name="outside-withdraw"),
]
