"""The addresses of the register of bookings and of the calendar."""

from django.urls import URLPattern, path

from courses.bookings import calendar_views, out_views, views

urlpatterns: list[URLPattern] = [
    path("bookings/", views.register, name="register"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/make", calendar_views.calendar_make, name="calendar-make"),
    path("calendar/revoke", calendar_views.calendar_revoke, name="calendar-revoke"),
    path("calendar/<str:token>.ics", calendar_views.calendar_feed, name="calendar-feed"),
    path("calendar/school/<uuid:person_id>/<str:key>.ics", calendar_views.school_feed_view, name="school-feed"),
    path("out/", out_views.out, name="out"),
    path("out/<uuid:school_id>/", out_views.out_school, name="out-school"),
    path("calendar/out/<uuid:school_id>/<uuid:person_id>/<str:key>.ics", out_views.out_feed_view, name="out-feed"),
]
