"""The addresses of the first page and of the pages about the service."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("schools-to-look-at/", views.attention, name="attention"),
    path("setting-up/", views.setting_up, name="setting-up"),
    path("system-health/", views.system_health, name="system-health"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("policy/", views.policy, name="policy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
