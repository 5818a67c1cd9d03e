"""The addresses of views."""

from django.urls import path

from surveys import answering_views, lifecycle_views, need_views, views

app_name = "surveys"

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/surveys/", views.school_surveys, name="school-surveys"),
    path("surveys/", views.survey_list, name="survey-list"),
    path("surveys/new/", views.survey_create, name="survey-create"),
    path("surveys/mine/", answering_views.survey_mine, name="survey-mine"),
    path("surveys/<uuid:public_id>/", lifecycle_views.survey_detail, name="survey-detail"),
    path("surveys/<uuid:public_id>/change/", views.survey_edit, name="survey-edit"),
    path("surveys/<uuid:public_id>/copy/", views.survey_copy, name="survey-copy"),
    path("surveys/<uuid:public_id>/remove/", views.survey_remove, name="survey-remove"),
    path("surveys/<uuid:public_id>/preview/", views.survey_preview, name="survey-preview"),
    path("surveys/<uuid:public_id>/open/", lifecycle_views.survey_open, name="survey-open"),
    path("surveys/<uuid:public_id>/close/", lifecycle_views.survey_close, name="survey-close"),
    path("surveys/<uuid:public_id>/last-day/", lifecycle_views.survey_last_day, name="survey-last-day"),
    path("surveys/<uuid:public_id>/questions/new/", views.question_create, name="question-create"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/", views.question_edit, name="question-edit"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/move/", views.question_move, name="question-move"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/remove/", views.question_remove, name="question-remove"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/need/", need_views.question_need, name="question-need"),
    path("surveys/<uuid:public_id>/results/", lifecycle_views.survey_results, name="survey-results"),
    path("surveys/<uuid:public_id>/results/show/", lifecycle_views.survey_show, name="survey-show"),
    path("surveys/<uuid:public_id>/answers/<uuid:answer_id>/need/", need_views.answer_need, name="answer-need"),
    path("surveys/<uuid:public_id>/answer/", answering_views.survey_answer, name="survey-answer"),
    path("surveys/<uuid:public_id>/pupils/", answering_views.survey_pupils, name="survey-pupils"),
    path("s/<str:token>/", answering_views.survey_parents, name="survey-parents"),
]
