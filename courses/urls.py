"""The addresses of this app, room by room."""

from django.urls import URLPattern

from courses.approvals.urls import urlpatterns as approvals_urls
from courses.attendance.urls import urlpatterns as attendance_urls
from courses.bookings.urls import urlpatterns as bookings_urls
from courses.catalogue.urls import urlpatterns as catalogue_urls
from courses.desk.urls import urlpatterns as desk_urls
from courses.requests.urls import urlpatterns as requests_urls
from courses.value.urls import urlpatterns as value_urls
from courses.whats_on.urls import urlpatterns as whats_on_urls

app_name = "courses"

urlpatterns: list[URLPattern] = [
    *catalogue_urls,
    *requests_urls,
    *bookings_urls,
    *value_urls,
    *whats_on_urls,
    *approvals_urls,
    *attendance_urls,
    *desk_urls,
]
