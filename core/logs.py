"""How the log is written: one line a fact with its level and request, tracebacks without the values of variables."""

import logging
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from structlog.typing import Processor

FACTS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]


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
    variable held, for that may be somebody's name.
    """
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": FACTS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    }
