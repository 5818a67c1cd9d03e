"""The addresses of meetings."""

from django.urls import URLPattern, path

from governance.meetings import views

urlpatterns: list[URLPattern] = [
    path("boards/<uuid:public_id>/meetings/", views.meeting_list, name="meeting-list"),
    path("boards/<uuid:public_id>/meetings/plan/", views.meeting_plan, name="meeting-plan"),
    path("boards/<uuid:public_id>/meetings/attendance/", views.attendance_list, name="meeting-attendance-list"),
    path("boards/meetings/<uuid:public_id>/", views.meeting_detail, name="meeting-detail"),
    path("boards/meetings/<uuid:public_id>/edit/", views.meeting_edit, name="meeting-edit"),
    path("boards/meetings/<uuid:public_id>/cancel/", views.meeting_cancel, name="meeting-cancel"),
    path("boards/meetings/<uuid:public_id>/attendance/", views.meeting_attendance, name="meeting-attendance"),
    path("boards/meetings/<uuid:public_id>/apologies/", views.meeting_apologies, name="meeting-apologies"),
]
