"""Middleware of the kit: what every request goes through.

Nothing that no page of ours sends is taken; private pages are never kept by a browser or a proxy; settings are read
once a request.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_structlog.middlewares import RequestMiddleware

from core import kept_form_filling, kept_forms
from core.exports import MOST_IN_A_WORKBOOK, TooLongForWorkbook
from core.logs import named
from core.trust_settings import remembered

GetResponse = Callable[[HttpRequest], HttpResponse]


METHODS = ["GET", "HEAD", "POST"]


class PlainRequestsMiddleware:
    """Refuse what no page of ours sends.

    Every method but reading and posting: a view that asks for POST would take all others for reading. NUL in an
    address: no PostgreSQL text can hold it, so that looking for it is an error. And what is larger than any file may
    be, before it is read; a proxy that has refused it asks for the page that says so (deploy/nginx.conf).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This web address isn't valid.", content_type="text/plain")
        size = request.META.get("CONTENT_LENGTH") or ""
        is_too_large = size.isdecimal() and (len(size) > 15 or int(size) > settings.LARGEST_REQUEST)
        if is_too_large or request.headers.get("X-Too-Large"):
            page = render_to_string("413.html", {"most": settings.LARGEST_UPLOAD})
            return HttpResponse(page, status=413)
        return self.get_response(request)


class RequestLogMiddleware(RequestMiddleware):
    """Logs the beginning and the end of each request: its method and its page by route and ids."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return how a line names the request: no address of it, which may hold a token or what somebody searched."""
        return f"{request.method} {named(request)}"


class SignInMiddleware(LoginRequiredMiddleware):
    """Lead whoever is not signed in to the sign-in, and keep the form that they sent for when they are back."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response: Any = super().__call__(request)
        if request.user.is_authenticated:
            if not was_signed_in:
                kept_forms.remember_former_token(request, response)
                # Whoever signs in without following the way back, from a bookmark say, finds the form all the same.
                is_led_home = response.get("Location") == resolve_url(settings.LOGIN_REDIRECT_URL)
                if is_led_home and (address := kept_forms.way_back(request.user)):
                    response["Location"] = address
            kept_forms.remember_owner(request, response)
        elif was_signed_in:
            kept_forms.forget_owner(response)
        return response

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Return the way to the sign-in where one is needed."""
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is None or request.method != "POST" or (kept := kept_forms.keep(request)) is None:
            return response
        files = " Files have to be chosen again." if request.FILES else ""
        messages.info(request, f"You were signed out. We kept what you entered: sign in again to send it.{files}")
        return redirect_to_login(reverse("kept-form", args=[kept.public_id]))


class KeptFormMiddleware:
    """Put a kept form into the page that it was sent from, and forget it when it was sent."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            response = self.get_response(request)
            # Taken, or shown again with what was typed.
            is_taken = response.status_code < 400 or response.status_code in (409, 422)
            if is_taken and request.user.is_authenticated and (sent := request.POST.get(kept_forms.MARK)):
                kept_forms.forget(request.user, sent)
            return response
        wanted = request.GET.get(kept_forms.MARK)
        kept = kept_forms.find(request.user, wanted) if wanted and request.user.is_authenticated else None
        if kept is None:
            return self.get_response(request)
        with kept_form_filling.drawn_for(kept):
            response = self.get_response(request)
        if str(kept.public_id) in response.get("Location", ""):
            return response  # to the confirming of a sign-in, and back here
        address = kept_forms.unmarked(request.get_full_path())
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        page = kept_form_filling.filled(response.text, address, kept) if is_page else None
        if page is None:
            return redirect("kept-forms")
        response.content = page
        return response


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
