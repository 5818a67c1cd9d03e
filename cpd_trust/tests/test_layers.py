"""Rules and reads do not know the web. Which app may know which is import-linter's, in `pyproject.toml`.

import-linter cannot forbid a part of Django alone, so this reads the imports itself.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

BASE_DIR = Path(__file__).resolve().parents[2]
OF_THE_WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.forms", "crispy_forms", "core.http")
APPS = "people notifications certificates planning surveys budgets training courses appraisal reports home".split()
# A module with one of these words in its name speaks with the browser; tests and migrations stand outside of layers.
WEB_BY_NAME = {"views", "form", "forms", "filters", "tables", "urls", "middleware", "processors", "tests", "migrations"}
WEB_FOR_A_REASON = {
    "people/adapters.py",  # allauth asks with the request
    "people/backends.py",  # so does Django when somebody signs in
    "people/step_up.py",  # a session is confirmed, not a person
    "surveys/anonymity.py",  # takes a name off the log of a request
    "training/registers.py",  # what a register of records asks for, and its fields
}


def words_in(parts: Iterable[str]) -> set[str]:
    return {word for part in parts for word in part.removesuffix(".py").split("_")}


def speaks_with_the_browser(path: Path) -> bool:
    inside = path.relative_to(BASE_DIR)
    return bool(words_in(inside.parts) & WEB_BY_NAME) or str(inside) in WEB_FOR_A_REASON


def modules() -> list[Path]:
    paths = (path for app in APPS for path in (BASE_DIR / app).rglob("*.py"))
    return sorted(path for path in paths if not speaks_with_the_browser(path))


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def of_the_web(source: str) -> set[str]:
    return {
        name
        for name in imported(source)
        # The address of a page is a fact that a notice carries, so django.urls may be asked for it.
        if name.startswith(OF_THE_WEB)
        or (not name.startswith("django.") and words_in(name.split(".")[1:]) & {"views", "forms", "urls"})
    }


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_rules_do_not_know_the_web(path):
    assert of_the_web(path.read_text()) == set()


def test_the_web_is_recognised():
    """The twin: each way of reaching the web is seen."""
    for line in (
        "from django.http import Http404",
        "from django import forms",
        "import django.shortcuts",
        "def f():\n    from people.forms import PersonForm",
        "from people import views",
        "from planning.plans.action_views import find_action",
    ):
        assert of_the_web(line), line
    assert not of_the_web(
        "from django.db import models\nfrom django.urls import reverse\nfrom people.models import Person"
    )
