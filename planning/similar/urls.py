"""The addresses of similar needs."""

from django.urls import path

from planning.similar import views

urlpatterns = [
    path("needs/similar/", views.similar_needs, name="similar-needs"),
    path("needs/similar/<slug:key>/", views.similar_detail, name="similar-detail"),
    path("needs/similar/<slug:key>/plan/", views.similar_plan, name="similar-plan"),
    path("needs/<uuid:public_id>/let-go/", views.need_let_go, name="need-let-go"),
]
