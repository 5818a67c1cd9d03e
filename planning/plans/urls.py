"""The addresses of action plans, their actions and evaluations, and of who leads what."""

from django.urls import path

from planning.plans import action_views, step_views, views

ONE = "plans/<uuid:public_id>/"

urlpatterns = [
    path("plans/", views.plan_list, name="plan-list"),
    path("schools/<uuid:school_id>/<int:year>/priorities/leaders/", views.leader_list, name="leader-list"),
    path("schools/<uuid:school_id>/<int:year>/plan/", views.plan, name="plan"),
    path("schools/<uuid:school_id>/<int:year>/plan/start/", views.plan_start, name="plan-start"),
    path(ONE, views.plan_detail, name="plan-detail"),
    path(f"{ONE}edit/", views.plan_edit, name="plan-edit"),
    path(f"{ONE}print/", views.plan_pdf, name="plan-pdf"),
    path(f"{ONE}agree/", step_views.plan_agree, name="plan-agree"),
    path(f"{ONE}reopen/", step_views.plan_note, {"how": "reopen"}, name="plan-reopen"),
    path(f"{ONE}override/", step_views.plan_note, {"how": "override"}, name="plan-override"),
    path(f"{ONE}begin/", step_views.plan_begin, name="plan-begin"),
    path(f"{ONE}finish/", step_views.plan_note, {"how": "finish"}, name="plan-finish"),
    path(f"{ONE}take-up/", step_views.plan_note, {"how": "take-up"}, name="plan-take-up"),
    path(f"{ONE}close/", step_views.plan_close, name="plan-close"),
    path(f"{ONE}carry/", action_views.plan_carry, name="plan-carry"),
    path(f"{ONE}add/", action_views.action_create, name="action-create"),
    path("plans/leads/", action_views.lead_options, name="lead-options"),
    path("actions/<uuid:public_id>/", action_views.action_detail, name="action-detail"),
    path("actions/<uuid:public_id>/edit/", action_views.action_edit, name="action-edit"),
    path("actions/<uuid:public_id>/remove/", action_views.action_remove, name="action-remove"),
    path("actions/<uuid:public_id>/begin/", action_views.action_begin, name="action-begin"),
    path("actions/<uuid:public_id>/finish/", action_views.action_finish, name="action-finish"),
    path("actions/<uuid:public_id>/evaluate/", action_views.action_evaluate, name="action-evaluate"),
]
