"""How the log is written: one line a fact with its level and request, tracebacks without the values of variables.

A page is named by its route and the ids in it. Its address is never written: it may hold a token that works (a
calendar feed, a survey for parents, a password reset), and a query holds what somebody searched for.
"""

import logging
import re
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.urls import Resolver404, get_resolver, resolve
from structlog.typing import EventDict, Processor, WrappedLogger

FACTS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]


# What an exception quotes, up to the end of its message: PostgreSQL the row that it refused, a template all that it was
# given. In a line on an exception, such as Celery's, the ends of lines may be written out.
END = r"(?=^(?:Traceback|The above exception|During handling)|\Z)"
QUOTED = re.compile(
    rf"(?:^|\\n)(DETAIL: |CONTEXT: |LINE [0-9]+: ).*?{END}|(Failed lookup for key \[)[^\]]*\] in .*?{END}", re.M | re.S
)
# The words of a query, of an address in any line. A question in a sentence has no "=" behind it.
QUERY = re.compile(r"\?[^\s\"'<>?]*=[^\s\"'<>]*")
# What gunicorn can't read as a request, which it quotes with the sender's address.
UNREADABLE = re.compile(r"(Invalid request) from ip=\S+: ([^'\":]*).*", re.S)


def named(request: HttpRequest) -> str:
    """Return how the log names the page of a request: its route and the ids in its address, no text of it."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "no page of ours"
    ids = [str(value) for value in match.kwargs.values() if isinstance(value, uuid.UUID | int)]
    return " ".join([match.view_name or "a page without a name", *ids])


# The beginning of a route is regular text or one of these; what comes after may be a token.
PLAIN = re.compile(r"<int:\w+>|<uuid:\w+>|[^<(\\\[]")
WRITTEN = {"<int:": r"\d+", "<uuid:": r"[0-9a-fA-F-]{36}"}


def _beginnings(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """Return, as patterns, the beginnings of all routes on which free text follows."""
    for pattern in patterns:
        route, start, place = str(pattern.pattern).removeprefix("^"), before, 0
        while found := PLAIN.match(route, place):
            start += WRITTEN.get(found[0][:5], WRITTEN.get(found[0][:6], re.escape(found[0])))
            place = found.end()
        if place < len(route.removesuffix("$").removesuffix(r"\Z")):
            yield start
        elif hasattr(pattern, "url_patterns"):
            yield from _beginnings(pattern.url_patterns, start)


@cache
def _free_text() -> "re.Pattern[str]":
    beginnings = sorted(set(_beginnings(get_resolver().url_patterns)) - {"/"}, key=len, reverse=True)
    return re.compile(rf"({'|'.join(beginnings)})(?=[^\s\"'<>?])[^\s\"'<>?]+")


def without_words(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take out of a line and its traceback what may be somebody's words or a token; for structlog.

    What a database says of a row and a template of what it was given, the query of an address, and its free part. And
    the reader's browser, which beside a time would tell who among few answered a survey.
    """
    event.pop("user_agent", None)
    return {key: _without_words(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_words(text: str) -> str:
    text = QUOTED.sub(lambda found: f"\n{found[1] or found[2]}left out\n", text).strip("\n")
    text = UNREADABLE.sub(r"\1: \2…", text)
    return _free_text().sub(r"\1…", QUERY.sub("?…", text))


class PagesByRoute(logging.Filter):
    """Names the page of a line by its route, where Django's own lines have its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            # Django writes out what is no plain letter.
            addresses = (request.path, request.path.encode("unicode_escape").decode("ascii"))
            record.args = tuple(named(request) if arg in addresses else arg for arg in record.args)
        return True


class RefusalsInOneLine(logging.Filter):
    """Takes the traceback off a line on something that was refused: that is no fault of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, those on refusals without a traceback."""
        if record.exc_info and isinstance(record.exc_info[1], (PermissionDenied, SuspiciousOperation)):
            record.exc_info = None
        return True


def formatter(renderer: Processor) -> dict[str, Any]:
    """Return a formatter for `LOGGING` that writes our own lines and those of libraries alike.

    Libraries' lines get the same facts as ours, and a traceback is text: it names files and lines, never what a
    variable held, nor what `without_words` takes out, for these may be somebody's name or words.
    """
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": FACTS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_words,
            renderer,
        ],
    }


def logging_as(level: str, form: str) -> dict[str, Any]:
    """Return the configuration of logging: one handler, at a level, as `json` or `text`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": formatter(structlog.processors.JSONRenderer(ensure_ascii=False)),
            "text": formatter(structlog.dev.ConsoleRenderer(colors=False)),
        },
        "filters": {"refusals": {"()": RefusalsInOneLine}, "pages": {"()": PagesByRoute}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["refusals", "pages"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django gives it handlers and a level of its own, which would pass by ours.
            "django": {"handlers": [], "level": level},
            # At DEBUG they print all that a template was given, and every query with its values.
            "django.template": {"level": "INFO"},
            "django.db.backends": {"level": "INFO"},
            # They print the address of each mail or the text of each request.
            "django.server": {"handlers": [], "propagate": False},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            # The same, for the web server and its requests. At DEBUG it prints the address of each.
            "gunicorn.error": {"handlers": [], "propagate": True, "level": "INFO" if level == "DEBUG" else level},
            "gunicorn.access": {"handlers": [], "propagate": False},
        },
    }
