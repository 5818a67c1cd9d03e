"""What a line of the log holds: its facts, a traceback as text, and never what a variable held."""

import json
import logging
from io import StringIO
from logging.config import dictConfig

import pytest
import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, transaction

NAME = "Quokka Example"


def written(form, log_it):
    """Return what a handler with our formatter writes while something is logged."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    facts = dict(settings.LOGGING["formatters"][form])
    facts.pop("()")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**facts))
    logger = logging.getLogger("library.of.somebody")
    logger.addHandler(handler)
    try:
        log_it(logger)
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


def fail_with(problem):
    def log_it(logger):
        name = NAME  # what a traceback with local values would show
        try:
            raise problem
        except Exception:
            logger.exception("It broke after %d of them", len(name))

    return log_it


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_fault_is_written_with_its_traceback_and_without_values_of_variables(form):
    words = written(form, fail_with(ValueError("out of range")))
    assert "It broke after 14 of them" in words
    assert "Traceback (most recent call last)" in words
    assert "ValueError: out of range" in words
    assert "test_logs.py" in words
    assert NAME not in words


ROW = 'new row violates check constraint "somewhere_says_why"\nDETAIL:  Failing row contains (7, Quokka,\nExample).'


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_row_that_a_database_refused_is_not_written(form):
    def log_it(logger):
        try:
            try:
                raise ValueError(ROW)
            except ValueError as problem:
                raise IntegrityError(ROW) from problem
        except IntegrityError:
            logger.exception("It broke")

    words = written(form, log_it)
    assert "Quokka" not in words
    assert "Example" not in words
    assert words.count("somewhere_says_why") == 2
    assert "The above exception was the direct cause" in words
    assert words.count("Traceback") == 2


@pytest.mark.parametrize("begins", ["LINE 1: ", "CONTEXT:  unnamed portal parameter $1 = "])
def test_the_words_of_a_query_that_a_database_could_not_read_are_not_written(begins):
    words = written("json", fail_with(DataError(f"invalid input syntax\n{begins}'Quokka'\n        ^")))
    assert "invalid input syntax" in words
    assert "Quokka" not in words


def test_a_line_on_an_exception_says_nothing_of_the_row_either():
    words = written("json", lambda logger: logger.error("Task raised unexpected: %r", IntegrityError(ROW)))
    assert "somewhere_says_why" in words
    assert "Quokka" not in words


@pytest.mark.django_db
def test_a_row_that_this_database_refuses_is_not_written(cast):
    def log_it(logger):
        try:
            with transaction.atomic():
                type(cast.oak).objects.filter(pk=cast.oak.pk).update(name=NAME, kind=None)
        except IntegrityError:
            logger.exception("It broke")

    words = written("json", log_it)
    assert "IntegrityError" in words
    assert NAME not in words


def test_a_librarys_line_has_the_same_facts_as_ours():
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        line = json.loads(written("json", fail_with(ValueError("out of range"))))
    assert (line["level"], line["logger"], line["request_id"]) == ("error", "library.of.somebody", "r-1")
    assert line["timestamp"].endswith("Z")
    assert line["exception"].startswith("Traceback")


def test_the_installation_logs_with_these_formatters():
    dictConfig(settings.LOGGING)  # the settings are taken as they stand
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)


def test_a_template_that_lacks_something_does_not_quote_what_it_was_given():
    words = written("text", lambda log: log.error("Failed lookup for key [a] in [{'text': 'Quokka',\n'b': 'Quokka'}]"))
    assert "Failed lookup for key [left out" in words
    assert "Quokka" not in words


def test_questions_in_a_sentence_stay():
    assert "Is it there? a=1" in written("text", lambda log: log.error("Is it there? a=1"))
