"""The addresses of conversations."""

from django.urls import path

from planning.views import conversations

urlpatterns = [
    path("conversations/", conversations.conversation_list, name="conversation-list"),
    path("conversations/new/", conversations.conversation_ask, name="conversation-ask"),
    path("conversations/<uuid:public_id>/", conversations.conversation_detail, name="conversation-detail"),
    path("conversations/<uuid:public_id>/arrange/", conversations.conversation_arrange, name="conversation-arrange"),
    path("conversations/<uuid:public_id>/record/", conversations.conversation_record, name="conversation-record"),
    path("conversations/<uuid:public_id>/withdraw/", conversations.conversation_withdraw, name="conversation-withdraw"),
]
