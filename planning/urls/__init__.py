"""Every address of planning, a module a part."""

from django.urls import URLPattern, URLResolver

from planning.urls import budget, improvement, surveys, thread

app_name = "planning"

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += improvement.urlpatterns
urlpatterns += budget.urlpatterns
urlpatterns += surveys.urlpatterns
urlpatterns += thread.urlpatterns
