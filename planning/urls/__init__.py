"""Every address of planning, a module a part."""

from django.urls import URLPattern, URLResolver

from planning.urls import budget, conversations, improvement, needs, plans, surveys, thread

app_name = "planning"

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += improvement.urlpatterns
urlpatterns += needs.urlpatterns
urlpatterns += conversations.urlpatterns
urlpatterns += budget.urlpatterns
urlpatterns += plans.urlpatterns
urlpatterns += surveys.urlpatterns
urlpatterns += thread.urlpatterns
