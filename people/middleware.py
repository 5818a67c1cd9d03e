"""Where the trust demands a second factor of a role, its holders set one up before anything else."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.trust_settings import trust_setting

OPEN_PREFIXES = ("/account/", "/static/", "/healthz", "/readyz")


class SecondFactorMiddleware:
    """Send holders of the named roles to the second factor page until they have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.path.startswith(OPEN_PREFIXES):
            roles = trust_setting("people.second_factor_roles")
            if (
                roles
                and request.user.authority.holds_any(roles)
                and not Authenticator.objects.filter(
                    user=request.user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
                ).exists()
            ):
                return redirect(reverse("mfa_index"))
        return self.get_response(request)
