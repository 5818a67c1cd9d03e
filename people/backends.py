"""Who the sign-in lets in: allauth's backend, which knows the leaving day besides."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend


class AuthenticationBackend(AllauthBackend):
    """Asked at each sign-in and again at every request of a session."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Return whether the person may sign in today; a session of somebody who may not any more is over."""
        return bool(user.may_sign_in)
