"""How sign-in fits the trust: nobody signs up, administrators invite; mails go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with an account of the trust's own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an administrator invites people."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with Microsoft, Google or another provider, for people whom the trust already knows."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: an administrator invites people."""
        return False
