"""The addresses of skills audits. None holds a name."""

from django.urls import path

from governance.audits import answering_views, statement_views, views

urlpatterns = [
    path("boards/<uuid:public_id>/skills/new/", views.audit_start, name="audit-start"),
    path("skills/", views.audit_list, name="audit-list"),
    path("skills/<uuid:public_id>/", views.audit_detail, name="audit-detail"),
    path("skills/<uuid:public_id>/wanted/", views.audit_wanted, name="audit-wanted"),
    path("skills/<uuid:public_id>/closing-day/", views.audit_closing_day, name="audit-closing-day"),
    path("skills/<uuid:public_id>/open/", views.audit_open, name="audit-open"),
    path("skills/<uuid:public_id>/close/", views.audit_close, name="audit-close"),
    path("skills/<uuid:public_id>/remove/", views.audit_remove, name="audit-remove"),
    path("skills/<uuid:public_id>/statements/<int:pk>/need/", views.gap_need, name="gap-need"),
    path("skills/<uuid:public_id>/answer/", answering_views.audit_answer, name="audit-answer"),
    path("skills/<uuid:public_id>/answer/finish/", answering_views.audit_finish, name="audit-finish"),
    path(
        "skills/<uuid:public_id>/answer/<slug:area>/",
        answering_views.audit_answer_area,
        name="audit-answer-area",
    ),
    path("answers/<uuid:public_id>/", answering_views.assessment_detail, name="assessment-detail"),
    path("answers/<uuid:public_id>/share/", answering_views.assessment_share, name="assessment-share"),
    path("statements/", statement_views.statement_list, name="statement-list"),
    path("statements/load/", statement_views.statement_load, name="statement-load"),
    path("statements/new/", statement_views.statement_add, name="statement-add"),
    path("statements/<uuid:public_id>/", statement_views.statement_edit, name="statement-edit"),
    path("statements/<uuid:public_id>/in-use/", statement_views.statement_in_use, name="statement-in-use"),
]
