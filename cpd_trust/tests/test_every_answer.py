"""What every answer has, also where something went wrong and where a library answers: a strict policy, and no fault."""

import uuid

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, include, path
from django.views.decorators.csrf import csrf_exempt

from core.flow import StaleVersion
from cpd_trust.tests.helpers import quiet  # noqa: F401
from cpd_trust.tests.test_access import LIBRARIES
from cpd_trust.tests.walking import BACKEND, STRICT

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PROVIDERS = ("microsoft", "google", "oidc")


def raising(problem):
    @login_not_required
    @csrf_exempt
    def view(request):
        raise problem

    return view


def rendering(template, status):
    @login_not_required
    def view(request):
        return render(request, template, status=status)

    return view


@login_not_required
def unprocessable(request):
    return HttpResponse("Look at it again.", status=422)


urlpatterns = [
    path("400/", raising(SuspiciousOperation("No."))),
    path("403/", raising(PermissionDenied("No."))),
    path("404/", raising(Http404)),
    path("409/", rendering("409.html", 409)),
    path("422/", unprocessable),
    path("429/", rendering("429.html", 429)),
    path("500/", raising(RuntimeError("No."))),
    path("stale/", raising(StaleVersion("No."))),
    path("", include("cpd_trust.urls")),
]


def policy_of(response):
    return response.get("Content-Security-Policy", "")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["anonymous", "ada"])
@override_settings(ROOT_URLCONF=__name__)
def test_every_page_of_a_problem_has_the_strict_policy(who, cast):
    client = Client(raise_request_exception=False)
    forging = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if who == "ada":
        for one in (client, forging):
            one.force_login(cast.ada, backend=BACKEND)
    answers = [client.get(f"/{status}/") for status in (400, 403, 404, 409, 422, 429, 500)]
    assert [one.status_code for one in answers] == [400, 403, 404, 409, 422, 429, 500]
    others = {
        client.get("/", HTTP_X_TOO_LARGE="1"): 413,
        client.get("/", HTTP_HOST="elsewhere.example.org"): 400,
        client.get("/people/?q=%00"): 400,
        client.get("/nowhere/"): 404,
        client.put("/people/"): 405,
        forging.post("/409/"): 403,
    }
    assert [one.status_code for one in others] == list(others.values())
    for response in [*answers, *others, client.get("/stale/"), client.get("/healthz"), client.get("/")]:
        assert STRICT.match(policy_of(response)), response.status_code


def test_a_lax_policy_is_found():
    """The control: what the check is there for does not pass it."""
    strict = "default-src 'self'; script-src 'self'; form-action 'self' https://login.microsoftonline.com"
    assert STRICT.match(strict)
    for lax in (
        "",
        "script-src 'self'",
        f"{strict} 'unsafe-inline'",
        f"{strict}; img-src *",
        f"{strict}; img-src https:",
    ):
        assert not STRICT.match(lax)


# --- The addresses of the sign-in ------------------------------------------------------------------------------------


def sign_in_addresses(patterns, before="/"):
    """Yield the name and an address of each page that a library brings; free parts are filled with something."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from sign_in_addresses(pattern.url_patterns, before + filled(pattern))
        elif (pattern.name or "").startswith(LIBRARIES):
            yield pattern.name, before + filled(pattern)


def filled(pattern):
    route = str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    for part, value in {
        "<int:pk>": "1",
        "(?P<provider_id>[^/]+)": "oidc",
        r"(?P<key>[-:\w]+)": "key",
        "(?P<uidb36>[0-9A-Za-z]+)": "1",
        "(?P<key>.+)": "key",
    }.items():
        route = route.replace(part, value)
    assert not set("<([\\") & set(route), route
    return route


ADDRESSES = dict(sign_in_addresses(get_resolver().url_patterns))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["anonymous", "ada"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_of_the_sign_in_falls_over_where_no_provider_is_set_up(name, who, cast):
    assert settings.SOCIALACCOUNT_PROVIDERS == {}
    client = Client(raise_request_exception=False)
    if who == "ada":
        client.force_login(cast.ada, backend=BACKEND)
    for method in METHODS:
        for query in ("", "?code=x&state=y", "?error=access_denied", f"?process=connect&next=/{uuid.uuid4()}/"):
            response = client.generic(method, ADDRESSES[name] + query)
            assert response.status_code < 500, (method, query, response.status_code)
            assert STRICT.match(policy_of(response))
            if any(f"/{provider}/" in ADDRESSES[name] for provider in PROVIDERS):
                assert response.status_code == (404 if method in ("GET", "HEAD", "POST") else 405), (method, query)


def test_there_are_addresses_of_each_provider():
    for provider in PROVIDERS:
        assert any(f"/{provider}/login/callback/" in address for address in ADDRESSES.values())
