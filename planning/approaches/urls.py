"""The addresses of the types of training."""

from django.urls import path

from planning.approaches import views

urlpatterns = [
    path("types-of-training/", views.approach_list, name="approach-list"),
    path("types-of-training/add/", views.approach_add, name="approach-add"),
    path("types-of-training/<slug:code>/", views.approach_edit, name="approach-edit"),
]
