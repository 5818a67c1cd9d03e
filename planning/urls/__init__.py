"""Every address of planning, a module a part."""

from django.urls import URLPattern, URLResolver

from planning.urls import improvement

app_name = "planning"

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += improvement.urlpatterns
