"""The addresses of needs: raising, one's own, the registers, one need and its ends."""

from django.urls import path

from planning.views import need_endings, need_register, needs, similar

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/needs/", need_register.needs, name="needs"),
    path("schools/<uuid:school_id>/<int:year>/needs/carry-forward/", need_endings.needs_carry, name="needs-carry"),
    path("needs/", need_register.trust_needs, name="trust-needs"),
    path("needs/mine/", needs.my_needs, name="my-needs"),
    path("needs/new/", needs.need_raise, name="need-raise"),
    path("needs/people/", needs.need_person_options, name="need-person-options"),
    path("needs/similar/", similar.similar_needs, name="similar-needs"),
    path("needs/similar/<slug:key>/", similar.similar_detail, name="similar-detail"),
    path("needs/similar/<slug:key>/plan/", similar.similar_plan, name="similar-plan"),
    path("needs/<uuid:public_id>/", needs.need_detail, name="need-detail"),
    path("needs/<uuid:public_id>/edit/", needs.need_edit, name="need-edit"),
    path("needs/<uuid:public_id>/end/<slug:how>/", need_endings.need_end, name="need-end"),
    path("needs/<uuid:public_id>/reopen/", need_endings.need_reopen, name="need-reopen"),
    path("needs/<uuid:public_id>/let-go/", need_endings.need_let_go, name="need-let-go"),
]
