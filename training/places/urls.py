"""The addresses of this room."""

from django.urls import path

from training.places import views

urlpatterns = [
    path("events/mine/", views.my_events, name="my-events"),
    path("events/to-agree/", views.places_to_agree, name="places-to-agree"),
    path("events/<uuid:public_id>/sign-up/", views.event_sign_up, name="event-sign-up"),
    path("events/<uuid:public_id>/sign-up-all/", views.event_sign_up_all, name="event-sign-up-all"),
    path("events/<uuid:public_id>/places/", views.event_places, name="event-places"),
    path("events/<uuid:public_id>/places/remove/", views.event_places_remove, name="event-places-remove"),
    path("events/<uuid:public_id>/invite/", views.event_invite, name="event-invite"),
    path("events/<uuid:public_id>/invite/people/", views.event_invite_options, name="event-invite-options"),
    path("places/<uuid:public_id>/accept/", views.place_accept, name="place-accept"),
    path("places/<uuid:public_id>/decline/", views.place_decline, name="place-decline"),
    path("places/<uuid:public_id>/withdraw/", views.place_withdraw, name="place-withdraw"),
]
