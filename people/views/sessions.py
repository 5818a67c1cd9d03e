"""Where somebody is signed in."""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY

from people.models import Person


class SessionListView(ListUserSessionsView):
    """List one's sessions, and end all the others.

    The library's own page deletes what has ended while it is read, and so waits for whoever is writing; here
    `people.forget_sessions` does.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sessions that still work, the oldest first."""
        context = super(ListUserSessionsView, self).get_context_data(**kwargs)
        rows = UserSession.objects.filter(user=self.request.user).order_by("created_at", "pk")
        sessions = [row for row in rows if _works(row, self.request.user)]
        return context | {"sessions": sessions, "session_count": len(sessions), "show_last_seen_at": True}


def _works(row: UserSession, person: Person) -> bool:
    """Return whether the session is there and was begun with today's password and email."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    return store.get(HASH_SESSION_KEY) in {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
