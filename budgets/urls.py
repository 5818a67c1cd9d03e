"""Budgets: a school's of a year, its lines with their ledgers, all budgets, and the board's page."""

from django.urls import path

from budgets import line_views, views

app_name = "budgets"

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/budget/", views.budget, name="budget"),
    path("schools/<uuid:school_id>/<int:year>/budget/open/", views.budget_open, name="budget-open"),
    path("budgets/", views.budget_list, name="budget-list"),
    path("budgets/board/", views.board, name="board"),
    path("budgets/<uuid:public_id>/", views.budget_detail, name="budget-detail"),
    path("budgets/<uuid:public_id>/note/", views.budget_note, name="budget-note"),
    path("budgets/<uuid:public_id>/lines/add/", line_views.line_add, name="line-add"),
    path("budget-lines/<uuid:public_id>/", line_views.line_detail, name="line-detail"),
    path("budget-lines/<uuid:public_id>/change/", line_views.line_change, name="line-change"),
    path("budget-lines/<uuid:public_id>/allocate/", line_views.line_allocate, name="line-allocate"),
    path("budget-lines/<uuid:public_id>/transfer/", line_views.line_transfer, name="line-transfer"),
]
