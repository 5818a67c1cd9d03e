"""No line of the log holds an address, and so neither a token that works nor what somebody searched for."""

import json
import logging
from contextlib import contextmanager
from io import StringIO
from logging.config import dictConfig

import pytest
import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import include, path, reverse

from core.logs import logging_as
from surveys.tests.factories import QuestionFactory, SurveyFactory

SECRET = "Quokka"
TOKEN = "Quokka_-3f9aK27xQe8ZrT0b"
BROWSER = "Quokkazilla/5.0"
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


@login_not_required
def fail(request, token):
    """Break while a template looks for something that its context has not."""
    words = SECRET
    try:
        Template("{{ review.words|default:missing.key }}").render(Context({"review": {"words": ""}, "text": words}))
        {"text": words}["there is none"]
    finally:
        logging.getLogger("django.template").debug("Looked into %s", {"text": words})


@login_not_required
def answer(request, token):
    return HttpResponse("Well")


urlpatterns = [
    path("fail/<str:token>/", fail),
    path("token/<int:number>/<str:token>.ics", answer),
    path("", include("cpd_trust.urls")),
]


@contextmanager
def logged(level, form, **changed):
    """Log as an installation does, and yield what is written."""
    root = logging.getLogger()
    handlers, before, out = list(root.handlers), root.level, StringIO()
    config = logging_as(level, form) | changed
    config["handlers"] = {"console": config["handlers"]["console"] | {"stream": out}}
    dictConfig(config)
    try:
        yield out
    finally:
        dictConfig(settings.LOGGING)
        root.handlers[:] = handlers
        root.setLevel(before)


def visit_everything(cast):
    """Ask for pages with tokens and searches, for what is not there, is refused, or breaks."""
    survey = SurveyFactory(school=cast.oak, audience="parents", token=TOKEN)
    QuestionFactory(survey=survey)
    survey.move_to("open", opened_at=survey.created_at)
    client = Client(raise_request_exception=False, HTTP_USER_AGENT=BROWSER)
    stranger = Client(enforce_csrf_checks=True, HTTP_REFERER=f"https://testserver/x/?q={SECRET}")
    client.force_login(cast.gus, backend=settings.AUTHENTICATION_BACKENDS[0])
    parents, feed = reverse("surveys:survey-parents", args=[TOKEN]), reverse("courses:calendar-feed", args=[TOKEN])
    pages = [parents, parents + "?again=1", feed, f"/fail/{TOKEN}/", f"/token/7/{TOKEN}.ics", f"/nowhere/{TOKEN}/"]
    # Written otherwise than we write it, and so no page of ours.
    pages += [
        f"/Calendar/{TOKEN}.ics",
        f"//{TOKEN}",
        f"/nowhere/{SECRET}é",
        f"/nowhere/{SECRET}%5Cx",
        f"/nowhere/{SECRET}%0Ax",
    ]
    pages += ["/", "/people/", reverse("people:person-list"), f"/account/password/reset/key/1-{TOKEN}/"]
    statuses = set()
    for page in pages:
        for query in ("", f"?q={SECRET}", f"?page=2&q={SECRET}+Example"):
            address = page + (query if "?" not in page else query.replace("?", "&"))
            for one in (client, Client(raise_request_exception=False)):
                statuses.add(one.get(address).status_code)
            # A way in that needs the secret of a form, over https as an installation is reached.
            statuses.add(stranger.post(address, {"q": SECRET}, secure=True).status_code)
    statuses.add(client.get("/", HTTP_HOST="elsewhere.example.org").status_code)
    statuses.add(client.get(f"/people/?q={SECRET}%00").status_code)
    return statuses


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("level", LEVELS)
def test_no_line_at_any_level_holds_a_token_a_search_or_a_text(level, form, cast):
    with override_settings(ROOT_URLCONF=__name__), logged(level, form) as out:
        statuses = visit_everything(cast)
        for name in ("gunicorn.error", "celery.app.trace", "urllib3.connectionpool", "library.of.somebody"):
            address = reverse("courses:calendar-feed", args=[TOKEN])
            logging.getLogger(name).critical("Error handling request %s?q=%s", address, SECRET)
        logging.getLogger("gunicorn.access").critical('"GET /calendar/%s.ics"', TOKEN)
        logging.getLogger("gunicorn.error").debug("%s %s", "GET", f"/Calendar/{TOKEN}.ics")
        for said in (f"HTTP request line: 'GET /Calendar/{TOKEN}é HTTP/1.1'", f"HTTP header name: 'X {SECRET}'"):
            logging.getLogger("gunicorn.error").critical("Invalid request from ip=%s: Invalid %s", "192.0.2.1", said)
        structlog.get_logger("ours").critical("failed", address=f"/calendar/{TOKEN}.ics?q={SECRET}")
    assert statuses >= {200, 400, 403, 404, 500}
    words = out.getvalue()
    assert words.count("/calendar/…") == 5
    assert SECRET not in words
    assert "192.0.2.1" not in words
    assert words.count("Invalid request: Invalid HTTP") == 2
    assert ("courses:calendar-feed" in words) == (level in ("DEBUG", "INFO", "WARNING"))
    assert ("KeyError" in words) == (level != "CRITICAL")


@pytest.mark.django_db
def test_without_filters_and_processors_the_lines_hold_it_all(cast):
    """The control: what is asked for above leaves its traces in lines that are written plainly."""
    plain = {"formatters": {"text": {"format": "%(name)s %(message)s %(args)s"}}}
    handler = {"console": {"class": "logging.StreamHandler", "formatter": "text"}}
    with (
        override_settings(ROOT_URLCONF=__name__),
        logged("DEBUG", "text", handlers=handler, loggers={}, **plain) as out,
    ):
        visit_everything(cast)
    words = out.getvalue()
    assert f"/fail/{TOKEN}/" in words
    assert BROWSER in words
    assert "django.template" in words


@pytest.mark.django_db
def test_a_refused_page_is_one_line_with_its_route(cast, sign_in):
    with logged("WARNING", "json") as out:
        assert sign_in(cast.gus).get("/people/?q=x").status_code == 403
    [line] = [one for one in map(json.loads, out.getvalue().splitlines()) if one["logger"] == "django.request"]
    assert line["event"] == "Forbidden (Permission denied): people:person-list"
    assert "exception" not in line


@pytest.mark.django_db
def test_a_line_names_a_page_by_its_route_and_ids(cast, sign_in):
    with logged("INFO", "json") as out:
        sign_in(cast.hal).get(cast.ada.get_absolute_url())
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    pages = [line["request"] for line in lines if line["event"].startswith("request_")]
    assert pages == [f"GET people:person-detail {cast.ada.public_id}"] * 2
