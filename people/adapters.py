"""How sign-in fits the trust: nobody signs up, administrators invite; mails go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with an account of the trust's own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an administrator invites people."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Stop whoever may not sign in today, by whichever way they came (code, password, passkey, another site)."""
        return super().pre_login(request, user, **kwargs) or (
            None if user.may_sign_in else self.respond_user_inactive(request, user)
        )

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody confirms that it is them: by a mailed code where they have set up nothing else."""
        by_code = {"id": "code", "description": "Email me a code", "url": reverse("people:confirm-by-code")}
        return super().get_reauthentication_methods(user) or [by_code]


class NotSetUp(SocialApp.DoesNotExist, Http404):
    """A provider that this installation has not set up: its addresses are not there."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with Microsoft, Google or another provider, for people whom the trust already knows."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: an administrator invites people."""
        return False

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """Return the provider's app; raise `NotSetUp`, which is answered by 404, where there is none."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist as missing:
            raise NotSetUp from missing
