"""The addresses of registers."""

from django.urls import URLPattern, path

from training.attendance import views

urlpatterns: list[URLPattern] = [
    path("events/<uuid:public_id>/register/", views.register, name="register"),
    path("events/<uuid:public_id>/register/add/", views.register_add, name="register-add"),
    path("events/<uuid:public_id>/register/people/", views.register_people, name="register-people"),
    path("events/<uuid:public_id>/register/close/", views.register_close, name="register-close"),
    path("events/<uuid:public_id>/register/code/", views.register_code, name="register-code"),
    path("events/<uuid:public_id>/register/sheet/", views.register_sheet, name="register-sheet"),
    path("events/<uuid:public_id>/check-in/", views.check_in, name="check-in"),
    path("events/<uuid:public_id>/catch-up/", views.catch_ups, name="catch-ups"),
    path("attendance/<uuid:public_id>/correct/", views.attendance_correct, name="attendance-correct"),
    path("catch-up/<uuid:public_id>/", views.catch_up, name="catch-up"),
]
