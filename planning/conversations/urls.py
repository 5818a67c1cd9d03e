"""The addresses of conversations."""

from django.urls import path

from planning.conversations import views

urlpatterns = [
    path("conversations/", views.conversation_list, name="conversation-list"),
    path("conversations/new/", views.conversation_ask, name="conversation-ask"),
    path("conversations/<uuid:public_id>/", views.conversation_detail, name="conversation-detail"),
    path("conversations/<uuid:public_id>/arrange/", views.conversation_arrange, name="conversation-arrange"),
    path("conversations/<uuid:public_id>/record/", views.conversation_record, name="conversation-record"),
    path("conversations/<uuid:public_id>/withdraw/", views.conversation_withdraw, name="conversation-withdraw"),
]
