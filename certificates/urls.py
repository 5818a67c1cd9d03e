"""The addresses of this app."""

from django.urls import path

from certificates.views import awards, people, qualifications, requirements, school, trust

app_name = "certificates"
urlpatterns = [
    path("", people.mine, name="mine"),
    path("people/<uuid:public_id>/", people.person_compliance, name="person-compliance"),
    path("people/<uuid:public_id>/exempt/<uuid:requirement_id>/", people.exemption_give, name="exemption-give"),
    path("exemptions/<uuid:public_id>/end/", people.exemption_end, name="exemption-end"),
    path("add/", awards.certificate_add, name="certificate-add"),
    path("add/several/", awards.certificates_add, name="certificates-add"),
    path("<uuid:public_id>/", awards.certificate_detail, name="certificate-detail"),
    path("<uuid:public_id>/file/", awards.certificate_file, name="certificate-file"),
    path("<uuid:public_id>/file/add/", awards.certificate_attach, name="certificate-attach"),
    path("<uuid:public_id>/confirm/", awards.certificate_verify, name="certificate-verify"),
    path("<uuid:public_id>/withdraw/", awards.certificate_revoke, name="certificate-revoke"),
    path("schools/", trust.matrix_choose, name="matrix-choose"),
    path("schools/<uuid:public_id>/", school.matrix, name="matrix"),
    path("schools/<uuid:public_id>/remind/<uuid:requirement_id>/", school.remind_of, name="remind-of"),
    path("schools/<uuid:public_id>/remind/person/<uuid:person_id>/", school.remind_person, name="remind-person"),
    path("schools/<uuid:public_id>/first-aiders/", school.first_aiders, name="first-aiders"),
    path("requirements/", requirements.requirement_list, name="requirement-list"),
    path("requirements/load/", requirements.requirements_load, name="requirements-load"),
    path("requirements/check/", requirements.requirements_check, name="requirements-check"),
    path("requirements/<uuid:public_id>/", requirements.requirement_detail, name="requirement-detail"),
    path("requirements/<uuid:public_id>/edit/", requirements.requirement_edit, name="requirement-edit"),
    path("requirements/<uuid:public_id>/checked/", requirements.requirement_checked, name="requirement-checked"),
    path("requirements/<uuid:public_id>/name/", requirements.holder_name, name="holder-name"),
    path("named/<int:pk>/remove/", requirements.holder_remove, name="holder-remove"),
    path("qualifications/", qualifications.qualification_list, name="qualification-list"),
    path("qualifications/add/", qualifications.qualification_add, name="qualification-add"),
    path("qualifications/<uuid:public_id>/file/", qualifications.qualification_file, name="qualification-file"),
]
