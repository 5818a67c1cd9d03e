"""The addresses of the hub and of improvement plans."""

from django.urls import path

from planning.views import hub, improvement, improvement_import, improvement_lists, improving

OF_A_YEAR = "schools/<uuid:school_id>/<int:year>/priorities/"
ONE = "priorities/<uuid:public_id>/"

urlpatterns = [
    path("", hub.hub, name="hub"),
    path("priorities/", improvement_lists.priority_list, name="priority-list"),
    path(f"{OF_A_YEAR}leaders/", improvement_lists.leader_list, name="leader-list"),
    path(OF_A_YEAR, improvement.priorities, name="priorities"),
    path(f"{OF_A_YEAR}plan/", improving.plan_edit, name="improvement-edit"),
    path(f"{OF_A_YEAR}add/", improving.priority_add, name="priority-add"),
    path(f"{OF_A_YEAR}import/", improvement_import.priority_import, name="priority-import"),
    path(f"{OF_A_YEAR}import/apply/", improvement_import.priority_import_apply, name="priority-import-apply"),
    path(f"{OF_A_YEAR}export/", improvement_import.priority_export, name="priority-export"),
    path("schools/<uuid:school_id>/owner-options/", improving.owner_options, name="owner-options"),
    path(ONE, improvement.priority_detail, name="priority-detail"),
    path(f"{ONE}edit/", improving.priority_edit, name="priority-edit"),
    path(f"{ONE}drop/", improving.priority_drop, name="priority-drop"),
    path(f"{ONE}take-up/", improving.priority_take_up, name="priority-take-up"),
    path(f"{ONE}carry/", improving.priority_carry, name="priority-carry"),
    path(f"{ONE}judge/", improving.priority_judge, name="priority-judge"),
]
