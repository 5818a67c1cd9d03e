"""Middleware of the kit: what every request goes through.

Only methods that a page knows; private pages are never kept by a browser or a proxy; settings are read once a request.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from core.trust_settings import remembered

GetResponse = Callable[[HttpRequest], HttpResponse]


METHODS = ["GET", "HEAD", "POST"]


class MethodsMiddleware:
    """Refuse every method but reading and posting: a view that asks for POST would take all others for reading."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Mark every answer to somebody signed in `no-store`, and let it vary by cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_vary_headers(response, ["Cookie"])
        return response


class TrustSettingsMiddleware:
    """Read the trust's settings once a request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembered():
            return self.get_response(request)
