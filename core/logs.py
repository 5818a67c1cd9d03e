"""How the log is written: one line a fact with its level and request, tracebacks without the values of variables."""

import logging
import re
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from structlog.typing import EventDict, Processor, WrappedLogger

FACTS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]


# PostgreSQL says after this word what stood in the row that it refused, up to the end of its message. In a line on an
# exception, such as Celery's, the ends of lines may be written out.
DETAIL = re.compile(r"(?:^|\\n)DETAIL: .*?(?=^(?:Traceback|The above exception|During handling)|\Z)", re.M | re.S)


def without_rows(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take out of a line and its traceback what a database says of a row: somebody's own words; for structlog."""
    for key in ("event", "exception"):
        if isinstance(text := event.get(key), str) and "DETAIL:" in text:
            event[key] = DETAIL.sub("\nDETAIL: left out\n", text).strip("\n")
    return event


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
    variable held, nor the row that a database refused, for these may be somebody's name or words.
    """
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": FACTS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_rows,
            renderer,
        ],
    }
