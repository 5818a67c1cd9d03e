"""Budgets: a school's of a year, its lines with their ledgers, all budgets, and the board's page."""

from django.urls import path

from planning.views import board
from planning.views import budget as views
from planning.views import budget_lines as lines

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/budget/", views.budget, name="budget"),
    path("schools/<uuid:school_id>/<int:year>/budget/open/", views.budget_open, name="budget-open"),
    path("budgets/", views.budget_list, name="budget-list"),
    path("budgets/board/", board.board, name="board"),
    path("budgets/<uuid:public_id>/", views.budget_detail, name="budget-detail"),
    path("budgets/<uuid:public_id>/note/", views.budget_note, name="budget-note"),
    path("budgets/<uuid:public_id>/lines/add/", lines.line_add, name="line-add"),
    path("budget-lines/<uuid:public_id>/", lines.line_detail, name="line-detail"),
    path("budget-lines/<uuid:public_id>/change/", lines.line_change, name="line-change"),
    path("budget-lines/<uuid:public_id>/allocate/", lines.line_allocate, name="line-allocate"),
    path("budget-lines/<uuid:public_id>/transfer/", lines.line_transfer, name="line-transfer"),
]
