"""The addresses of this app."""

from training.attendance.urls import urlpatterns as register_urls
from training.events.urls import urlpatterns as event_urls
from training.feedback.urls import urlpatterns as feedback_urls
from training.own.urls import urlpatterns as own_urls
from training.places.urls import urlpatterns as place_urls
from training.records.urls import urlpatterns as record_urls

app_name = "training"
urlpatterns = [*own_urls, *event_urls, *place_urls, *register_urls, *record_urls, *feedback_urls]
