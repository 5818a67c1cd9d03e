"""Where the trust demands a second factor of a role, its holders set one up first; and when a session was last used."""

import datetime as dt
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import now
from core.trust_settings import trust_setting
from core.waiting import without_waiting

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


# The page of one's sessions shows a day: once in ten minutes is enough.
NOTED_EVERY = dt.timedelta(minutes=10)
EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
# So many sessions a process remembers.
MOST_KNOWN = 10_000


class ActivityMiddleware:
    """Note now and then when and from where a session was last used.

    In place of allauth's own, which writes on every request: a page then waits for whoever else writes, and fails where
    that takes long. Here a page that finds the database busy leaves it to the next one. A process remembers whom it
    found noted, so that the next pages need not ask.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._known: dict[tuple[str, int, str], dt.datetime] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (key := request.session.session_key):
            used = (key, request.user.pk, request.META.get("HTTP_USER_AGENT", "")[:MOST_OF_AN_AGENT])
            if self._known.get(used, EVER) < now() - NOTED_EVERY:
                self._note(request, used)
        return self.get_response(request)

    def _note(self, request: HttpRequest, used: tuple[str, int, str]) -> None:
        """Note the session unless that was done a short while ago, with the browser it is used by now."""
        names = dict(zip(("session_key", "user", "user_agent"), used, strict=True))
        noted_at = UserSession.objects.filter(**names).order_by().values_list("last_seen_at", flat=True).first()
        if noted_at is None or noted_at < now() - NOTED_EVERY:
            noted_at = now()
            try:
                with without_waiting():
                    UserSession.objects.create_from_request(request)
            except OperationalError:
                return
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[used] = noted_at


MOST_OF_AN_AGENT = UserSession._meta.get_field("user_agent").max_length  # noqa: SLF001 -- the documented API of models
