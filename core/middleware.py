"""Middleware of the kit: what every request goes through.

Nothing that no page of ours sends is taken; private pages are never kept by a browser or a proxy; settings are read
once a request.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_structlog.middlewares import RequestMiddleware

from core.exports import MOST_IN_A_WORKBOOK, TooLongForWorkbook
from core.logs import named
from core.trust_settings import remembered

GetResponse = Callable[[HttpRequest], HttpResponse]


METHODS = ["GET", "HEAD", "POST"]


class PlainRequestsMiddleware:
    """Refuse what no page of ours sends.

    Every method but reading and posting: a view that asks for POST would take all others for reading. And NUL in an
    address: no PostgreSQL text can hold it, so that looking for it is an error.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This address is not one of ours.", content_type="text/plain")
        return self.get_response(request)


class RequestLogMiddleware(RequestMiddleware):
    """Logs the beginning and the end of each request: its method and its page by route and ids."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return how a line names the request: no address of it, which may hold a token or what somebody searched."""
        return f"{request.method} {named(request)}"


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


class LongExportMiddleware:
    """Answer the wish for a workbook of too many rows with a page that offers the same list as CSV."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page, or nothing for any other exception."""
        if not isinstance(exception, TooLongForWorkbook):
            return None
        query = request.GET.copy()
        query["export"] = "csv"
        context = {
            "most": MOST_IN_A_WORKBOOK,
            "csv_url": f"{request.path}?{query.urlencode()}",
            "list_url": request.path,
        }
        return render(request, "export_too_long.html", context, status=413)
