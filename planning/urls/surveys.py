"""The addresses of surveys."""

from django.urls import path

from planning.views import survey_answering, survey_running, surveys

urlpatterns = [
    path("schools/<uuid:school_id>/<int:year>/surveys/", surveys.school_surveys, name="school-surveys"),
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/new/", surveys.survey_create, name="survey-create"),
    path("surveys/mine/", survey_answering.survey_mine, name="survey-mine"),
    path("surveys/<uuid:public_id>/", survey_running.survey_detail, name="survey-detail"),
    path("surveys/<uuid:public_id>/change/", surveys.survey_edit, name="survey-edit"),
    path("surveys/<uuid:public_id>/copy/", surveys.survey_copy, name="survey-copy"),
    path("surveys/<uuid:public_id>/remove/", surveys.survey_remove, name="survey-remove"),
    path("surveys/<uuid:public_id>/preview/", surveys.survey_preview, name="survey-preview"),
    path("surveys/<uuid:public_id>/open/", survey_running.survey_open, name="survey-open"),
    path("surveys/<uuid:public_id>/close/", survey_running.survey_close, name="survey-close"),
    path("surveys/<uuid:public_id>/last-day/", survey_running.survey_last_day, name="survey-last-day"),
    path("surveys/<uuid:public_id>/questions/new/", surveys.question_create, name="question-create"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/", surveys.question_edit, name="question-edit"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/move/", surveys.question_move, name="question-move"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/remove/", surveys.question_remove, name="question-remove"),
    path("surveys/<uuid:public_id>/questions/<int:pk>/need/", survey_running.question_need, name="question-need"),
    path("surveys/<uuid:public_id>/results/", survey_running.survey_results, name="survey-results"),
    path("surveys/<uuid:public_id>/results/show/", survey_running.survey_show, name="survey-show"),
    path("surveys/<uuid:public_id>/answers/<uuid:answer_id>/need/", survey_running.answer_need, name="answer-need"),
    path("surveys/<uuid:public_id>/answer/", survey_answering.survey_answer, name="survey-answer"),
    path("surveys/<uuid:public_id>/pupils/", survey_answering.survey_pupils, name="survey-pupils"),
    path("s/<str:token>/", survey_answering.survey_parents, name="survey-parents"),
]
