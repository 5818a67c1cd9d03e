"""The addresses of events."""

from django.urls import URLPattern, path

from training.events import running_views, views

urlpatterns: list[URLPattern] = [
    path("events/", views.event_list, name="event-list"),
    path("events/school/", views.school_events, name="school-events"),
    path("events/new/", views.event_create, name="event-create"),
    path("events/<uuid:public_id>/", views.event_detail, name="event-detail"),
    path("events/<uuid:public_id>/edit/", views.event_edit, name="event-edit"),
    path("events/<uuid:public_id>/cancel/", views.event_cancel, name="event-cancel"),
    path("events/<uuid:public_id>/organiser/", running_views.organiser_change, name="event-organiser"),
    path("events/<uuid:public_id>/organiser/options/", running_views.organiser_options, name="event-organiser-options"),
    path("events/<uuid:public_id>/facilitators/add/", running_views.facilitator_add, name="event-facilitator-add"),
    path(
        "events/<uuid:public_id>/facilitators/options/",
        running_views.facilitator_options,
        name="event-facilitator-options",
    ),
    path(
        "events/<uuid:public_id>/facilitators/<uuid:person_id>/remove/",
        running_views.facilitator_remove,
        name="event-facilitator-remove",
    ),
    path("events/<uuid:public_id>/notes/", running_views.event_notes, name="event-notes"),
    path("events/<uuid:public_id>/materials/add/", running_views.material_add, name="event-material-add"),
    path(
        "events/<uuid:public_id>/materials/<uuid:material_id>/remove/",
        running_views.material_remove,
        name="event-material-remove",
    ),
    path("event-materials/<uuid:public_id>/", running_views.material_file, name="event-material"),
]
