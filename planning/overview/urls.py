"""The addresses of the first page, and of priorities to be read."""

from django.urls import path

from planning.overview import views

urlpatterns = [
    path("", views.hub, name="hub"),
    path("mine/<slug:key>/", views.part, name="part"),
    path("schools/<uuid:school_id>/<int:year>/priorities/", views.priorities, name="priorities"),
    path("priorities/<uuid:public_id>/", views.priority_detail, name="priority-detail"),
]
