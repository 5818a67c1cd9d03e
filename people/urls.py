"""The addresses of people and places."""

from django.urls import path

from people.views import delegation, imports, people, places, school_import

app_name = "people"
urlpatterns = [
    path("", people.person_list, name="person-list"),
    path("options/", people.person_options, name="person-options"),
    path("add/", people.person_add, name="person-add"),
    path("<uuid:public_id>/", people.person_detail, name="person-detail"),
    path("<uuid:public_id>/edit/", people.person_edit, name="person-edit"),
    path("<uuid:public_id>/leave/", people.person_leave, name="person-leave"),
    path("<uuid:public_id>/invite/", people.person_invite, name="person-invite"),
    path("<uuid:public_id>/sign-in/", people.person_switch, name="person-switch"),
    path("<uuid:public_id>/posts/add/", people.post_add, name="post-add"),
    path("<uuid:public_id>/roles/add/", people.grant_add, name="grant-add"),
    path("<uuid:public_id>/responsibilities/add/", people.responsibility_add, name="responsibility-add"),
    path("posts/<uuid:public_id>/", people.post_edit, name="post-edit"),
    path("posts/<uuid:public_id>/end/", people.post_end, name="post-end"),
    path("roles/<uuid:public_id>/end/", people.grant_end, name="grant-end"),
    path("responsibilities/<uuid:public_id>/end/", people.responsibility_end, name="responsibility-end"),
    path("deputies/", delegation.deputy_page, name="deputies"),
    path("deputies/options/", delegation.deputy_options, name="deputy-options"),
    path("deputies/<uuid:public_id>/end/", delegation.delegation_end, name="delegation-end"),
    path("schools/", places.school_list, name="school-list"),
    path("schools/import/", school_import.school_import, name="school-import"),
    path("schools/import/apply/", school_import.school_import_apply, name="school-import-apply"),
    path("schools/add/", places.school_add, name="school-add"),
    path("schools/<uuid:public_id>/", places.school_detail, name="school-detail"),
    path("schools/<uuid:public_id>/edit/", places.school_edit, name="school-edit"),
    path("schools/<uuid:public_id>/terms/<int:year>/", places.terms_edit, name="school-terms"),
    path("schools/<uuid:public_id>/training-days/add/", places.training_day_add, name="school-training-day-add"),
    path("training-days/<int:pk>/remove/", places.training_day_remove, name="training-day-remove"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/add/", imports.import_add, name="import-add"),
    path("imports/<uuid:public_id>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:public_id>/columns/", imports.import_columns, name="import-columns"),
    path("imports/<uuid:public_id>/answer/", imports.import_answer, name="import-answer"),
    path("imports/<uuid:public_id>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<uuid:public_id>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<uuid:public_id>/leavers/", imports.import_leavers, name="import-leavers"),
    path("imports/<uuid:public_id>/file/", imports.import_file, name="import-file"),
    path("settings/", places.settings_page, name="settings"),
    path("settings/terms/<int:year>/", places.terms_edit, name="trust-terms"),
    path("settings/training-days/add/", places.training_day_add, name="trust-training-day-add"),
]
