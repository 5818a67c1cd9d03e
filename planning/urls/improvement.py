"""The addresses of the hub and of improvement plans."""

from django.urls import path

from planning.views import hub, improvement

urlpatterns = [
    path("", hub.hub, name="hub"),
    path("schools/<uuid:school_id>/<int:year>/priorities/", improvement.priorities, name="priorities"),
    path("priorities/<uuid:public_id>/", improvement.priority_detail, name="priority-detail"),
]
