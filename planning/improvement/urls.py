"""The addresses of improvement plans and of writing their priorities."""

from django.urls import path

from planning.improvement import import_views, views

OF_A_YEAR = "schools/<uuid:school_id>/<int:year>/priorities/"
ONE = "priorities/<uuid:public_id>/"

urlpatterns = [
    path("priorities/", views.priority_list, name="priority-list"),
    path(f"{OF_A_YEAR}plan/", views.plan_edit, name="improvement-edit"),
    path(f"{OF_A_YEAR}add/", views.priority_add, name="priority-add"),
    path(f"{OF_A_YEAR}import/", import_views.priority_import, name="priority-import"),
    path(f"{OF_A_YEAR}import/apply/", import_views.priority_import_apply, name="priority-import-apply"),
    path(f"{OF_A_YEAR}export/", import_views.priority_export, name="priority-export"),
    path("schools/<uuid:school_id>/owner-options/", views.owner_options, name="owner-options"),
    path(f"{ONE}edit/", views.priority_edit, name="priority-edit"),
    path(f"{ONE}drop/", views.priority_drop, name="priority-drop"),
    path(f"{ONE}take-up/", views.priority_take_up, name="priority-take-up"),
    path(f"{ONE}carry/", views.priority_carry, name="priority-carry"),
    path(f"{ONE}judge/", views.priority_judge, name="priority-judge"),
]
