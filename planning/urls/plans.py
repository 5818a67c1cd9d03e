"""The addresses of action plans, their actions and evaluations."""

from django.urls import path

from planning.views import actions, evaluation, plan_steps, plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("schools/<uuid:school_id>/<int:year>/plan/", plans.plan, name="plan"),
    path("schools/<uuid:school_id>/<int:year>/plan/start/", plans.plan_start, name="plan-start"),
    path("plans/<uuid:public_id>/", plans.plan_detail, name="plan-detail"),
    path("plans/<uuid:public_id>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<uuid:public_id>/print/", plans.plan_pdf, name="plan-pdf"),
    path("plans/<uuid:public_id>/agree/", plan_steps.plan_agree, name="plan-agree"),
    path("plans/<uuid:public_id>/reopen/", plan_steps.plan_reopen, name="plan-reopen"),
    path("plans/<uuid:public_id>/override/", plan_steps.plan_override, name="plan-override"),
    path("plans/<uuid:public_id>/begin/", plan_steps.plan_begin, name="plan-begin"),
    path("plans/<uuid:public_id>/finish/", plan_steps.plan_finish, name="plan-finish"),
    path("plans/<uuid:public_id>/take-up/", plan_steps.plan_take_up, name="plan-take-up"),
    path("plans/<uuid:public_id>/close/", plan_steps.plan_close, name="plan-close"),
    path("plans/<uuid:public_id>/carry/", evaluation.plan_carry, name="plan-carry"),
    path("plans/<uuid:public_id>/add/", actions.action_create, name="action-create"),
    path("plans/leads/", actions.lead_options, name="lead-options"),
    path("actions/<uuid:public_id>/", actions.action_detail, name="action-detail"),
    path("actions/<uuid:public_id>/edit/", actions.action_edit, name="action-edit"),
    path("actions/<uuid:public_id>/remove/", actions.action_remove, name="action-remove"),
    path("actions/<uuid:public_id>/begin/", actions.action_begin, name="action-begin"),
    path("actions/<uuid:public_id>/finish/", actions.action_finish, name="action-finish"),
    path("actions/<uuid:public_id>/evaluate/", evaluation.action_evaluate, name="action-evaluate"),
]
