"""The addresses of this room."""

from django.urls import URLPattern, path

from governance.board_training import views

urlpatterns: list[URLPattern] = [
    path("boards/<uuid:public_id>/training/", views.compliance, name="board-compliance"),
    path("boards/<uuid:public_id>/training/record/", views.record, name="board-record"),
]
