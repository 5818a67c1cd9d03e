"""Every address of planning, a module a part."""

from django.urls import URLPattern, URLResolver

from planning.urls import conversations, improvement, needs, plans, thread

app_name = "planning"

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += improvement.urlpatterns
urlpatterns += needs.urlpatterns
urlpatterns += conversations.urlpatterns
urlpatterns += plans.urlpatterns
urlpatterns += thread.urlpatterns
