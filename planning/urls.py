"""The addresses of planning, room by room."""

from django.urls import URLPattern

from planning.approaches.urls import urlpatterns as approaches_urls
from planning.conversations.urls import urlpatterns as conversations_urls
from planning.improvement.urls import urlpatterns as improvement_urls
from planning.needs.urls import urlpatterns as needs_urls
from planning.overview.urls import urlpatterns as overview_urls
from planning.plans.urls import urlpatterns as plans_urls
from planning.similar.urls import urlpatterns as similar_urls
from planning.thread.urls import urlpatterns as thread_urls

app_name = "planning"

urlpatterns: list[URLPattern] = [
    *overview_urls,
    *improvement_urls,
    *similar_urls,
    *needs_urls,
    *conversations_urls,
    *plans_urls,
    *thread_urls,
    *approaches_urls,
]
