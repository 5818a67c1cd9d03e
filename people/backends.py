"""Who the sign-in lets in: allauth's backend, which knows the leaving day besides."""

from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from allauth.account.signals import email_changed
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from core.calendar import today
from core.reading import Written, read_together, written
from core.trust_settings import stored, take_in
from people.authority import Authority, questions_of
from people.models import Person


@lru_cache(maxsize=1)
def _settings() -> Written:
    """Return the question for the trust's settings."""
    return written(stored())


class AuthenticationBackend(AllauthBackend):
    """Asked at each sign-in and again at every request of a session."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Return whether the person may sign in today; a session of somebody who may not any more is over."""
        return bool(user.may_sign_in)

    def get_user(self, user_id: int) -> Person | None:
        """Return whose session it is. What they hold today and the trust's settings, which every page needs, are read
        in the same statement.
        """
        settings, found, *held = read_together(_settings(), *questions_of(user_id, today()))
        take_in(settings)
        person = next(filter(self.user_can_authenticate, found), None)
        if person is not None:
            person.authority = Authority(person, held)
        return person


def watch_own_changes() -> None:
    """Let the session go on in which somebody makes another of their own confirmed addresses the main one."""
    email_changed.connect(_keep_session, dispatch_uid="people.keep_session")


def _keep_session(request: HttpRequest, user: Any, **facts: Any) -> None:
    update_session_auth_hash(request, user)
